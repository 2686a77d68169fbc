"""Opening the records: schema, settings, and what is said when the database is away."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import event, inspect

from domain.errors import BadSettings, StoreAway
from store.records import Records, open_records
from store.records import records_url as url_of
from store.records.database import Database
from store.records.migrating import configured, migrate, newest, present
from store.records.tables import METADATA
from store.settings import StoreSettings
from tests.store.postgres import PostgresServer

_INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
}
FORK = multiprocessing.get_context("fork")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a database without any schema, on each database in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.sqlite3"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database(migrated=False)


def test_models_and_migrations_agree(any_records: Records) -> None:
    with any_records._database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_partial_indexes_are_there(any_records: Records) -> None:
    with any_records._database.reading() as connection:
        rows = connection.exec_driver_sql(_INDEXES[connection.dialect.name]).all()
    assert {name for name, definition in rows if " WHERE " in definition} == {
        "ix_alerts_open",
        "ix_alerts_due",
        "ix_moves_acknowledged",
        "ix_outbox_waiting",
        "ix_overrides_current",
        "ix_ownerships_present",
        "ix_webhook_messages_waiting",
    }


def test_services_that_start_at_once_do_not_collide(empty_url: str) -> None:
    services = [FORK.Process(target=_open_and_leave, args=(empty_url,)) for _ in range(5)]
    for service in services:
        service.start()
    for service in services:
        service.join(60)
    assert [service.exitcode for service in services] == [0] * 5


@pytest.mark.parametrize("statement", [2, 5, 12, 30, 48, 70, 90])
def test_a_migration_killed_at_any_statement_is_done_at_the_next_start(empty_url: str, statement: int) -> None:
    victim = FORK.Process(target=_migrate_and_die, args=(empty_url, statement))
    victim.start()
    victim.join(60)
    assert victim.exitcode == -signal.SIGKILL
    with open_records(empty_url) as records, records._database.reading() as connection:
        assert present(connection) == newest()


def test_migrations_can_be_taken_back(records_url: str) -> None:
    with open_records(records_url) as records, records._database.writing() as connection:
        command.downgrade(configured(connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]


def test_no_server_is_store_away(tmp_path: Path) -> None:
    with pytest.raises(StoreAway):
        open_records(f"postgresql+psycopg://postgres@/records?host={tmp_path}")


def test_a_directory_that_cannot_be_made_is_store_away(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreAway):
        open_records(f"sqlite:///{tmp_path}/file/records.sqlite")


@pytest.mark.parametrize("pragma", ["query_only=ON", "max_page_count=1"])
def test_a_database_that_is_read_only_or_full_is_store_away(records: Records, pragma: str) -> None:
    _on_connect(records, f"PRAGMA {pragma}")
    with pytest.raises(StoreAway):
        _fill(records)


def test_a_locked_database_is_store_away_for_writers_and_readable(records: Records) -> None:
    _on_connect(records, "PRAGMA busy_timeout=0")
    with records._database.writing():
        with pytest.raises(StoreAway):
            records.check()
        assert records.revision() == 0


def test_a_server_that_ends_our_connection_is_store_away_and_comes_back(postgres: PostgresServer) -> None:
    with open_records(postgres.new_database()) as records, pytest.raises(StoreAway), _ended(records, postgres):
        records.check()
    with open_records(postgres.new_database()) as records:
        records.check()


def test_a_missing_table_is_our_fault_and_not_away(records: Records) -> None:
    with records._database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE service_facts")
    with pytest.raises(Exception, match="no such table"):
        records.services.all()


def test_settings_say_where_the_records_rest(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("p@ss\n")
    assert str(url_of(StoreSettings(data_dir=tmp_path))) == f"sqlite:///{tmp_path}/records.sqlite"
    url = url_of(StoreSettings(records_url="postgresql+psycopg://me@db/banister", records_password_file=secret))
    assert (url.password, "p@ss" in repr(url)) == ("p@ss", False)


@pytest.mark.parametrize("url", ["mysql://db/records", "postgresql+asyncpg://db/records"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(BadSettings):
        open_records(url)


def test_a_url_that_is_none_is_bad_settings_and_not_repeated() -> None:
    with pytest.raises(BadSettings) as refused:
        url_of(StoreSettings(records_url="secret nonsense"))
    assert "secret" not in str(refused.value)


def _open_and_leave(url: str) -> None:
    with open_records(url) as records:
        records.check()


def _migrate_and_die(url: str, statement: int) -> None:
    database = Database(url)
    left = iter(range(statement, 0, -1))

    def count(*_: Any) -> None:
        if next(left) == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "before_cursor_execute", count)
    migrate(database)


def _on_connect(records: Records, statement: str) -> None:
    """Run a statement on every connection that the records make from now on."""
    engine = records._database.engine
    engine.dispose()
    event.listen(engine, "connect", lambda connection, _: connection.execute(statement))


@contextmanager
def _ended(records: Records, postgres: PostgresServer) -> Iterator[None]:
    """End the records' connections in the middle of a transaction."""
    with records._database.writing() as connection:
        name = connection.exec_driver_sql("SELECT current_database()").scalar_one()
        with postgres.connect() as other:
            ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            other.execute(ending, [name])
        connection.exec_driver_sql("SELECT 1")
    yield


def _fill(records: Records) -> None:
    for number in range(1000):
        records.services.tell(f"service-{number}", {"padding": "x" * 1000}, _now())


def _now() -> datetime:
    return datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
