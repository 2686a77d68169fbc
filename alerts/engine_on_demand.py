"""The readings' store for questions that are put while an alert is judged: it must never keep one waiting twice."""

import time
from collections.abc import Callable
from typing import TypeVar

import structlog

from domain.errors import Away
from store.readings import ReadingStore

PAUSE = 60.0
"""Seconds without questions after the store gave no answer: an alert must not wait for it again."""

T = TypeVar("T")

log = structlog.get_logger()


class StoreOnDemand:
    """Opened with the first question. While it is away, nothing is known."""

    def __init__(self, open_store: Callable[[], ReadingStore]) -> None:
        self._open = open_store
        self._store: ReadingStore | None = None
        self._ask_at = 0.0

    @property
    def rests(self) -> bool:
        """Whether nothing is asked now: it gave no answer a moment ago."""
        return time.monotonic() < self._ask_at

    def ask(self, read: Callable[[ReadingStore], T], unknown: T, *, what: str, about: str) -> T:
        """Give what `read` finds, or `unknown`; `what` and `about` are for the log."""
        if self.rests:
            return unknown
        try:
            self._store = self._store or self._open()
            return read(self._store)
        except Away as error:
            self._ask_at = time.monotonic() + PAUSE
            log.warning(what, about=about, error=str(error))
            return unknown

    def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            self._store.close()
