"""A flood of poison among good readings: every good one rests, every bad one is counted, and memory stays bounded."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest

from mqtt.broker import EmbeddedBroker
from store.opening import open_readings
from store.records import open_records, records_url
from store.settings import StoreSettings
from tests.brokers import publish_all
from tests.end_to_end.houses import House
from tests.end_to_end.minute import SITE, settle

BAD, GOOD = 70_000, 2_000
LARGE = 20
BOUND = 200 << 20
"""Bytes that the flood may add to what ingest needs anyway."""
START = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
WATCH = f"care/v1/{SITE}/watch-lin/readings"

Said = tuple[str, bytes | str]
POISON: tuple[Said, ...] = (
    (WATCH, b"\xff\xfe\x00"),
    (WATCH, b'{"heart_rate": NaN}'),
    (WATCH, b'{"heart_rate": 1e400}'),
    (WATCH, b"[" * 50_000),
    (WATCH, b'{"a":' * 5_000),
    (WATCH, b"\x00" * 200),
    (WATCH, b'{"heart_rate": "no", "spo2": [], "steps": {}}'),
    (WATCH, b'{"heart_rate": ' + b"9" * 5_000 + b"}"),
    (WATCH, json.dumps({f"key{n}": n for n in range(500)})),
    (WATCH, b""),
    (f"care/v1/{SITE}/UPPER/readings", b"{}"),
    (f"care/v1/{SITE}/watch-lin/status", b"perhaps"),
    (f"care/v1/{SITE}/watch-lin/info", b"{"),
    ("zigbee2mqtt/" + "x" * 300, b"{}"),
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = StoreSettings(data_dir=tmp_path)
    with open_records(records_url(settings)) as records, open_readings(settings) as readings:
        one = House(data_dir=tmp_path, records=records, readings=readings, broker=EmbeddedBroker(tmp_path))
        settle(records, "http://127.0.0.1:1/")
        one.start("ingest")
        yield one
        one.supervisor.stop()


def test_a_flood_of_poison_harms_no_good_reading(house: House) -> None:
    before = _memory(house)
    flood = _flood()
    for begin in range(0, len(flood), 5_000):
        publish_all(house.broker.access("simulators"), flood[begin : begin + 5_000])
    house.until(lambda: _acked(house) >= BAD + GOOD + LARGE, within=120, what="every acknowledgement")

    found = house.readings.series(f"{SITE}.watch-lin", "heart_rate", START, datetime.now(UTC))
    assert [point.value for point in found] == [60 + n % 40 for n in range(GOOD)]
    assert sum(house.records.findings.reasons().values()) >= BAD + LARGE
    assert len(house.records.findings.quarantined(5_000)) <= 1_000
    assert _memory(house) - before < BOUND
    assert house.supervisor.restarts == {}


def _flood() -> list[Said]:
    said = [POISON[n % len(POISON)] for n in range(BAD)] + [(WATCH, b"x" * 1_000_000)] * LARGE
    at = (START + timedelta(seconds=n) for n in range(GOOD))
    said += [(WATCH, json.dumps({"ts": one.isoformat(), "heart_rate": 60 + n % 40})) for n, one in enumerate(at)]
    return random.Random(4).sample(said, len(said))


def _acked(house: House) -> int:
    acked: Any = house.line_of("ingest").get("acked", 0)
    return int(acked)


def _memory(house: House) -> int:
    return int(psutil.Process(house.supervisor.pid("ingest")).memory_info().rss)
