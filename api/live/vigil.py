"""Whether a stream may go on: the session, the key and the access behind it are asked again and again."""

import time
from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from api.access import Asker
from api.callers import recognise
from domain.access import Deed, Principal, may
from domain.errors import Away, NotFound

T = TypeVar("T")

RECHECK = 2.0
"""Seconds between two looks: an ended session closes its streams well within five."""
THREADS = anyio.CapacityLimiter(8)
"""Streams have threads of their own, so that many of them never starve the other routes."""


async def in_thread(work: Callable[[], T]) -> T:
    """Run blocking work away from the event loop."""
    return await anyio.to_thread.run_sync(work, limiter=THREADS)


class Vigil:
    """Watches over one stream's right to go on."""

    def __init__(self, asker: Asker, deed: Deed, allowed: Callable[[Principal], bool] = lambda _: True) -> None:
        self.principal = asker.principal
        self._asker = asker
        self._deed = deed
        self._allowed = allowed
        self._due = time.monotonic() + RECHECK

    @property
    def due(self) -> bool:
        """Whether the next look is due."""
        return time.monotonic() >= self._due

    async def ended(self) -> bool:
        """Tell whether the stream must close; asks the records at most every `RECHECK` seconds."""
        if not self.due:
            return False
        self._due = time.monotonic() + RECHECK
        try:
            return await in_thread(self._ended)
        except (Away, NotFound):  # a client that comes again is told which
            return True

    def _ended(self) -> bool:
        parts = self._asker.parts
        caller = recognise(parts.records, self._asker.caller.credential, parts.clock())
        if caller is None or not may(caller.principal, self._deed):
            return True
        self.principal = caller.principal
        return not self._allowed(caller.principal)
