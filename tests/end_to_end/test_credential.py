"""A device gets a name and password of its own while everything runs: it is let in, and writes for itself alone."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from banister.admission import make_credential
from banister.cli import app
from domain.access import Deed
from domain.retained import retained_topics
from mqtt.access import BrokerAccess
from mqtt.broker import EmbeddedBroker
from mqtt.greeting import lets_in
from store.opening import open_readings
from store.records import open_records, records_url
from store.records.audit import Entry
from store.settings import StoreSettings
from tests.banister.test_broker_follower import last_heard
from tests.brokers import eventually, publish_all
from tests.end_to_end.commands import Command, banister
from tests.end_to_end.minute import SITE, settle
from tests.mqtt.acl_cast import Tongue

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


def test_a_retired_device_is_cut_off_within_two_seconds_and_its_words_are_cleared(up: Command) -> None:
    watch, topic = f"{SITE}.watch-lin", f"care/v1/{SITE}/watch-lin"
    with open_records(records_url(StoreSettings(data_dir=up.data_dir))) as records:
        user, password = make_credential(records, watch, datetime.now(UTC))
        access = EmbeddedBroker(up.data_dir).access("banister")
        eventually(lambda: lets_in(_as(access, user, password)), what="the device's login")
        device, spy = Tongue(access, user, password), Tongue(access, "banister", access.password)
        spy.listen("care/v1/#")
        device.say([f"{topic}/info"], b'{"kind":"watch"}', retain=True)
        eventually(lambda: spy.heard, what="what it says while it may")
        records.registry.claims.retire(watch, datetime.now(UTC), retained_topics(watch, "native"), [_noted(watch)])
        assert last_heard(spy, lambda word: device.say_once(f"{topic}/status", word), for_=3) < 2
        eventually(lambda: not records.registry.claims.to_clear(datetime.now(UTC)), what="the clearing")
    later = Tongue(access, "banister", access.password)
    later.listen("care/v1/#")
    eventually(lambda: later.kept, what="what is kept of the services")
    assert f"{topic}/info" not in later.kept
    for tongue in (device, spy, later):
        tongue.stop()


def _noted(device: str) -> Entry:
    return Entry(at=datetime.now(UTC), person="test", deed=Deed.KEEP_DEVICES, subject=f"device:{device}")
