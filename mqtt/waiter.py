"""Waits for a socket, for a wake-up, or for time to pass."""

import contextlib
import selectors
import socket
from typing import Protocol


class HasFileno(Protocol):
    """Anything that a selector can watch."""

    def fileno(self) -> int:
        """Name the socket."""


class Waiter:
    """One selector for one socket at a time, plus a socket pair that `wake` writes to."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._inner, self._outer = socket.socketpair()
        self._inner.settimeout(0)
        self._outer.settimeout(0)
        self._selector.register(self._inner, selectors.EVENT_READ)
        self._watched: tuple[HasFileno, int] | None = None

    def wake(self) -> None:
        """End the wait that is running, or the next one; from any thread or signal handler."""
        with contextlib.suppress(BlockingIOError, OSError):  # full: a wake-up is on its way; closed: nobody waits
            self._outer.send(b"\0")

    def watch(self, sock: HasFileno | None, events: int = 0) -> None:
        """Wait for these events of this socket from now on (and for no other socket's)."""
        wanted = (sock, events) if sock is not None else None
        if wanted == self._watched:
            return
        if self._watched is not None:
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(self._watched[0])
        if wanted is not None:
            self._selector.register(wanted[0], wanted[1])
        self._watched = wanted

    def wait(self, timeout: float) -> int:
        """Give the events of the watched socket; 0 after a wake-up or the timeout."""
        events = 0
        for key, mask in self._selector.select(max(0.0, timeout)):
            if key.fileobj is self._inner:
                self._drain()
            else:
                events = mask
        return events

    def _drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._inner.recv(4096)

    def close(self) -> None:
        """Give the sockets back."""
        self._selector.close()
        self._inner.close()
        self._outer.close()
