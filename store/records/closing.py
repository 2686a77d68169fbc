"""Ends what is open about a resident who has died or is erased, inside the caller's transaction.

And what waits to be told, also to a relative to whom nothing more is to be told.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from domain.alerts import Alert
from domain.closing import close
from domain.notifications import DeliveryState
from store.records.committing import Commit
from store.records.database import MOVES, Database, count_up
from store.records.outbox_statements import END_ALL, ending
from store.records.rows import fetched, selected
from store.records.tables import alerts, outbox
from store.records.tables.alerts import IS_OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Who ends it, why, and when."""

    by: str
    why: str
    now: datetime


def end_alerts(database: Database, connection: Connection, resident: str, because: Because) -> list[Alert]:
    """End all open alerts of a resident, each with a move, and send nothing more about any; give them as they end."""
    count_up(connection, MOVES, 0)  # stand in line with every other commit before holding any alert
    wanted = selected(alerts, Alert).where(alerts.c.resident == resident, IS_OPEN)
    found = fetched(connection, wanted.with_for_update(), Alert)
    changes = [change for one in found if (change := close(one, because.by, because.why, because.now)) is not None]
    if changes:
        Commit(database, connection, because.now).run(changes, [])
    unsend(connection, outbox.c.alert.in_(alerts_of(resident)), because.why, because.now)
    return [change.alert for change in changes]


def alerts_of(resident: str) -> Select[Any]:
    """Give the ids of all alerts of a resident."""
    return select(alerts.c.id).where(alerts.c.resident == resident)


def unsend(connection: Connection, rows: ColumnElement[bool], why: str, now: datetime) -> None:
    """Void those of these rows of the outbox that still wait: no channel is to blame."""
    connection.execute(END_ALL.where(rows), ending(DeliveryState.FAILED, now, why=why, void=True))
