"""Recalls what was seen of a resident before a rule began to keep it in mind, from the readings' store.

While nobody is troubled nothing is kept in mind. Where a breach comes that calm readings had overtaken, it is told at
once; what these said is asked for when the next reading comes.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from alerts.engine_on_demand import StoreOnDemand
from domain.metrics import METRICS
from store.past import were_worn
from store.readings import ReadingStore
from store.records import Records


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


class StoredRecall(StoreOnDemand):
    """Asks the readings' store. While it is away: nothing known."""

    def __init__(self, records: Records, open_store: Callable[[], ReadingStore]) -> None:
        super().__init__(open_store)
        self._records = records

    def __call__(self, resident: str, metric: str, start: datetime, end: datetime) -> Sequence[Recalled]:
        """Give the readings of all devices that were theirs then. Raises StoreAway for the records."""
        if self.rests:
            return ()
        devices = [(one.device, one.since, one.until) for one in self._records.registry.worn_by(resident)]

        def read(store: ReadingStore) -> Sequence[Recalled]:
            return [
                one
                for device, since, until in devices
                for one in _series(store, device, metric, max(start, since), min(end, until or end))
            ]

        return self.ask(read, (), what="cannot ask what came before", about=resident)


def _series(store: ReadingStore, device: str, metric: str, start: datetime, end: datetime) -> Iterator[Recalled]:
    if start >= end:
        return
    points = store.series(device, metric, start, end)
    if not METRICS[metric].body:
        yield from (Recalled(device, point.observed_at, point.value) for point in points)
        return
    for point, worn in were_worn(store, device, points, start):
        yield Recalled(device, point.observed_at, point.value if worn else None)
