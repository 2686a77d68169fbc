"""Recalls what was seen of a resident before a rule began to keep it in mind, from the readings' store.

While nobody is troubled nothing is kept in mind. Where a breach comes that calm readings had overtaken, it is told at
once; what these said is asked for when the next reading comes.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from domain.errors import Away
from domain.metrics import METRICS
from store.readings import ReadingStore
from store.records import Records

PAUSE = 60.0
"""Seconds without questions after the store gave no answer."""
_WORN_SINCE = timedelta(hours=1)

log = structlog.get_logger()


class Recalled(NamedTuple):
    """One reading; None for a value that cannot be believed."""

    device: str
    observed_at: datetime
    value: float | None


Recall = Callable[[str, str, datetime, datetime], Sequence[Recalled]]
"""Gives the readings of a resident (id) and metric observed in [start, end)."""


def nothing_recalled(_resident: str, _metric: str, _start: datetime, _end: datetime) -> Sequence[Recalled]:
    """Know nothing."""
    return ()


class StoredRecall:
    """Asks the readings' store, opened with the first question. While it is away: nothing known."""

    def __init__(self, records: Records, open_store: Callable[[], ReadingStore]) -> None:
        self._records = records
        self._open = open_store
        self._store: ReadingStore | None = None
        self._ask_at = 0.0

    def __call__(self, resident: str, metric: str, start: datetime, end: datetime) -> Sequence[Recalled]:
        """Give the readings of all devices that were theirs then. Raises StoreAway for the records."""
        if time.monotonic() < self._ask_at:
            return ()
        devices = [(one.device, one.since, one.until) for one in self._records.registry.worn_by(resident)]
        try:
            self._store = store = self._store or self._open()
            return [
                one
                for device, since, until in devices
                for one in _series(store, device, metric, max(start, since), min(end, until or end))
            ]
        except Away as error:
            self._ask_at = time.monotonic() + PAUSE
            log.warning("cannot ask what came before", resident=resident, error=str(error))
            return ()

    def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            self._store.close()


def _series(store: ReadingStore, device: str, metric: str, start: datetime, end: datetime) -> Iterator[Recalled]:
    if start >= end:
        return
    points = store.series(device, metric, start, end)
    body = METRICS[metric].body
    worn = store.series(device, "worn", start - _WORN_SINCE, end) if body and points else []
    for point in points:
        said = next((one.value for one in reversed(worn) if one.observed_at <= point.observed_at), 1.0)
        yield Recalled(device, point.observed_at, point.value if said > 0 else None)
