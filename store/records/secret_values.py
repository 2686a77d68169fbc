"""Random secrets that all services share: made once, by whoever asks first."""

import secrets as random

from sqlalchemy import Connection, select

from store.records.database import Database
from store.records.tables import secrets


def shared_secret(database: Database, name: str, size: int) -> bytes:
    """Give the secret of this name; made of `size` random bytes where there is none yet."""
    with database.reading() as connection:
        found = _found(connection, name)
    if found is not None:
        return found
    with database.writing() as connection:
        connection.execute(database.insert_new(secrets), {"name": name, "value": random.token_bytes(size)})
        made = _found(connection, name)
    if made is None:
        raise LookupError(f"the secret {name!r} was made and is not there")
    return made


def _found(connection: Connection, name: str) -> bytes | None:
    return connection.execute(select(secrets.c.value).where(secrets.c.name == name)).scalar()
