"""The outbox: notifications that wait, are being sent by one worker, or have come to an end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Integer, Select, Update, bindparam, func, select, update

from domain.errors import NotFound
from domain.notifications import DeliveryState, Message, Notification
from store.records.committing import Claim, waiting_row
from store.records.database import Database
from store.records.messages import message
from store.records.rows import built
from store.records.tables import outbox
from store.records.tables.alerts import IS_WAITING
from store.records.tables.columns import Moment, earlier

__all__ = ["Claim", "Delivery", "Outbox", "claimed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A notification and how its sending stands.

    attempts         begun so far; for a row just claimed, 1 means the first
    next_attempt_at  when it may be tried (again); while a worker has it: when its lease ends
    """

    notification: Notification
    state: DeliveryState
    attempts: int
    next_attempt_at: datetime
    worker: str
    ended_at: datetime | None
    error: str


_DUE = select(outbox.c.id).where(IS_WAITING, outbox.c.next_attempt_at <= bindparam("now", type_=Moment))
_OLDEST = (
    _DUE.order_by(outbox.c.created_at, outbox.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
    .cte("oldest")
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(select(_OLDEST.c.id)))
    .values(worker=bindparam("claimed_by"), next_attempt_at=bindparam("leased_until"), attempts=outbox.c.attempts + 1)
    .returning(*outbox.c)
)


class Outbox:
    """A claim is a lease: while it lasts no other worker gets the row, and a killed worker's rows come back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, notification: Notification) -> None:
        """Add a notification that no alert's move caused (a test message); due at once."""
        row = waiting_row(notification, notification.created_at)
        with self._database.writing() as connection:
            connection.execute(self._database.insert_new(outbox), row)

    def waiting(self, now: datetime, *, limit: int, lease: timedelta, worker: str) -> list[Delivery]:
        """Claim notifications that are due, oldest first, for `worker` until `now + lease`."""
        with self._database.reading() as connection:
            # Most of the time nothing waits: then nobody's write lock is taken.
            if connection.execute(_DUE.limit(1), {"now": now}).first() is None:
                return []
        claim = {"now": now, "most": limit, "claimed_by": worker, "leased_until": now + lease}
        with self._database.writing() as connection:
            claimed = [_delivery(row) for row in connection.execute(_CLAIM, claim).mappings()]
        return sorted(claimed, key=lambda one: (one.notification.created_at, one.notification.id))

    def take_back(self, worker: str, now: datetime) -> int:
        """Make due at once what a worker of this name had claimed when it was killed; for its start. Gives how many."""
        left = update(outbox).where(IS_WAITING, outbox.c.worker == worker, outbox.c.next_attempt_at > now)
        with self._database.writing() as connection:
            return connection.execute(left.values(next_attempt_at=now, worker="")).rowcount

    def bring_forward(self, by: timedelta, worker: str, now: datetime) -> int:
        """Make what waits for a later time due so much earlier: our clock was set back by it. Others' claims stay."""
        ours = outbox.c.worker.in_(("", worker))
        later = update(outbox).where(IS_WAITING, ours, outbox.c.next_attempt_at > now)
        with self._database.writing() as connection:
            sooner = later.values(next_attempt_at=earlier(outbox.c.next_attempt_at, by))
            return connection.execute(sooner).rowcount

    def sent(self, notification: str, now: datetime) -> bool:
        """Mark as sent, for good. False: it was ended already."""
        return self._end(notification, DeliveryState.SENT, now, "")

    def failed(self, notification: str, now: datetime, error: str) -> bool:
        """Give up, for good. False: it was ended already."""
        return self._end(notification, DeliveryState.FAILED, now, error)

    def again(self, notification: str, at: datetime, error: str) -> bool:
        """Let go of a claimed row; it is due again at `at`. False: it was ended already."""
        later = _still_waiting(notification).values(next_attempt_at=at, worker="", error=error)
        with self._database.writing() as connection:
            return connection.execute(later).rowcount > 0

    def of_alert(self, alert: str) -> list[Delivery]:
        """Give all deliveries that an alert's moves caused, oldest first."""
        with self._database.reading() as connection:
            return _deliveries(connection, select(outbox).where(outbox.c.alert == alert))

    def delivery(self, notification: str) -> Delivery:
        """Give how the sending of one notification stands."""
        with self._database.reading() as connection:
            found = _deliveries(connection, select(outbox).where(outbox.c.id == notification))
        if not found:
            raise NotFound(f"no notification {notification!r}")
        return found[0]

    def counts(self) -> dict[DeliveryState, int]:
        """Give how many there are in each state."""
        counting = select(outbox.c.state, func.count()).group_by(outbox.c.state)
        with self._database.reading() as connection:
            found = {state: int(count) for state, count in connection.execute(counting)}
        return {state: found.get(state, 0) for state in DeliveryState}

    def message(self, notification: Notification, base_url: str) -> Message:
        """Put together all that a channel needs to say it. NotFound when receiver or channel is gone."""
        with self._database.reading() as connection:
            return message(connection, notification, base_url)

    def _end(self, notification: str, state: DeliveryState, now: datetime, error: str) -> bool:
        over = _still_waiting(notification).values(state=state, ended_at=now, error=error)
        with self._database.writing() as connection:
            return connection.execute(over).rowcount > 0


def claimed(notification: Notification, claim: Claim) -> Delivery:
    """Give the row of a notification that was committed with this claim, without reading it."""
    return Delivery(
        notification=notification,
        state=DeliveryState.WAITING,
        attempts=1,
        next_attempt_at=claim.until,
        worker=claim.worker,
        ended_at=None,
        error="",
    )


def _still_waiting(notification: str) -> Update:
    return update(outbox).where(outbox.c.id == notification, IS_WAITING)


def _deliveries(connection: Connection, wanted: Select[Any]) -> list[Delivery]:
    in_order = wanted.order_by(outbox.c.created_at, outbox.c.id)
    return [_delivery(row) for row in connection.execute(in_order).mappings()]


def _delivery(row: Mapping[Any, Any]) -> Delivery:
    own = ("state", "attempts", "next_attempt_at", "worker", "ended_at", "error")
    return Delivery(notification=built(row, outbox, Notification), **{name: row[name] for name in own})
