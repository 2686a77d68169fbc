"""What a home's devices said in the two weeks before we started, from the readings' store, behind the engine's back.

An alert never waits for it: until the past is known, rules that hang on it are unknown.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from domain.errors import Away, BanisterError
from domain.homes import HomeMemory
from domain.people import DeviceKind, Power
from domain.readings import Report
from domain.turns import KEPT
from store.readings import Latest, Point, ReadingStore

PAUSE = 5.0
"""Seconds without questions after the store gave no answer."""
AT_ONCE = 200
"""Homes that are asked for at one time: their answers are kept until the engine takes them."""
CLOSE_WITHIN = 0.5
_A_DAY = timedelta(days=1)
_SERIES = 10_000

log = structlog.get_logger()


class HomePastDied(BanisterError):
    """The thread that reads the past has ended: the service ends too, and the supervisor starts it again."""


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

    wanted  metrics whose newest reading is asked for
    worn    also since when a watch among them is not worn
    """

    resident: str
    devices: tuple[Belonging, ...]
    until: datetime
    wanted: frozenset[str] = frozenset()
    worn: bool = False


Answer = tuple[Question, HomeMemory]
"""What was asked, and what the home remembers."""


class Past(Protocol):
    """Whoever reads the past."""

    def ask(self, questions: Iterable[Question]) -> None:
        """Ask; at most `AT_ONCE` at one time."""
        ...

    def take(self) -> list[Answer]:
        """Give the answers that are there. Raises HomePastDied where there will be no more."""
        ...


class PastAtOnce:
    """Reads in the caller's thread: for whoever drives the clock. Raises StoreAway."""

    def __init__(self, store: ReadingStore) -> None:
        self._store = store
        self._answers: list[Answer] = []

    def ask(self, questions: Iterable[Question]) -> None:
        """Read now."""
        self._answers += [(one, remembered(self._store, one)) for one in questions]

    def take(self) -> list[Answer]:
        """Give what was read."""
        answers, self._answers = self._answers, []
        return answers


class HomePast:
    """Reads in a thread of its own, and waits while the store is away."""

    def __init__(self, open_store: Callable[[], ReadingStore], *, pause: float = PAUSE) -> None:
        self._open, self._pause = open_store, pause
        self._questions: queue.SimpleQueue[Question | None] = queue.SimpleQueue()
        self._answers: deque[Answer] = deque()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="home-past", daemon=True)
        self._thread.start()

    def ask(self, questions: Iterable[Question]) -> None:
        """Put questions in line."""
        for one in questions:
            self._questions.put(one)

    def take(self) -> list[Answer]:
        """Give the answers that are there. Raises HomePastDied where the thread has ended by itself."""
        if not self._thread.is_alive() and not self._stopping.is_set():
            raise HomePastDied("the thread that reads the past of homes has ended")
        return [self._answers.popleft() for _ in range(len(self._answers))]

    def close(self) -> None:
        """End the thread: at once where it waits; it is not waited for long."""
        self._stopping.set()
        self._questions.put(None)
        self._thread.join(CLOSE_WITHIN)

    def _run(self) -> None:
        store: ReadingStore | None = None
        while (question := self._questions.get()) is not None and not self._stopping.is_set():
            store = self._answer(store, question)
        if store is not None:
            store.close()

    def _answer(self, store: ReadingStore | None, question: Question) -> ReadingStore | None:
        while not self._stopping.is_set():
            try:
                store = store or self._open()
                self._answers.append((question, remembered(store, question)))
            except Away as error:
                log.warning("the past of homes is not known yet", error=str(error))
                self._stopping.wait(self._pause)
            else:
                break
        return store


def remembered(store: ReadingStore, question: Question) -> HomeMemory:
    """Read what a home would remember. Raises StoreAway."""
    home = HomeMemory(question.until - KEPT, wanted=question.wanted)
    owned = {one.device: one for one in question.devices}
    for newest in store.latest(sorted(owned)):
        one = owned[newest.device]
        if one.since <= newest.observed_at <= question.until:
            for point in _points(store, one, newest, question):
                home.see(_said(one, newest.metric, point), one.kind, one.power)
    return home


def _points(store: ReadingStore, one: Belonging, newest: Latest, question: Question) -> Iterable[Point]:
    """Give as much of a series as is needed, oldest first: of most, the newest reading."""
    back = KEPT if newest.metric == "door" else _A_DAY
    if newest.metric not in {"door", "motion", *(("worn",) if question.worn else ())}:
        return (Point(observed_at=newest.observed_at, value=newest.value),)
    begins = max(one.since, newest.observed_at - back)
    return _series(store, (one.device, newest.metric), begins, question.until)


def _series(store: ReadingStore, series: tuple[str, str], begins: datetime, until: datetime) -> Iterable[Point]:
    while begins < until:
        points = store.series(*series, begins, until, limit=_SERIES)
        yield from points
        if len(points) < _SERIES:
            return
        begins = points[-1].observed_at + timedelta(milliseconds=1)


def _said(one: Belonging, metric: str, point: Point) -> Report:
    at = point.observed_at
    return Report(device=one.device, observed_at=at, received_at=at, values={metric: point.value})
