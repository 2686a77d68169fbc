"""Rows of the register: putting devices in, and telling services that one changed. The caller holds the transaction."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, update

from domain.errors import NotFound
from store.records.database import REVISION, Database, count_up
from store.records.tables import broker_users, device_facts, devices, unclaimed


def register(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Insert devices with their empty facts, and take them off the list of the unclaimed."""
    connection.execute(insert(devices), rows)
    connection.execute(insert(device_facts), [{"device": row["id"], "missed": 0} for row in rows])
    connection.execute(unclaimed.delete().where(unclaimed.c.device.in_([row["id"] for row in rows])))


def stamp(connection: Connection, device: str, **values: Any) -> None:
    """Give a device the next revision, which services ask for, and these values; NotFound where there is none."""
    revision = count_up(connection, REVISION)
    stamped = update(devices).where(devices.c.id == device).values(revision=revision, **values)
    if not connection.execute(stamped).rowcount:
        raise NotFound(f"no device {device!r}")


def let_in(database: Database, connection: Connection, device: str, login: Mapping[str, Any]) -> None:
    """Let a device log in at the broker by these columns, in place of those before."""
    user = database.insert(broker_users).values(device=device, **login)
    connection.execute(user.on_conflict_do_update(index_elements=["device"], set_=login))
