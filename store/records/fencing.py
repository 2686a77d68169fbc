"""A fence around alerts: while it stands, nobody's move of any alert is committed."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, bindparam, select

from domain.alerts import Alert
from store.records.database import MOVES, Database
from store.records.rows import fetched, selected
from store.records.tables import alerts, counters

# Every commit of moves counts them first (`Commit.run`), so who holds the counter holds all of them off. Alerts' own
# rows would do as well, but a commit of several locks them in its own order, and the two would wait for each other.
_HOLD = select(counters.c.value).where(counters.c.name == MOVES).with_for_update(read=True)
_STANDING: Any = selected(alerts, Alert).where(alerts.c.id.in_(bindparam("these", expanding=True)))


@contextmanager
def fenced(database: Database, these: Collection[str]) -> Iterator[dict[str, Alert]]:
    """Give these alerts as they stand, by id; no move is committed before the block ends."""
    with database.holding() as connection:
        yield _standing(connection, these)


def _standing(connection: Connection, these: Collection[str]) -> dict[str, Alert]:
    connection.execute(_HOLD)
    return {one.id: one for one in fetched(connection, _STANDING, Alert, these=list(these))}
