"""Waking streams on the event loop from any thread."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator


class Wake:
    """One stream's alarm; built on the event loop that waits for it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake the stream; from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop has ended, and the stream with it
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> None:
        """Sleep until it rings, at most this long; what rang before counts once."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
        self._event.clear()


class Bell:
    """Wakes everybody who listens."""

    def __init__(self) -> None:
        self._wakes: set[Wake] = set()
        self._lock = threading.Lock()

    def ring(self) -> None:
        """Wake all; from any thread."""
        with self._lock:
            wakes = tuple(self._wakes)
        for wake in wakes:
            wake.ring()

    @contextlib.contextmanager
    def listening(self) -> Iterator[Wake]:
        """Listen for the length of a with block, on the event loop."""
        wake = Wake()
        with self._lock:
            self._wakes.add(wake)
        try:
            yield wake
        finally:
            with self._lock:
                self._wakes.discard(wake)
