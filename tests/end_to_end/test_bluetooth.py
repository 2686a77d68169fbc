"""What two gateways hear by Bluetooth, through the real broker, ingest, alerts and API."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.people import Device, DeviceKind
from mqtt.broker import EmbeddedBroker
from store.opening import open_readings
from store.records import open_records, records_url
from store.settings import StoreSettings
from tests.brokers import eventually, publish_all
from tests.end_to_end.commands import Command, banister
from tests.end_to_end.minute import SITE, settle

BAND = "east.aabbccddeeff"
HALL, STAIRS = "east/OMG_hall", "east/OMG_stairs"
PULSE = '{"brand":"XOSS","model":"X2 Heart Rate Sensor","model_id":"XOSSX2","type":"BODY","cidc":false,"bpm":181}'
PHONE = '{"brand":"Apple","model_id":"APPLEDEVICE","type":"TRACK","prmac":true}'
STRANGER = '{"model_id":"CGH1","type":"CTMO","open":true}'


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Command]:
    now = datetime.now(UTC)
    with open_records(records_url(StoreSettings(data_dir=tmp_path))) as records:
        settle(records, "http://127.0.0.1:1/")
        records.registry.add(Device(id=BAND, kind=DeviceKind.WATCH, site=SITE, dialect="theengs"), now)
        records.registry.assign(BAND, "lin-xiuying", now - timedelta(days=1))
    with banister(tmp_path, "up", environment={"BANISTER_DIALECTS": "native,zigbee2mqtt,theengs=east"}) as running:
        running.line("Banister is up")
        yield running


def test_a_pulse_that_two_gateways_hear_is_one_reading_and_one_alert(up: Command) -> None:
    heard = [(f"{gateway}/BTtoMQTT/AABBCCDDEEFF", PULSE) for gateway in (HALL, STAIRS)]
    passed_over = [(f"{HALL}/BTtoMQTT/5210A84690AC", PHONE), (f"{HALL}/SYStoMQTT", "{")]
    others = [(f"{HALL}/LWT", "online"), (f"{STAIRS}/LWT", "offline"), (f"{HALL}/BTtoMQTT/582D34601075", STRANGER)]
    publish_all(EmbeddedBroker(up.data_dir).access("simulators"), [*heard, *passed_over, *others])
    eventually(lambda: len(_pulses(up)) >= 1, what="the pulse")
    with open_records(records_url(StoreSettings(data_dir=up.data_dir))) as records:
        eventually(records.alerts.open, what="the alert")
        eventually(lambda: len(records.bridges.all()) == 2, within=20, what="the gateways' words")
        assert {name: word.online for name, word in records.bridges.all().items()} == {
            "east.OMG_hall.bridge": True,
            "east.OMG_stairs.bridge": False,
        }
        hers = [one for one in records.alerts.open() if one.resident == "lin-xiuying"]
        assert [(one.rule, one.device) for one in hers] == [("heart_rate_high", BAND)]
        assert [(one.device, one.count) for one in records.findings.list_unclaimed()] == [("east.582d34601075", 1)]
        assert records.findings.reasons() == {}
    assert 1 <= len(_pulses(up)) <= 2  # two where the tenth second fell between both


def _pulses(up: Command) -> list[datetime]:
    now = datetime.now(UTC)
    with closing(open_readings(StoreSettings(data_dir=up.data_dir))) as readings:
        series = readings.series(BAND, "heart_rate", now - timedelta(hours=1), now + timedelta(hours=1))
        return [one.observed_at for one in series]
