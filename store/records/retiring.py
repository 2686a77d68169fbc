"""Devices that are put out of use, and what a broker keeps of them. The caller holds the transaction and its lock."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete

from store.records.belonging import release
from store.records.database import Database
from store.records.registering import stamp
from store.records.tables import broker_users, cleared_topics


def retire(database: Database, connection: Connection, device: str, now: datetime, retained: Sequence[str]) -> None:
    """Put a device out of use: it is nobody's, may not log in, and what the broker keeps of it is to be cleared."""
    stamp(connection, device, retired_at=now)
    release(connection, device, now)
    connection.execute(delete(broker_users).where(broker_users.c.device == device))
    ask_to_clear(database, connection, retained, now)


def ask_to_clear(database: Database, connection: Connection, topics: Sequence[str], now: datetime) -> None:
    """Have what the broker keeps under these topics taken away; whoever has a line to it does that.

    What was asked for before waits anew: the device may have spoken since, and may do so until it is cut off.
    """
    if topics:
        asked = database.insert(cleared_topics)
        again = asked.on_conflict_do_update(index_elements=["topic"], set_={"asked_at": asked.excluded.asked_at})
        connection.execute(again, [{"topic": topic, "asked_at": now} for topic in topics])
