"""Asks the readings whether a watch was worn, where a breach hangs on it and nothing was heard since the start."""

import time
from collections.abc import Callable
from datetime import datetime

import structlog

from domain.errors import Away
from store.readings import ReadingStore

PAUSE = 60.0
"""Seconds without questions after the store gave no answer: an alert must not wait for it again."""

log = structlog.get_logger()


class WornBefore:
    """Answers from the readings' store, opened with the first question. While the store is away: nothing known."""

    def __init__(self, open_store: Callable[[], ReadingStore]) -> None:
        self._open = open_store
        self._store: ReadingStore | None = None
        self._ask_at = 0.0

    def __call__(self, device: str, before: datetime) -> bool | None:
        """Give what the device last said of being worn before that moment."""
        if time.monotonic() < self._ask_at:
            return None
        try:
            self._store = self._store or self._open()
            said = [one for one in self._store.latest([device]) if one.metric == "worn" and one.observed_at <= before]
        except Away as error:
            self._ask_at = time.monotonic() + PAUSE
            log.warning("cannot ask whether it was worn: taken as worn", device=device, error=str(error))
            return None
        return said[0].value > 0 if said else None

    def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            self._store.close()
