"""Asks the readings' store for the past behind the engine's back: no alert ever waits for it.

Until there is an answer, and while the store is away, what hangs on it is unknown.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Generic, Protocol, TypeVar

import structlog

from alerts.engine_rest import resting_after
from domain.errors import Away, BanisterError
from store.readings import ReadingStore

PAUSE = 5.0
"""Seconds without questions after the store gave no answer."""
AT_ONCE = 200
"""Questions that are put at one time: their answers are kept until the engine takes them."""
CLOSE_WITHIN = 0.5

Q = TypeVar("Q")
A = TypeVar("A")
Read = Callable[[ReadingStore, Q], A]
"""Reads the answer to a question. Raises StoreAway."""

log = structlog.get_logger()


class PastDied(BanisterError):
    """The thread that reads the past has ended: the service ends too, and the supervisor starts it again."""


class Asked(Protocol[Q, A]):
    """Whoever reads the past."""

    def ask(self, questions: Iterable[Q]) -> None:
        """Ask; at most `AT_ONCE` at one time."""
        ...

    def take(self) -> list[tuple[Q, A]]:
        """Give the answers that are there. Raises PastDied where there will be no more."""
        ...


class ReadAtOnce(Generic[Q, A]):
    """Reads in the caller's thread: for whoever drives the clock. Raises StoreAway."""

    def __init__(self, read: Read[Q, A], store: ReadingStore) -> None:
        self._read, self._store = read, store
        self._answers: list[tuple[Q, A]] = []

    def ask(self, questions: Iterable[Q]) -> None:
        """Read now."""
        self._answers += [(one, self._read(self._store, one)) for one in questions]

    def take(self) -> list[tuple[Q, A]]:
        """Give what was read."""
        answers, self._answers = self._answers, []
        return answers


class ReadBehind(Generic[Q, A]):
    """Reads in a thread of its own, and waits while the store is away."""

    def __init__(
        self, read: Read[Q, A], open_store: Callable[[], ReadingStore], *, name: str, pause: float = PAUSE
    ) -> None:
        self._read, self._open, self._pause = read, open_store, pause
        self._questions: queue.SimpleQueue[Q | None] = queue.SimpleQueue()
        self._answers: deque[tuple[Q, A]] = deque()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def ask(self, questions: Iterable[Q]) -> None:
        """Put questions in line."""
        for one in questions:
            self._questions.put(one)

    def take(self) -> list[tuple[Q, A]]:
        """Give the answers that are there. Raises PastDied where the thread has ended by itself."""
        if not self._thread.is_alive() and not self._stopping.is_set():
            raise PastDied(f"the thread {self._thread.name!r}, which reads the past, has ended")
        return [self._answers.popleft() for _ in range(len(self._answers))]

    def close(self) -> None:
        """End the thread: at once where it waits; it is not waited for long."""
        self._stopping.set()
        self._questions.put(None)
        self._thread.join(CLOSE_WITHIN)

    def _run(self) -> None:
        store: ReadingStore | None = None
        while (question := self._questions.get()) is not None and not self._stopping.is_set():
            with resting_after(self._stopping):
                store = self._answer(store, question)
        if store is not None:
            store.close()

    def _answer(self, store: ReadingStore | None, question: Q) -> ReadingStore | None:
        while not self._stopping.is_set():
            try:
                store = store or self._open()
                self._answers.append((question, self._read(store, question)))
            except Away as error:
                log.warning("the past is not known yet", thread=self._thread.name, error=str(error))
                self._stopping.wait(self._pause)
            else:
                break
        return store
