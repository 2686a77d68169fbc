"""Erasing a device's readings from the SQLite store, and what is left of them in its files."""

import contextlib
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from domain.metrics import MetricClass
from store import sqlite_statements as statements
from store.sqlite_devices import DeviceNumbers

ROWS_A_STEP = 5_000
SCRUB_SECONDS = 0.5

Writing = Callable[[], AbstractContextManager[tuple[sqlite3.Connection, DeviceNumbers]]]


def erase_some(writing: Writing, device: str, start: int, end: int) -> int:
    """Remove about a step of a device's rows in one transaction; 0: there are none. One without rows is forgotten."""
    with writing() as (connection, numbers):
        found = connection.execute("SELECT id FROM device WHERE name = ?", (device,)).fetchone()
        if found is None:
            return 0
        removed = sum(_remove(connection, table, found[0], start, end) for table in MetricClass)
        if not removed and not _any_left(connection, found[0]):
            connection.execute(statements.FORGET, found)
            numbers.erased()
    return removed


def scrubbed(path: Path) -> bool:
    """Empty the write-ahead log: its older pages still hold what was removed. False: a reader is in the way."""
    with contextlib.closing(sqlite3.connect(path, timeout=SCRUB_SECONDS, isolation_level=None)) as connection:
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _remove(connection: sqlite3.Connection, table: MetricClass, device: int, start: int, end: int) -> int:
    erase = statements.ERASE.substitute(table=table.value)
    return connection.execute(erase, (device, start, end, ROWS_A_STEP)).rowcount


def _any_left(connection: sqlite3.Connection, device: int) -> bool:
    asked = (statements.ANY_LEFT.substitute(table=table.value) for table in MetricClass)
    return any(connection.execute(one, (device,)).fetchone()[0] for one in asked)
