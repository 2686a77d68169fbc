"""What a home's devices said in the two weeks before we started, from the readings' store, behind the engine's back.

An alert never waits for it: until the past is known, rules that hang on it are unknown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.engine_asking import PAUSE, Asked, ReadAtOnce, ReadBehind
from domain.homes import HomeMemory
from domain.people import DeviceKind, Power
from domain.readings import Report
from domain.turns import KEPT
from store.past import every_point
from store.readings import Latest, Point, ReadingStore

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Belonging:
    """A device of a home, and since when it is theirs."""

    device: str
    kind: DeviceKind
    power: Power
    since: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """Asks what these devices said up to `until`.

    since   only what was observed from then on is asked for (None: all that a home remembers)
    wanted  metrics whose newest reading is asked for
    worn    also since when a watch among them is not worn
    """

    resident: str
    devices: tuple[Belonging, ...]
    until: datetime
    since: datetime | None = None
    wanted: frozenset[str] = frozenset()
    worn: bool = False


Answer = tuple[Question, HomeMemory]
"""What was asked, and what the home remembers."""
Past = Asked[Question, HomeMemory]
"""Whoever reads the past of homes."""


class PastAtOnce(ReadAtOnce[Question, HomeMemory]):
    """Reads in the caller's thread: for whoever drives the clock. Raises StoreAway."""

    def __init__(self, store: ReadingStore) -> None:
        super().__init__(remembered, store)


class HomePast(ReadBehind[Question, HomeMemory]):
    """Reads in a thread of its own, and waits while the store is away."""

    def __init__(self, open_store: Callable[[], ReadingStore], *, pause: float = PAUSE) -> None:
        super().__init__(remembered, open_store, name="home-past", pause=pause)


def remembered(store: ReadingStore, question: Question) -> HomeMemory:
    """Read what a home would remember. Raises StoreAway."""
    home = HomeMemory(question.until - KEPT, wanted=question.wanted)
    owned = {one.device: one for one in question.devices}
    for newest in store.latest(sorted(owned)):
        one = owned[newest.device]
        if newest.observed_at >= one.since:
            for point in _points(store, one, newest, question):
                home.see(_said(one, newest.metric, point), one.kind, one.power)
    return home


def _points(store: ReadingStore, one: Belonging, newest: Latest, question: Question) -> Iterable[Point]:
    """Give as much of a series as is needed, oldest first: of most, the newest reading, where it is not newer."""
    back = KEPT if newest.metric == "door" else _A_DAY
    if newest.metric not in {"door", "motion", *(("worn",) if question.worn else ())}:
        known = Point(observed_at=newest.observed_at, value=newest.value)
        return (known,) if known.observed_at <= question.until else ()
    begins = max(one.since, min(newest.observed_at, question.until) - back, question.since or one.since)
    return every_point(store, one.device, newest.metric, begins, question.until)


def _said(one: Belonging, metric: str, point: Point) -> Report:
    at = point.observed_at
    return Report(device=one.device, observed_at=at, received_at=at, values={metric: point.value})
