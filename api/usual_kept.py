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

    def known(self, resident: str, worn: Sequence[Ownership], zone: ZoneInfo, now: datetime) -> Usuals | None:
        """Give what is usual for a resident, if it was asked for today."""
        with self._lock:
            kept = self._kept.get(resident)
        return kept[2] if kept is not None and kept[:2] == (day_of(now, zone), worn) else None

    def of(
        self, store: ReadingStore, resident: str, worn: Sequence[Ownership], zone: ZoneInfo, now: datetime
    ) -> Usuals:
        """Give what is usual for a resident, as it was when it was first asked for today. Raises StoreAway."""
        found = self.known(resident, worn, zone, now)
        if found is None:
            found = usuals(store, worn, zone, now)
            with self._lock:
                if len(self._kept) >= MOST:
                    self._kept.clear()
                self._kept[resident] = (day_of(now, zone), worn, found)
        return found
