"""The outbox: notifications that wait, are being sent by one worker, or have come to an end."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from domain.alerts import Alert
from domain.errors import NotFound
from domain.notifications import DeliveryState, Message, Notification
from store.records.channel_health import Health, health
from store.records.committing import Claim, waiting_row
from store.records.database import Database
from store.records.fencing import fenced
from store.records.messages import message
from store.records.outbox_statements import (
    CLAIM,
    CLAIM_GROUP,
    DUE,
    END,
    HASTEN_NEXT,
    LET_GO,
    REACHED,
    RECENT,
    ending,
    telling,
)
from store.records.rows import built, fetched
from store.records.tables import outbox
from store.records.tables.alerts import IS_WAITING
from store.records.tables.columns import earlier

__all__ = ["Backlog", "Claim", "Delivery", "Health", "Outbox", "claimed"]

_ANY_DUE = DUE.limit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A notification and how its sending stands.

    attempts         begun so far; for a row just claimed, 1 means the first
    next_attempt_at  when it may be tried (again); while a worker has it: when its lease ends
    receipt          what the channel's provider gave for it, or which message carried it
    """

    notification: Notification
    state: DeliveryState
    attempts: int
    next_attempt_at: datetime
    worker: str
    ended_at: datetime | None
    error: str
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits in the outbox: `due` could have gone, the oldest of it since `due_since`; `held` is for later."""

    due: int
    due_since: datetime | None
    held: int


class Outbox:
    """A claim is a lease: while it lasts no other worker gets the row, and a killed worker's rows come back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, notification: Notification) -> None:
        """Add a notification that no alert's move caused (a test message); due at `not_before`, or at once."""
        row = waiting_row(notification, notification.created_at)
        with self._database.writing() as connection:
            connection.execute(self._database.insert_new(outbox), row)

    def waiting(self, now: datetime, *, limit: int, lease: timedelta, worker: str) -> list[Delivery]:
        """Claim notifications that are due, oldest first, for `worker` until `now + lease`."""
        with self._database.reading() as connection:
            # Most of the time nothing waits: then nobody's write lock is taken.
            if connection.execute(_ANY_DUE, {"now": now}).first() is None:
                return []
        claim = {"now": now, "most": limit, "claimed_by": worker, "leased_until": now + lease}
        with self._database.writing() as connection:
            claimed = [_delivery(row) for row in connection.execute(CLAIM, claim).mappings()]
        return sorted(claimed, key=_age)

    def bundle(self, delivery: Delivery, now: datetime, lease: timedelta, worker: str) -> list[Delivery]:
        """Claim the other rows of its channel and group that are due, oldest first, to go out with it as one.

        What `waiting` has given with it already is in the caller's hand, and not given again. None without a group.
        """
        one = delivery.notification
        if not one.group:
            return []
        claim = {"now": now, "this": one.id, "by_channel": one.channel, "of_group": one.group}
        claim |= {"claimed_by": worker, "leased_until": now + lease}
        with self._database.writing() as connection:
            claimed = [_delivery(row) for row in connection.execute(CLAIM_GROUP, claim).mappings()]
        return sorted(claimed, key=_age)

    def reached(self, notification: Notification) -> bool:
        """Whether the same move was sent to the same person by a channel of lower rank: then this one is not needed."""
        with self._database.reading() as connection:
            return bool(connection.execute(REACHED, telling(notification)).scalar_one())

    def hasten_next(self, notification: Notification, now: datetime) -> int:
        """Make due at once what waits of the same move for the same person by the channels of the next rank.

        Gives how many rows it was. 0: none waits, or they are due or on their way already.
        """
        with self._database.writing() as connection:
            return connection.execute(HASTEN_NEXT, telling(notification) | {"now": now}).rowcount

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

    def sent(self, notification: str, now: datetime, receipt: str = "") -> bool:
        """Mark as sent, for good. False: it was ended already."""
        return self._end(notification, ending(DeliveryState.SENT, now, receipt=receipt))

    def carried(self, notifications: Collection[str], by: str, now: datetime) -> int:
        """Mark as sent what another message, `by`, said as well; give how many were not ended already."""
        end = ending(DeliveryState.SENT, now, receipt=f"carried by {by}")
        with self._database.writing() as connection:
            return sum(connection.execute(END, end | {"this": one}).rowcount for one in notifications)

    def failed(self, notification: str, now: datetime, error: str) -> bool:
        """Give up, for good. False: it was ended already."""
        return self._end(notification, ending(DeliveryState.FAILED, now, why=error))

    def void(self, notification: str, now: datetime, why: str) -> bool:
        """Mark as failed what nobody needs any more; its channel is not to blame. False: it was ended already."""
        return self._end(notification, ending(DeliveryState.FAILED, now, why=why, void=True))

    def again(self, notification: str, at: datetime, error: str) -> bool:
        """Let go of a claimed row; it is due again at `at`. False: it was ended already."""
        with self._database.writing() as connection:
            return connection.execute(LET_GO, {"this": notification, "due_at": at, "why": error}).rowcount > 0

    @contextmanager
    def fence(self, *alerts: str) -> Iterator[Mapping[str, Alert]]:
        """Give these alerts as they stand, and hold every commit of a move off until the block ends.

        For a look and a hand-over that must not be torn apart by an acknowledgement. Keep it short, write nothing of
        the records inside it: on SQLite all writers wait.
        """
        with fenced(self._database, alerts) as standing:
            yield standing

    def recent(self, since: datetime) -> list[Notification]:
        """Give what was created since, whatever became of it, oldest first: for rate limits after a restart."""
        with self._database.reading() as connection:
            return fetched(connection, RECENT, Notification, since=since)

    def health(self, channels: Collection[str]) -> dict[str, Health]:
        """Give how those of these channels that there are did lately."""
        with self._database.reading() as connection:
            return health(connection, channels)

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

    def backlog(self, now: datetime) -> Backlog:
        """Give what waits: what is held back until later, and what could have gone and has not."""
        ready = func.coalesce(outbox.c.not_before, outbox.c.created_at)
        waiting = select(func.count(), func.min(ready)).where(IS_WAITING, ready <= now)
        with self._database.reading() as connection:
            due, since = connection.execute(waiting).one()
            held = connection.execute(select(func.count()).where(IS_WAITING, ready > now)).scalar_one()
        return Backlog(due=int(due), due_since=since, held=int(held))

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

    def _end(self, notification: str, end: dict[str, Any]) -> bool:
        with self._database.writing() as connection:
            return connection.execute(END, end | {"this": notification}).rowcount > 0


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


def _deliveries(connection: Connection, wanted: Select[Any]) -> list[Delivery]:
    in_order = wanted.order_by(outbox.c.created_at, outbox.c.id)
    return [_delivery(row) for row in connection.execute(in_order).mappings()]


def _delivery(row: Mapping[Any, Any]) -> Delivery:
    own = ("state", "attempts", "next_attempt_at", "worker", "ended_at", "error", "receipt")
    return Delivery(notification=built(row, outbox, Notification), **{name: row[name] for name in own})


def _age(delivery: Delivery) -> tuple[datetime, str]:
    return delivery.notification.created_at, delivery.notification.id
