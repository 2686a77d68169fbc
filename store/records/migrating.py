"""Brings the schema to the newest revision: in one transaction, by one service at a time."""

import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from domain.errors import StoreAway
from store.records.database import Database

SCRIPTS = Path(__file__).parent.parent / "migrations"

_LOCK = 0x42414E49  # "BANI": the advisory lock of migrations
_FIRST_TRIES = 50
_BETWEEN_TRIES = 0.1


def migrate(database: Database) -> None:
    """Upgrade to head. Several services may call it at once: one does the work, the others wait for it.

    All steps stand in one transaction (both databases roll DDL back), so a migration that is killed has not happened.
    """
    for left in reversed(range(_FIRST_TRIES)):
        try:
            return _upgrade(database)
        except StoreAway as away:
            # Two services that create the same SQLite file at once: switching to WAL does not wait for its lock.
            if left == 0 or "locked" not in str(away):
                raise
            time.sleep(_BETWEEN_TRIES)
    return None


def newest() -> str | None:
    """Give the revision that the code was written for."""
    return ScriptDirectory(str(SCRIPTS)).get_current_head()


def present(connection: Connection) -> str | None:
    """Give the revision that the database is at; None: it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(database: Database) -> None:
    with database.reading() as connection:
        if present(connection) == newest():
            return
    with database.writing() as connection:
        if database.on_postgres:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
