"""What is usual for residents, kept for the rest of the day: it is worked out of two weeks, and changes at midnight."""

import threading
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.people import Ownership
from domain.waiting import day_of
from store.readings import ReadingStore
from store.usual_past import Usuals, usuals

MOST = 20_000
"""Residents of whom it is kept, in about 2 KB each; past it all are forgotten."""


class UsualKept:
    """Threads may share one. Whoever gets or loses a device is asked about anew."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[date, Sequence[Ownership], Usuals]] = {}

    def of(
        self, store: ReadingStore, resident: str, worn: Sequence[Ownership], zone: ZoneInfo, now: datetime
    ) -> Usuals:
        """Give what is usual for a resident, by what was known when it was first asked for today. Raises StoreAway."""
        today = day_of(now, zone)
        with self._lock:
            known = self._kept.get(resident)
        if known is not None and known[:2] == (today, worn):
            return known[2]
        found = usuals(store, worn, zone, now)
        with self._lock:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[resident] = (today, worn, found)
        return found
