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
_PATIENCE = 30.0
_BETWEEN_TRIES = 0.1


def migrate(database: Database) -> None:
    """Upgrade to head. Several services may call it at once: one does the work, the others wait for it.

    All steps stand in one transaction (both databases roll DDL back), so a migration that is killed has not happened.
    """
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return _upgrade(database)
        except StoreAway as away:
            # Two services that create the same SQLite file at once: switching to WAL does not wait for its lock.
            if "locked" not in str(away) or time.monotonic() > until:
                raise
            time.sleep(_BETWEEN_TRIES)


def newest() -> str | None:
    """Give the revision that the code was written for."""
    return ScriptDirectory(str(SCRIPTS)).get_current_head()


def present(connection: Connection) -> str | None:
    """Give the revision that the database is at; None: it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def configured(connection: Connection) -> Config:
    """Give what Alembic's commands need to run inside the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def _upgrade(database: Database) -> None:
    with database.reading() as connection:
        if present(connection) == newest():
            return
    with database.writing() as connection:
        if database.on_postgres:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        command.upgrade(configured(connection), "head")
