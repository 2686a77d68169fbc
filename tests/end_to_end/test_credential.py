"""A device gets a name and password of its own while everything runs: it is let in, and writes for itself alone."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from banister.cli import app
from mqtt.access import BrokerAccess
from mqtt.broker import EmbeddedBroker
from mqtt.greeting import lets_in
from store.opening import open_readings
from store.records import open_records, records_url
from store.settings import StoreSettings
from tests.brokers import eventually, publish_all
from tests.end_to_end.commands import Command, banister
from tests.end_to_end.minute import SITE, settle

PULSE = '{"heart_rate": 72}'


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Command]:
    with open_records(records_url(StoreSettings(data_dir=tmp_path))) as records:
        settle(records, "http://127.0.0.1:1/")
    with banister(tmp_path, "up") as running:
        running.line("Banister is up")
        yield running


def test_a_new_credential_lets_a_device_write_its_own_readings_and_nobody_elses(
    up: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANISTER_DATA_DIR", str(up.data_dir))
    shown = CliRunner().invoke(app, ["credential", f"{SITE}.watch-lin"]).stdout.split()
    device = _as(EmbeddedBroker(up.data_dir).access("banister"), shown[1], shown[3])
    eventually(lambda: lets_in(device), what="the broker to know the device")
    publish_all(device, [(f"care/v1/{SITE}/{watch}/readings", PULSE) for watch in ("watch-chen", "watch-lin")])
    eventually(lambda: _pulses(up, "watch-lin") == 1, what="the device's own reading")

    assert _pulses(up, "watch-chen") == 0


def _as(access: BrokerAccess, user: str, password: str) -> BrokerAccess:
    return replace(access, username=user, password=password)


def _pulses(up: Command, watch: str) -> int:
    now = datetime.now(UTC)
    with closing(open_readings(StoreSettings(data_dir=up.data_dir))) as readings:
        return len(readings.series(f"{SITE}.{watch}", "heart_rate", now - timedelta(hours=1), now + timedelta(hours=1)))
