"""What became of rows, written down after it happened; kept here while the records are away."""

import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from domain.answers import brings_next
from domain.errors import NotFound, StoreAway
from domain.notifications import Notification
from domain.people import Role
from store.records import Records

SHORT_WHILE = 0.02
"""Seconds; so that many marks of one sick endpoint do not keep others waiting."""

log = structlog.get_logger()


class Ledger:
    """Marks in the order in which they were made. A mark that cannot be written yet stops those behind it."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._marks: deque[tuple[str, Callable[[], object]]] = deque()

    def __len__(self) -> int:
        """How many marks wait for the records."""
        return len(self._marks)

    def sent(self, row: Notification, now: datetime) -> None:
        """Note that it was accepted."""
        self._marks.append((row.id, partial(self._records.outbox.sent, row.id, now)))

    def again(self, row: Notification, at: datetime, error: str) -> None:
        """Note that it is due again at `at`."""
        self._marks.append((row.id, partial(self._records.outbox.again, row.id, at, error)))

    def void(self, row: Notification, now: datetime, why: str) -> None:
        """Note that nobody needs it any more."""
        self._marks.append((row.id, partial(self._records.outbox.failed, row.id, now, why)))

    def failed(self, row: Notification, now: datetime, error: str) -> None:
        """Note that it reached nobody: the next step of the escalation is due now, where `brings_next` says so."""
        self._marks.append((row.id, partial(self._fail, row, now, error)))

    def write(self) -> list[str]:
        """Write down what waits, for a short while; gives the ids that are done with.

        Raises StoreAway with the rest still kept.
        """
        done: list[str] = []
        until = time.monotonic() + SHORT_WHILE
        while self._marks and (not done or time.monotonic() < until):
            row, mark = self._marks[0]
            try:
                mark()
            except StoreAway:
                if not done:
                    raise
                return done
            self._marks.popleft()
            done.append(row)
        return done

    def _fail(self, row: Notification, now: datetime, error: str) -> None:
        log.warning("a message reached nobody", notification=row.id, channel=row.channel, error=error)
        if row.alert is not None and self._brings_next(row, row.alert):
            # First this: a crash in between makes it happen twice, not never.
            self._records.alerts.hasten(row.alert, now)
        self._records.outbox.failed(row.id, now, error)

    def _brings_next(self, row: Notification, of: str) -> bool:
        told = next((move for move in self._records.alerts.timeline(of) if move.n == row.move), None)
        return told is not None and brings_next(self._records.alerts.alert(of), told) and not self._is_relative(row)

    def _is_relative(self, row: Notification) -> bool:
        """Relatives are told, they do not have to answer. Whoever is gone might have been one who had to."""
        try:
            return self._records.people.person(row.person).role is Role.RELATIVE
        except NotFound:
            return False
