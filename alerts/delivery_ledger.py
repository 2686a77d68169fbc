"""What became of rows, written down after it happened; kept here while the records are away."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

import structlog

from alerts.delivery_ladders import ladders_of
from alerts.delivery_replies import acknowledge_by
from alerts.telling_waits import try_again_after
from domain.answers import brings_next
from domain.errors import NotFound, StoreAway
from domain.notifications import DeliveryState, Notification
from domain.people import Role
from domain.severity import Severity
from store.records import Records

SHORT_WHILE = 0.02
"""Seconds; so that many marks of one sick endpoint do not keep others waiting."""

log = structlog.get_logger()


class Ledger:
    """Marks in the order in which they were made. A mark that cannot be written yet stops those behind it.

    `in_hand` are the ids of the rows that this worker has claimed and is not done with.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._marks: deque[tuple[tuple[str, ...], Callable[[], object]]] = deque()
        self.in_hand: set[str] = set()

    def __len__(self) -> int:
        """How many marks wait for the records."""
        return len(self._marks)

    def sent(self, row: Notification, now: datetime, receipt: str) -> None:
        """Note that it was accepted, and what the other side said."""
        self._note(partial(self._records.outbox.sent, row.id, now, receipt), row.id)

    def carried(self, rows: Sequence[Notification], by: Notification, now: datetime) -> None:
        """Note that these went out in the message of another."""
        ids = [row.id for row in rows]
        if ids:
            self._note(partial(self._records.outbox.carried, ids, by.id, now), *ids)

    def acknowledged(self, row: Notification, now: datetime) -> None:
        """Note that its receiver has answered."""
        self._note(partial(acknowledge_by, self._records, row, now))

    def again(self, row: Notification, at: datetime, error: str) -> None:
        """Note that it is due again at `at`."""
        self._note(partial(self._records.outbox.again, row.id, at, error), row.id)

    def void(self, row: Notification, now: datetime, why: str) -> None:
        """Note that nobody needs it any more."""
        self._note(partial(self._records.outbox.void, row.id, now, why), row.id)

    def fail_over(self, row: Notification, now: datetime) -> None:
        """Note that its receiver's next channel is due now, though this one is still tried."""
        self._note(partial(self._records.outbox.hasten_next, row, now))

    def gone(self, row: Notification, now: datetime, why: str) -> None:
        """Note that its channel has ended for good."""
        self._note(partial(self._switch_off, row.channel, why, now))

    def failed(self, row: Notification, now: datetime, error: str) -> None:
        """Note that it reached nobody: the receiver's next channel is due now.

        Where no other can reach them, the escalation goes on.
        """
        self._note(partial(self._fail, row, now, error), row.id)

    def write(self) -> None:
        """Write down what waits, for a short while; what is done with is no longer in hand.

        Raises StoreAway with the rest still kept.
        """
        done, until = 0, time.monotonic() + SHORT_WHILE
        while self._marks and (not done or time.monotonic() < until):
            rows, mark = self._marks[0]
            try:
                mark()
            except StoreAway:
                if not done:
                    raise
                return
            self._marks.popleft()
            self.in_hand.difference_update(rows)
            done += 1

    def _note(self, mark: Callable[[], object], *rows: str) -> None:
        self._marks.append((rows, mark))

    def _switch_off(self, channel: str, why: str, now: datetime) -> None:
        log.warning("a channel has ended and is switched off", channel=channel, why=why)
        with suppress(NotFound):  # it was taken away meanwhile
            self._records.people.disable_channel(channel, why, now)

    def _fail(self, row: Notification, now: datetime, error: str) -> None:
        log.warning("a message reached nobody", notification=row.id, channel=row.channel, error=_briefly(error))
        # First these: a crash in between makes them happen twice, not never.
        if row.alert is not None and not self._another_reaches(row, row.alert, now):
            self._go_on(row, row.alert, now)
        self._records.outbox.failed(row.id, now, error)

    def _another_reaches(self, row: Notification, of: str, now: datetime) -> bool:
        """Whether another channel has told the same receiver the same, or is going to."""
        if self._records.outbox.hasten_next(row, now):
            return True
        others = self._records.outbox.of_alert(of)
        return any(
            one.notification.id != row.id
            and (one.notification.move, one.notification.person) == (row.move, row.person)
            and one.state is not DeliveryState.FAILED
            for one in others
        )

    def _go_on(self, row: Notification, of: str, now: datetime) -> None:
        """Make the next step due; at the ladder's end, where nobody at all was reached, the same people soon again."""
        told = next((move for move in self._records.alerts.timeline(of) if move.n == row.move), None)
        if told is None or self._is_relative(row):
            return
        alert = self._records.alerts.alert(of)
        if brings_next(alert, told, ladders=ladders_of(self._records, alert)):
            self._records.alerts.hasten(of, now)
        elif told.step == alert.step and alert.severity > Severity.INFO and not self._reached_anybody(row, of):
            log.error("nobody was reached at the end of a ladder", alert=of, rule=alert.rule)
            self._records.alerts.hasten(of, now + try_again_after(alert))

    def _reached_anybody(self, row: Notification, of: str) -> bool:
        """Whether the same move was told to anybody who has to answer, or is going to be."""
        others = [one for one in self._records.outbox.of_alert(of) if one.notification.move == row.move]
        return any(
            one.notification.id != row.id
            and one.state is not DeliveryState.FAILED
            and not self._is_relative(one.notification)
            for one in others
        )

    def _is_relative(self, row: Notification) -> bool:
        """Relatives are told, they do not have to answer. Whoever is gone might have been one who had to."""
        try:
            return self._records.people.person(row.person).role is Role.RELATIVE
        except NotFound:
            return False


def _briefly(error: str) -> str:
    """Give what kind of error it was: what the other side said may repeat the message, and a log is read by many."""
    return " ".join(error.split()[:2])
