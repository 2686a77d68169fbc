"""One database, SQLite or PostgreSQL: connections, transactions, and the counters that put writes in order."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, create_engine, event, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url

from domain.errors import BadSettings, StoreAway
from store.records.tables import counters
from store.records.translation import translated

Insert = sqlite.Insert | postgresql.Insert

REVISION = "revision"
MOVES = "moves"
QUARANTINE = "quarantine"
AUDIT = "audit"
COUNTERS = (REVISION, MOVES, QUARANTINE, AUDIT, "probe")

_THIS = counters.c.name == bindparam("counter")
_RAISED = update(counters).where(_THIS).values(value=counters.c.value + bindparam("by")).returning(counters.c.value)
_COUNTED = select(counters.c.value).where(_THIS)

_BUSY_SECONDS = 10
_WRITES = {"banister_writes": True}


class Database:
    """Gives connections inside transactions; the same code runs on both databases."""

    def __init__(self, url: str | URL) -> None:
        self.engine = _engine(make_url(url))
        self._inserts: dict[str, Insert] = {}  # a statement that is made anew costs more than its execution
        self.on_postgres = self.engine.dialect.name == "postgresql"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a short read transaction. On SQLite all its statements see one state."""
        with translated(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes: committed at the end, rolled back by any exception.

        On SQLite it takes the write lock at its beginning (BEGIN IMMEDIATE): one that upgraded from reading would
        fail with BUSY whatever the timeout.
        """
        with translated(), self.engine.connect() as plain:
            connection = plain.execution_options(**_WRITES)
            with connection.begin():
                yield connection

    @contextmanager
    def holding(self) -> Iterator[Connection]:
        """Open a transaction that holds what a writer would, and writes nothing: rolled back at its end.

        On SQLite nobody else can write meanwhile; on PostgreSQL it holds the rows that it selects for that.
        """
        with translated(), self.engine.connect() as plain:
            connection = plain.execution_options(**_WRITES)
            with connection.begin() as transaction:
                yield connection
                transaction.rollback()

    def insert(self, table: Table) -> Insert:
        """Give the dialect's INSERT, which knows ON CONFLICT."""
        return postgresql.insert(table) if self.on_postgres else sqlite.insert(table)

    def insert_new(self, table: Table) -> Insert:
        """Give the INSERT that passes over what is there already, by any of the table's unique keys."""
        if table.name not in self._inserts:
            self._inserts[table.name] = self.insert(table).on_conflict_do_nothing()
        return self._inserts[table.name]

    def close(self) -> None:
        """Close all pooled connections."""
        self.engine.dispose()


def count_up(connection: Connection, counter: str, by: int = 1) -> int:
    """Raise a counter and give its new value.

    The counter's row stays locked until the transaction ends, so a number becomes visible only after all smaller
    ones: who polls for "numbers past N" misses nothing, on PostgreSQL either (a sequence could not promise that).
    """
    return int(connection.execute(_RAISED, {"counter": counter, "by": by}).scalar_one())


def counted(connection: Connection, counter: str) -> int:
    """Give a counter's value."""
    return int(connection.execute(_COUNTED, {"counter": counter}).scalar_one())


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    if url.drivername == "postgresql+psycopg":
        return create_engine(url, pool_size=5, max_overflow=15, pool_pre_ping=True, connect_args=_patience(url))
    raise BadSettings(f"records URL: {url.drivername!r} is neither sqlite nor postgresql+psycopg")


def _patience(url: URL) -> dict[str, Any]:
    """Bound every wait for a server that has vanished or a lock that is not let go; the URL's own words win."""
    bounds = {
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
        "options": f"-c lock_timeout={_BUSY_SECONDS}s -c idle_in_transaction_session_timeout=60s",
    }
    return {name: value for name, value in bounds.items() if name not in url.query}


def _sqlite(url: URL) -> Engine:
    if url.database:
        _make_directory(Path(url.database).parent)
    engine = create_engine(
        url, pool_size=8, max_overflow=40, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False}
    )
    event.listen(engine, "connect", _tune)
    event.listen(engine, "begin", _begin)
    return engine


def _make_directory(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreAway(f"the records' directory cannot be made: {error}") from error


def _tune(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late, and never IMMEDIATE
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("banister_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
