"""Ends what is open about a resident who has died or is erased, inside the caller's transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select, update

from domain.alerts import Alert
from domain.closing import close
from domain.notifications import DeliveryState
from store.records.committing import Commit
from store.records.database import Database
from store.records.rows import fetched, selected
from store.records.tables import alerts, outbox
from store.records.tables.alerts import IS_OPEN, IS_WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Who ends it, why, and when."""

    by: str
    why: str
    now: datetime


def end_alerts(database: Database, connection: Connection, resident: str, because: Because) -> list[Alert]:
    """End all open alerts of a resident, each with a move, and send nothing more about any; give them as they end."""
    wanted = selected(alerts, Alert).where(alerts.c.resident == resident, IS_OPEN)
    found = fetched(connection, wanted.with_for_update(), Alert)
    changes = [change for one in found if (change := close(one, because.by, because.why, because.now)) is not None]
    if changes:
        Commit(database, connection, because.now).run(changes, [])
    unsend(connection, alerts_of([resident]), because)
    return [change.alert for change in changes]


def alerts_of(residents: Collection[str]) -> Select[Any]:
    """Give the ids of all alerts of these residents."""
    return select(alerts.c.id).where(alerts.c.resident.in_(residents))


def unsend(connection: Connection, of_alerts: Select[Any], because: Because) -> None:
    """Void what still waits to be sent about these alerts: no channel is to blame."""
    waiting = update(outbox).where(IS_WAITING, outbox.c.alert.in_(of_alerts))
    ended = {"state": DeliveryState.FAILED, "ended_at": because.now, "void": True, "error": because.why}
    connection.execute(waiting.values(**ended, receipt="", worker=""))
