"""The whole way of a message, committed and acknowledged: ingest's and alerts' CPU at saturation, by number of devices.

Saturation: the messages wait in the broker's session before the service starts, so that its batches are full.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alerts.engine import Engine
from devices import ALL_DIALECTS, decode, filters
from ingest.intake import Intake
from mqtt.broker import EmbeddedBroker
from mqtt.message import Message
from mqtt.subscriber import Subscriber
from simulators.load import Load
from simulators.load import run as publish_load
from simulators.settings import Settings
from store.opening import open_readings
from store.records import Records, open_records
from store.records.opening import records_url
from store.settings import StoreSettings
from tests.alerts.couriers import Shelf
from tests.bench.villages import SITE, village
from tests.brokers import nats

FEW, MANY = 200, 20_000
MESSAGES = 60_000
LIMIT_US = 60.0
LIMIT_RATIO = 1.3

Row = tuple[str, float, str, float | None]
Take = Callable[[Sequence[Message]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A data directory with its broker and stores."""

    data_dir: Path
    broker: EmbeddedBroker
    records: Records


def bench_ingest_saturated() -> list[Row]:
    """CPU microseconds a message of four vital signs, for few and many devices."""
    return _rows("ingest", [_measured(devices, _ingest) for devices in (FEW, MANY)])


def bench_alerts_saturated() -> list[Row]:
    """CPU microseconds a message with the default rules, for few and many devices."""
    return _rows("alerts", [_measured(devices, _alerts) for devices in (FEW, MANY)])


def _rows(service: str, costs: list[float]) -> list[Row]:
    few, many = costs
    return [
        (f"{service}: CPU a message, {FEW} devices", few, "us", LIMIT_US),
        (f"{service}: CPU a message, {MANY:,} devices", many, "us", LIMIT_US),
        (f"{service}: many devices / few", many / few, "x", LIMIT_RATIO),
    ]


def _measured(devices: int, service: Callable[[Place], AbstractContextManager[Take]]) -> float:
    with tempfile.TemporaryDirectory() as folder, _place(Path(folder), devices) as place, service(place) as take:
        _drain(place, take, 0)
        _publish(place.data_dir, devices)
        return _drain(place, take, MESSAGES) / MESSAGES * 1e6


@contextmanager
def _place(data_dir: Path, residents: int) -> Iterator[Place]:
    with nats(data_dir) as broker, open_records(records_url(StoreSettings(data_dir=data_dir))) as records:
        village(records, residents)
        yield Place(data_dir=data_dir, broker=broker, records=records)


@contextmanager
def _ingest(place: Place) -> Iterator[Take]:
    with closing(open_readings(StoreSettings(data_dir=place.data_dir))) as readings:
        every = timedelta(seconds=5)
        intake = Intake(readings=readings, records=place.records, decode=decode, facts_every=every)
        yield intake.take
        intake.close()


@contextmanager
def _alerts(place: Place) -> Iterator[Take]:
    lines: list[Subscriber] = []
    engine = Engine(
        place.records, publish=lambda *_: None, courier=Shelf(), line=lambda: lines[0].facts, dialects=ALL_DIALECTS
    )
    engine.start(datetime.now(UTC))
    yield engine.handle


def _publish(data_dir: Path, devices: int) -> None:
    access = Settings(mqtt_url=None, data_dir=data_dir).access()
    done = publish_load(access, Load(devices=devices, messages=MESSAGES, duration=120, site=SITE))
    assert done.unacknowledged == 0


def _drain(place: Place, take: Take, count: int) -> float:
    """Take `count` messages out of the session; give the CPU seconds from the first batch to the last ack."""
    left = count
    began = 0.0

    def counted(batch: list[Message]) -> None:
        nonlocal left, began
        began = began or time.process_time()
        take(batch)
        left -= len(batch)

    def look(_: object) -> None:
        if line.facts.healthy and left <= 0:
            line.stop()

    line = Subscriber(
        place.broker.access("ingest"),
        client_id="bench",
        filters=filters(ALL_DIALECTS),
        handle=counted,
        idle=look,
        tick=0.005,
    )
    line.run()
    return time.process_time() - began
