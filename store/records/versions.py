"""Things kept by version, as JSON bodies: rules and escalation policies. No version is ever changed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, func, insert, select

from domain.life import ENGINE
from store.records.database import REVISION, count_up

Body = dict[str, Any]
Seen = Callable[[int], None]


def seed(connection: Connection, table: Table, bodies: Mapping[tuple[str, int], Body], now: datetime) -> int:
    """Add the versions, by (id, version), that are not there yet; give how many.

    What a person has set stays as it is: a newer default would otherwise take it back without a word.
    """
    count_up(connection, REVISION, 0)  # its lock alone: three services may seed at once
    rows = connection.execute(select(table.c.id, table.c.version, table.c.set_by)).all()
    there, set_by_people = {(row.id, row.version) for row in rows}, {row.id for row in rows if row.set_by != ENGINE}
    missing = [key for key in bodies if key not in there and key[0] not in set_by_people]
    if missing:
        count_up(connection, REVISION)
        connection.execute(insert(table), [_row(key, bodies[key], ENGINE, now) for key in missing])
    return len(missing)


def newest(connection: Connection, table: Table) -> list[Body]:
    """Give the newest body of each, by id."""
    versions = select(table.c.id, func.max(table.c.version).label("version")).group_by(table.c.id).subquery()
    same = and_(versions.c.id == table.c.id, versions.c.version == table.c.version)
    return list(connection.execute(select(table.c.body).join(versions, same).order_by(table.c.id)).scalars())


def whatever(_state: object) -> None:
    """Let a change through whatever state or version it is made of."""


def next_version(connection: Connection, table: Table, this: str, seen: Seen = whatever) -> int:
    """Give the number of the version to come, and hold the revision's lock: nobody else adds one meanwhile.

    `seen` is told the present version (0: none) and may raise: then nothing is changed.
    """
    count_up(connection, REVISION)
    last = select(func.coalesce(func.max(table.c.version), 0)).where(table.c.id == this)
    version = int(connection.execute(last).scalar_one())
    seen(version)
    return version + 1


def add(connection: Connection, table: Table, key: tuple[str, int], body: Body, stamp: tuple[str, datetime]) -> None:
    """Add one version, by (id, version), set by whom and when."""
    connection.execute(insert(table), _row(key, body, *stamp))


def history(connection: Connection, table: Table, this: str) -> list[tuple[Body, str, datetime]]:
    """Give all versions of one, the oldest first: body, who set it, when."""
    all_of_it = select(table.c.body, table.c.set_by, table.c.set_at).where(table.c.id == this)
    rows = connection.execute(all_of_it.order_by(table.c.version))
    return [(row.body, row.set_by, row.set_at) for row in rows]


def _row(key: tuple[str, int], body: Body, set_by: str, now: datetime) -> dict[str, Any]:
    return {"id": key[0], "version": key[1], "body": body, "set_by": set_by, "set_at": now}
