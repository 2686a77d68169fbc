"""The tables of the SQLite readings store, and connections to them.

A row holds what one device measured at one moment, a column a metric, a table per metric class (retention is set by
class). Kept by (device, observed_at), a report costs one place in the tree and not one for each of its values: with
20,000 devices it is the number of pages touched that decides what a batch costs. Events are so rare in their rows that
each has an index of its own (on the rows that have it).
"""

import sqlite3
from pathlib import Path

from domain.errors import StoreAway
from domain.metrics import METRICS, MetricClass, MetricKind
from store import sqlite_statements as statements

WAIT_SECONDS = 5.0
_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}


def columns_of(table: MetricClass) -> list[str]:
    """Name the metrics that a table holds."""
    return [metric.name for metric in METRICS.values() if metric.retained_as is table]


def away(error: sqlite3.Error | OSError, path: Path) -> StoreAway | None:
    """Tell whether an error means that the file cannot be used now (full, locked, read-only); None: it is a fault."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(error, sqlite3.Error) and (code is None or code & 0xFF not in _AWAY):
        return None
    return StoreAway(f"readings in {path}: {error}")


def writer(path: Path) -> sqlite3.Connection:
    """Open for writing: directory, file and tables are made where they are missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = _connect(path)
    try:
        connection.execute("PRAGMA cache_size = -16000")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")  # what is removed is overwritten, not only let go of
        connection.execute("PRAGMA wal_autocheckpoint = 8000")
        connection.execute("PRAGMA journal_size_limit = 67108864")
        _make_tables(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def reader(path: Path) -> sqlite3.Connection:
    """Open for reading, which needs the tables: they are made where they are missing."""
    if not path.exists():
        writer(path).close()
    connection = _connect(path)
    try:
        if not _complete(connection):
            writer(path).close()
        connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    # Connections are lent to one thread at a time by `SqliteReadings`.
    connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA cache_size = -2000")  # the pages that are mapped need none; a service has many readers
    connection.execute("PRAGMA mmap_size = 268435456")
    return connection


def _complete(connection: sqlite3.Connection) -> bool:
    return all(_missing(connection, table) == [] for table in MetricClass)


def _missing(connection: sqlite3.Connection, table: MetricClass) -> list[str]:
    there = {column[1] for column in connection.execute(f"PRAGMA table_info({table.value})")}
    return [column for column in columns_of(table) if column not in there]


def _make_tables(connection: sqlite3.Connection) -> None:
    """Make what is missing, in one transaction; a new metric of the catalogue is a new column."""
    if _complete(connection):
        return
    connection.execute("BEGIN IMMEDIATE")
    for statement in statements.TABLES:
        connection.execute(statement)
    connection.executemany("INSERT OR IGNORE INTO metric (name) VALUES (?)", [(name,) for name in METRICS])
    for table in MetricClass:
        connection.execute(statements.CLASS_TABLE.substitute(table=table.value))
        for column in _missing(connection, table):
            connection.execute(statements.about(statements.NEW_COLUMN, column))
            if METRICS[column].kind is MetricKind.EVENT:
                connection.execute(statements.about(statements.NEW_INDEX, column))
    connection.execute("COMMIT")
