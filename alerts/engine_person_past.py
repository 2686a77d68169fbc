"""What scores and rates would remember of a person from before we started, read from the readings' store."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from alerts.engine_asking import PAUSE, Asked, ReadAtOnce, ReadBehind
from domain.metrics import METRICS
from domain.people import Ownership
from store.past import were_worn
from store.readings import Latest, Point, ReadingStore

Owned = Callable[[str], Sequence[Ownership]]
"""Gives which devices were a resident's (id), and when, the past ones too. Raises StoreAway."""
_A_MOMENT = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Question:
    """Asks what was read of a resident up to `until`.

    inputs  the newest reading of each of these metrics, no older than this
    series  all readings of each of these metrics that are no older than this
    """

    resident: str
    until: datetime
    inputs: Mapping[str, timedelta]
    series: Mapping[str, timedelta]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was read, where it can be believed."""

    inputs: dict[str, Point] = field(default_factory=dict)
    series: dict[str, list[Point]] = field(default_factory=dict)


PersonPast = Asked[Question, Remembered]
"""Whoever reads the past of persons."""


class PersonPastAtOnce(ReadAtOnce[Question, Remembered]):
    """Reads in the caller's thread: for whoever drives the clock. Raises StoreAway."""

    def __init__(self, store: ReadingStore, owned: Owned) -> None:
        super().__init__(partial(remembered, owned), store)


class PersonPastBehind(ReadBehind[Question, Remembered]):
    """Reads in a thread of its own, and waits while a store is away."""

    def __init__(self, open_store: Callable[[], ReadingStore], owned: Owned, *, pause: float = PAUSE) -> None:
        super().__init__(partial(remembered, owned), open_store, name="person-past", pause=pause)


@dataclass(frozen=True, slots=True)
class _Stay:
    """A device while it was the resident's, up to `end`; `newest` of its readings by metric, whosever they are."""

    store: ReadingStore
    device: str
    since: datetime
    end: datetime
    newest: Mapping[str, Latest]

    def last(self, metric: str, since: datetime) -> Point | None:
        """Give the last reading of a metric."""
        known = self.newest.get(metric)
        begins = max(since, self.since)
        if known is None or known.observed_at < begins:
            return None
        if known.observed_at < self.end:
            return Point(observed_at=known.observed_at, value=known.value)
        return next(reversed(self.store.series(self.device, metric, begins, self.end)), None)

    def believed(self, metric: str, points: Sequence[Point]) -> Iterator[Point]:
        """Leave out what a watch is said to have felt of the body while it was not worn."""
        if not points or not METRICS[metric].body or "worn" not in self.newest:
            yield from points
            return
        yield from (point for point, worn in were_worn(self.store, self.device, points, points[0].observed_at) if worn)


def remembered(owned: Owned, store: ReadingStore, question: Question) -> Remembered:
    """Read it from all devices that were theirs. Raises StoreAway."""
    found = Remembered()
    ends = question.until + _A_MOMENT
    theirs = [one for one in owned(question.resident) if one.since < ends]
    newest = store.latest(sorted({one.device for one in theirs}))
    for one in theirs:
        mine = {latest.metric: latest for latest in newest if latest.device == one.device}
        stay = _Stay(store, one.device, one.since, min(ends, one.until or ends), mine)
        for metric, oldest in question.inputs.items():
            last = stay.last(metric, question.until - oldest)
            for point in stay.believed(metric, [last] if last is not None else []):
                known = found.inputs.get(metric)
                found.inputs[metric] = point if known is None or point.observed_at > known.observed_at else known
        for metric, oldest in question.series.items():
            begins = max(one.since, question.until - oldest)
            points = store.series(one.device, metric, begins, stay.end) if metric in mine and begins < stay.end else []
            found.series.setdefault(metric, []).extend(stay.believed(metric, points))
    return found
