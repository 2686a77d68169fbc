"""What judging costs: CPU a message with decoding in it, by number of devices; and what the engine remembers."""

import gc
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alerts.engine import Engine
from devices import decode
from mqtt.facts import LineFacts
from mqtt.message import Message
from store.records import Records, open_records
from tests.alerts.couriers import Shelf
from tests.bench.run import Row
from tests.bench.villages import SITE, village

MESSAGES = 40_000
BATCH = 500
RESIDENTS = 10_000
EACH = 60.0
"""Microseconds of CPU that a message may cost."""
KEPT = 700
"""Bytes a device that the engine may remember where each of a resident's three measures pressure too (a third of it is
for that: an hour of pressures). It shares 1 KiB with ingest, measured on devices of all kinds in bench_memory."""


def bench_engine_judges() -> list[Row]:
    """Microseconds a message of a watch with all default rules on, decoded and judged, nothing caused."""
    few, many = _microseconds(200), _microseconds(20_000)
    return [
        ("engine: decode and judge, 200 devices", few, "us", EACH),
        ("engine: decode and judge, 20,000 devices", many, "us", EACH),
        ("engine: of it decoding", _decoding(), "us", None),
        ("engine: 20,000 / 200 devices", many / few, "x", None),
    ]


def bench_engine_remembers() -> list[Row]:
    """Bytes a device after every device of every resident was heard; three devices each."""
    with _records(RESIDENTS, per_resident=3) as records:
        gc.collect()
        tracemalloc.start()
        engine = _engine(records)
        for batch in _batches(RESIDENTS * 3, 3 * RESIDENTS):
            engine.handle(batch)
        del batch
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return [("engine: memory a device", kept / (RESIDENTS * 3), "B", KEPT)]


def _microseconds(devices: int) -> float:
    with _records(devices) as records:
        engine = _engine(records)
        batches = list(_batches(devices, MESSAGES))
        begun = time.process_time()
        for batch in batches:
            engine.handle(batch)
        return (time.process_time() - begun) / MESSAGES * 1e6


def _decoding() -> float:
    batches = list(_batches(200, MESSAGES))
    begun = time.process_time()
    for batch in batches:
        for message in batch:
            decode(message.topic, message.payload, message.received_at)
    return (time.process_time() - begun) / MESSAGES * 1e6


@contextmanager
def _records(devices: int, *, per_resident: int = 1) -> Iterator[Records]:
    with tempfile.TemporaryDirectory() as folder, open_records(f"sqlite:///{Path(folder)}/r.sqlite") as records:
        village(records, devices, per_resident=per_resident)
        yield records


def _engine(records: Records) -> Engine:
    engine = Engine(records, publish=lambda *_: None, courier=Shelf(), line=LineFacts)
    engine.start(datetime.now(UTC))
    return engine


def _batches(devices: int, messages: int) -> Iterator[list[Message]]:
    """Make a minute's round of every device after another, in full batches."""
    start = datetime.now(UTC)
    for first in range(0, messages, BATCH):
        at = start + timedelta(minutes=first // devices)
        yield [_message(number % devices + 1, number, number // devices, at) for number in _numbers(first, messages)]


def _numbers(first: int, messages: int) -> range:
    return range(first, min(first + BATCH, messages))


def _message(device: int, number: int, seq: int, at: datetime) -> Message:
    """Say what a watch with a cuff says in a minute: one in three pulses scores in NEWS2, one pressure in two rises."""
    pulse, pressure = 60 + number % 40, 118 + 10 * (seq % 2)
    values = f'"heart_rate": {pulse}, "spo2": 97, "systolic_pressure": {pressure}, "diastolic_pressure": 80'
    of_itself = f'"battery": {100 - seq % 50}, "worn": true'
    payload = f'{{"ts": "{at.isoformat(timespec="milliseconds")}", "seq": {seq}, {values}, {of_itself}}}'
    return Message(f"care/v1/{SITE}/watch-{device:06}/readings", payload.encode(), at, retained=False, duplicate=False)
