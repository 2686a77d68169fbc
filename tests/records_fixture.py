"""Records to test with: `records` on SQLite; `any_records` on SQLite and on a private PostgreSQL in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.records import Records, open_records
from tests.fresh_records import fresh_records
from tests.store.postgres import PostgresServer, running_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL for the whole session; skips where there is none on the machine."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    """Empty records on SQLite."""
    with open_records(fresh_records(tmp_path / "records.sqlite3")) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def records_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of empty records, on each database in turn."""
    if request.param == "sqlite":
        return fresh_records(tmp_path / "any_records.sqlite3")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def any_records(records_url: str) -> Iterator[Records]:
    """Empty records, on each database in turn."""
    with open_records(records_url) as opened:
        yield opened
