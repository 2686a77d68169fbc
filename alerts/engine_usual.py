"""What is usual for a resident: read from the readings' store in a thread of its own, never while a reading waits.

It is asked for when a rule needs it for the first time, and once a day from then on. Until there is an answer, and
while the store is away, nothing is known, and the rule says nothing.
"""

import queue
import threading
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import structlog

from alerts.engine_rest import resting_after
from domain.baselines import Hour, Usual, profile
from domain.errors import Away, BanisterError
from domain.people import Ownership
from store.past import past_hours
from store.readings import ReadingStore

MOST_WAITING = 10_000
"""Questions that may wait; what comes on top is asked again by a later reading."""
MOST_KEPT = 200_000
"""Answers that are remembered; past it all are forgotten, and asked for again."""
PAUSE = 60.0
"""Seconds without questions after the store gave no answer."""

log = structlog.get_logger()


class UsualDied(BanisterError):
    """The thread that reads what is usual has ended: the service ends too, and is started again."""


@dataclass(frozen=True, slots=True)
class _Question:
    resident: str
    zone: ZoneInfo
    metric: str
    day: date

    @property
    def key(self) -> tuple[str, str]:
        return self.resident, self.metric


@dataclass(slots=True)
class _Answer:
    """`day` (local) it was asked for; median, spread and days by hour of the day (None: it was not answered yet).

    Short numbers, and none at all where nothing is usual: there may be an answer for every resident.
    """

    day: date
    hours: "array[float] | None" = None

    def at(self, hour: int) -> Usual | None:
        if not self.hours:
            return None
        median, spread, days = self.hours[3 * hour : 3 * hour + 3]
        return Usual(median=median, spread=spread, days=int(days)) if days else None


class UsualHours:
    """Answers from what was read; a question that has no answer yet is put to the thread.

    open_store  opens the readings' store, with the first question
    owned       whose which devices were and are, by resident
    """

    def __init__(self, open_store: Callable[[], ReadingStore], owned: Callable[[str], Sequence[Ownership]]) -> None:
        self._open = open_store
        self._owned = owned
        self._store: ReadingStore | None = None
        self._answers: dict[tuple[str, str], _Answer] = {}
        self._questions: queue.Queue[_Question | None] = queue.Queue(MOST_WAITING)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="usual", daemon=True)
        self._error: BaseException | None = None

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self, within: float = 1.0) -> None:
        """Read nothing more; what is being read now is not waited for longer than `within` seconds."""
        self._ended.set()
        self._put(None)
        if self._thread.is_alive():
            self._thread.join(within)

    def __call__(self, resident: str, zone: ZoneInfo, metric: str, at: datetime) -> Usual | None:
        """Give what is usual at the hour of `at`, by what is known. Raises UsualDied where the thread has ended."""
        if self._error is not None:
            raise UsualDied("what is usual is read no more") from self._error
        local = at.astimezone(zone)
        question = _Question(resident, zone, metric, local.date())
        answer = self._answers.get(question.key)
        if answer is None or answer.day < question.day:
            self._ask(question, answer)
        return answer.at(local.hour) if answer is not None else None

    def settle(self) -> None:
        """Wait until all that was asked is answered."""
        self._questions.join()

    def _ask(self, question: _Question, known: _Answer | None) -> None:
        if not self._put(question):
            return
        if len(self._answers) >= MOST_KEPT:
            self._answers.clear()
        self._answers[question.key] = _Answer(question.day, known.hours if known else None)

    def _put(self, question: _Question | None) -> bool:
        try:
            self._questions.put_nowait(question)
        except queue.Full:
            return False
        return True

    def _run(self) -> None:
        try:
            while not self._ended.is_set():
                question = self._questions.get()
                try:
                    if question is not None:
                        with resting_after(self._ended):
                            self._answer(question)
                finally:
                    self._questions.task_done()
        except BaseException as error:
            self._error = error
            log.exception("reading what is usual has ended")
            raise
        finally:
            if self._store is not None:
                self._store.close()

    def _answer(self, question: _Question) -> None:
        """Read and keep the answer. While the store is away the question is dropped: a later reading asks it again."""
        try:
            usual = profile(self._history(question), question.zone)
        except Away as error:
            log.warning("cannot read what is usual", resident=question.resident, error=str(error))
            self._answers.pop(question.key, None)
            self._ended.wait(PAUSE)
            return
        hours = array("f", [0.0]) * (72 if usual else 0)
        for hour, one in usual.items():
            hours[3 * hour : 3 * hour + 3] = array("f", (one.median, one.spread, one.days))
        self._answers[question.key] = _Answer(question.day, hours)

    def _history(self, question: _Question) -> list[Hour]:
        """Read the days before the question's own, of every device while it was the resident's."""
        midnight = datetime(question.day.year, question.day.month, question.day.day, tzinfo=question.zone)
        end = midnight.astimezone(UTC)
        owned = self._owned(question.resident)
        if not owned:
            return []
        self._store = self._store or self._open()
        return past_hours(self._store, owned, question.metric, end, end)
