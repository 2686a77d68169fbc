"""What is fetched from elsewhere when it is first needed, and kept for a while."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from api.problems import Problem

Thing = TypeVar("Thing")

LASTS = timedelta(hours=1)
AGAIN_AFTER = timedelta(seconds=5)
"""Who asks sooner gets the failure of before: an address that does not answer must not hold every thread."""


class Fresh(Generic[Thing]):
    """One thing, fetched by one thread at a time. `fetch` raises a Problem where it cannot."""

    def __init__(self, fetch: Callable[[datetime], Thing]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._kept: tuple[datetime, Thing] | None = None
        self._failed: tuple[datetime, Problem] | None = None

    def get(self, now: datetime, *, but: Thing | None = None) -> Thing:
        """Give the thing, no older than an hour; and not this one, `but` another that has been fetched since."""
        with self._lock:
            if self._kept and now - self._kept[0] < LASTS and self._kept[1] is not but:
                return self._kept[1]
            if self._failed and now - self._failed[0] < AGAIN_AFTER:
                told = self._failed[1]
                raise Problem(told.kind, detail=told.detail, headers=told.headers)
            try:
                thing = self._fetch(now)
            except Problem as problem:
                self._failed = (now, problem)
                raise
            self._kept, self._failed = (now, thing), None
            return thing
