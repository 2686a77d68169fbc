"""Follows an erasure into the readings store: a piece at a time, by whoever holds both stores."""

from datetime import UTC, datetime

from store.readings import Expired, ReadingStore
from store.records import Records
from store.records.erasure import LET_GO, Unfinished

_EVER = datetime(2200, 1, 1, tzinfo=UTC)


class Sweeper:
    """Removes the readings of those who are erased, at once and again when nothing can be on its way any more."""

    def __init__(self, records: Records, readings: ReadingStore) -> None:
        self._records = records
        self._readings = readings
        self._swept: set[str] = set()
        self._scrub = False

    def sweep(self, now: datetime) -> Expired:
        """Do a piece of what is left, a tenth of a second or so; `more`: call again soon. Raises StoreAway."""
        removed = 0
        for one in self._records.erasure.unfinished():
            late = now - one.erased_at >= LET_GO
            if one.resident in self._swept and not late:
                continue
            went = self._remove(one)
            removed += went.removed
            if went.more:
                return Expired(removed=removed, more=True)
            self._scrub = True
            self._swept.add(one.resident)
            if late:
                self._records.erasure.finish(one.resident, now)
        return Expired(removed=removed, more=self._dirty())

    def _remove(self, one: Unfinished) -> Expired:
        removed = 0
        for owned in one.owned:
            # What was theirs to the end is nobody else's after: what still came then is theirs too.
            end = _EVER if owned.until is None or owned.until >= one.erased_at else owned.until
            went = self._readings.erase(owned.device, owned.since, end)
            removed += went.removed
            if went.more:
                return Expired(removed=removed, more=True)
        return Expired(removed=removed)

    def _dirty(self) -> bool:
        if self._scrub:
            self._scrub = not (self._records.erasure.scrub() and self._readings.scrub())
        return self._scrub
