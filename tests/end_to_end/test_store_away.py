"""The readings store is away: alerts still go out, it is said, and everything lands once it is back."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from mqtt.broker import EmbeddedBroker
from store.opening import open_readings
from store.records import open_records, records_url
from store.settings import StoreSettings
from tests.brokers import eventually, publish_all
from tests.end_to_end.commands import Command, banister
from tests.end_to_end.houses import LOOPBACK, Hook, hook
from tests.end_to_end.minute import EXPECTED, Said, minute, rows, settle


@pytest.fixture
def receiver() -> Iterator[Hook]:
    with hook() as one:
        yield one


@pytest.fixture
def up(tmp_path: Path, receiver: Hook) -> Iterator[Command]:
    with open_records(records_url(StoreSettings(data_dir=tmp_path))) as records:
        settle(records, receiver.url)
    with banister(tmp_path, "up", environment=LOOPBACK) as running:
        running.line("Banister is up")
        eventually(running.is_ready, within=60)
        yield running


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold a database's write lock, as a backup that went wrong does."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def test_alerts_go_out_while_readings_wait_on_the_line(up: Command, receiver: Hook) -> None:
    said = minute(datetime.now(UTC) - timedelta(seconds=90))
    with locked(up.data_dir / "readings.sqlite"):
        _publish(up, said)
        eventually(lambda: len(receiver.bodies) == len(EXPECTED), within=60, what="the messages")
        eventually(lambda: _let_go(up) and "ingest has let go" in str(_reasons(up)), within=60, what="red")
        assert _rested(up, said) == 0
    eventually(lambda: _rested(up, said) == len(said), within=120, what="the readings")

    eventually(up.is_ready, within=60, what="readiness")
    assert len(receiver.bodies) == len(EXPECTED)


def _publish(up: Command, said: list[Said]) -> None:
    access = EmbeddedBroker(up.data_dir).access("simulators")
    publish_all(access, [(one.topic, json.dumps(one.payload)) for one in said])


def _reasons(up: Command) -> object:
    answer = httpx2.get(f"{up.address}/readyz", timeout=20).json()
    return [] if answer["ready"] else answer["reasons"]


def _let_go(up: Command) -> bool:
    """Whether ingest says that it has let go of its line."""
    with open_records(records_url(StoreSettings(data_dir=up.data_dir))) as records:
        told: Any = {one.name: one.facts for one in records.services.all()}["ingest"]
    return told["line"]["let_go_since"] is not None


def _rested(up: Command, said: list[Said]) -> int:
    with closing(open_readings(StoreSettings(data_dir=up.data_dir))) as readings:
        return len(rows(readings, said))
