"""Takes old records out, some rows a transaction: nobody waits long for the lock."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, delete, func, or_, select, tuple_, update
from sqlalchemy.sql import ColumnElement

from store.kept import Kept
from store.records.audit import Audit
from store.records.database import Database
from store.records.tables import (
    alerts,
    answers,
    invitations,
    moves,
    outbox,
    quarantine,
    sessions,
    unclaimed,
    used_links,
)
from store.records.tables.alerts import IS_OPEN

ROWS_A_STEP = 500


class Retention:
    """What each class of records is kept for is up to the settings; of the trail the oldest rows are cut off."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def expire(self, keep: Kept, now: datetime) -> int:
        """Remove a step of each class that is past its time; give how many rows went: call it again until none does."""
        return sum(self._step(step) for step in _steps(keep, now)) + Audit(self._database).cut(now - keep.trail, now)

    def _step(self, step: "_Step") -> int:
        with self._database.reading() as connection:
            # Nearly always there is nothing: then nobody's write lock is taken.
            if connection.execute(step.looked_for()).first() is None:
                return 0
        with self._database.writing() as connection:
            return step.take(connection)


class _Step:
    """Rows of one table that are too old."""

    def __init__(self, table: Table, old: ColumnElement[bool]) -> None:
        self._table = table
        self._old = old

    def looked_for(self) -> Select[Any]:
        """Ask for the keys of some of them."""
        return select(*self._table.primary_key.columns).where(self._old).limit(ROWS_A_STEP)

    def take(self, connection: Connection) -> int:
        """Remove some of them."""
        some = tuple_(*self._table.primary_key.columns).in_(self.looked_for())
        return connection.execute(delete(self._table).where(some)).rowcount


class _Alerts(_Step):
    """Alerts that are over, with all that hangs on them."""

    def take(self, connection: Connection) -> int:
        """Remove some of them, what hangs on them first."""
        found = list(connection.execute(self.looked_for()).scalars())
        for table in (moves, outbox, used_links):
            connection.execute(delete(table).where(table.c.alert.in_(found)))
        connection.execute(delete(alerts).where(alerts.c.id.in_(found)))
        return len(found)


class _Said(_Step):
    """What a channel said of a message: the row stays, for what was told must be known as long as its alert is."""

    def take(self, connection: Connection) -> int:
        """Empty some of them."""
        found = list(connection.execute(self.looked_for()).scalars())
        connection.execute(update(outbox).where(outbox.c.id.in_(found)).values(error="", receipt=""))
        return len(found)


def _steps(keep: Kept, now: datetime) -> Iterator[_Step]:
    resolved = func.coalesce(alerts.c.resolved_at, alerts.c.ended_at, alerts.c.started_at)
    yield _Alerts(alerts, ~IS_OPEN & (alerts.c.started_at < now - keep.alerts) & (resolved < now - keep.alerts))
    yield _Step(outbox, outbox.c.alert.is_(None) & (outbox.c.ended_at < now - keep.messages))
    yield _Said(outbox, (outbox.c.ended_at < now - keep.messages) & or_(outbox.c.error != "", outbox.c.receipt != ""))
    yield _Step(quarantine, quarantine.c.received_at < now - keep.findings)
    yield _Step(unclaimed, unclaimed.c.last_seen_at < now - keep.findings)
    yield _Step(answers, answers.c.at < now - keep.answers)
    yield _Step(sessions, sessions.c.expires_at < now)
    yield _Step(invitations, invitations.c.expires_at < now - keep.findings)
