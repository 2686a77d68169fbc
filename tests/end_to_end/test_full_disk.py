"""The disk of the readings is full, or read-only: nothing is acknowledged, it is said, and all lands afterwards."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mqtt.broker import EmbeddedBroker
from store.opening import open_readings
from store.records import open_records, records_url
from store.settings import StoreSettings
from tests.brokers import publish_all
from tests.disks import full, small_disk
from tests.end_to_end.houses import House
from tests.end_to_end.minute import SITE, settle

WATCH = f"{SITE}.watch-lin"
COUNT = 500
START = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as one:
        yield one


@pytest.fixture
def house(tmp_path: Path, disk: Path) -> Iterator[House]:
    settings = StoreSettings(data_dir=tmp_path, readings_url=f"sqlite:///{disk}/readings.sqlite")
    with open_records(records_url(settings)) as records, closing(open_readings(settings)) as readings:
        one = House(data_dir=tmp_path, records=records, readings=readings, broker=EmbeddedBroker(tmp_path))
        settle(records, "http://127.0.0.1:1/")
        yield one
        one.supervisor.stop()


def test_a_full_disk_stops_the_acknowledging_and_nothing_is_lost(house: House, disk: Path) -> None:
    _start(house, disk)
    _publish(house, 0)
    house.until(lambda: _rested(house) == COUNT, what="the first readings")
    with full(disk):
        _publish(house, COUNT)
        house.until(lambda: "full" in str(house.line_of("ingest").get("let_go_reason")), what="red")
    house.until(lambda: _rested(house) == 2 * COUNT, what="the readings that waited")

    house.until(lambda: house.line_of("ingest").get("let_go_since") is None, what="green")
    assert house.supervisor.restarts == {}


def test_a_read_only_disk_is_waited_for(house: House, disk: Path) -> None:
    house.readings.check()
    house.readings.close()
    _remount(disk, "ro")
    _start(house, disk)
    _publish(house, 0)
    house.until(lambda: house.line_of("ingest").get("let_go_since") is not None, what="red")
    _remount(disk, "rw")
    house.until(lambda: _rested(house) == COUNT, what="the readings that waited")

    assert house.supervisor.restarts == {}


def _start(house: House, disk: Path) -> None:
    house.start("ingest", environment={"BANISTER_READINGS_URL": f"sqlite:///{disk}/readings.sqlite"})


def _remount(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", disk], check=True)


def _publish(house: House, first: int) -> None:
    at = (START + timedelta(seconds=n) for n in range(first, first + COUNT))
    said = [json.dumps({"ts": one.isoformat(), "heart_rate": 70}) for one in at]
    publish_all(house.broker.access("simulators"), [(f"care/v1/{SITE}/watch-lin/readings", one) for one in said])


def _rested(house: House) -> int:
    return len(house.readings.series(WATCH, "heart_rate", START, START + timedelta(hours=1)))
