"""What judging costs: CPU a message with decoding in it, by number of devices; and what the engine remembers."""

import gc
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alerts.engine import Engine
from devices import decode
from domain.people import DeviceKind
from mqtt.facts import LineFacts
from mqtt.message import Message
from store.records import Records, open_records
from tests.alerts.couriers import Shelf
from tests.bench.run import Row
from tests.bench.villages import SITE, village

Say = Callable[[int, int, int, datetime], Message]
"""Makes a device's message: its number, the message's, how often it spoke before, when."""
MESSAGES = 40_000
BATCH = 500
RESIDENTS = 10_000
EACH = 60.0
"""Microseconds of CPU that a message may cost."""
HOME = (DeviceKind.WATCH, DeviceKind.MONITOR, DeviceKind.DOOR)
KEPT = 980
"""Bytes a device that the engine may remember of homes with a watch, a monitor and a door, two reports of each: a home
costs as much again as its devices, and every pressure is remembered for an hour. Who has watches alone is measured in
bench_memory, with the process around it."""


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
    """Bytes a device after every device of every resident was heard twice; three devices each.

    The worst that may happen is measured as well: every device measures pressure, and a third of the pulses score.
    """
    return [
        ("engine: memory a device, homes with watch, monitor and door", _remembered(HOME, _of_a_home), "B", KEPT),
        ("engine: memory a device, all of them cuffs", _remembered((DeviceKind.WATCH,), _message), "B", None),
    ]


def _remembered(kinds: tuple[DeviceKind, ...], message: Say) -> float:
    devices = RESIDENTS * 3
    with _records(RESIDENTS, per_resident=3, kinds=kinds) as records:
        gc.collect()
        tracemalloc.start()
        engine = _engine(records)
        for batch in _batches(devices, 2 * devices, message):
            engine.handle(batch)
        engine.idle(batch[-1].received_at)
        del batch
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return kept / devices


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
def _records(
    devices: int, *, per_resident: int = 1, kinds: tuple[DeviceKind, ...] = (DeviceKind.WATCH,)
) -> Iterator[Records]:
    with tempfile.TemporaryDirectory() as folder, open_records(f"sqlite:///{Path(folder)}/r.sqlite") as records:
        village(records, devices, per_resident=per_resident, kinds=kinds)
        yield records


def _engine(records: Records) -> Engine:
    engine = Engine(records, publish=lambda *_: None, courier=Shelf(), line=LineFacts)
    engine.start(datetime.now(UTC))
    return engine


def _batches(devices: int, messages: int, message: Say | None = None) -> Iterator[list[Message]]:
    """Make a minute's round of every device after another, in full batches."""
    start, say = datetime.now(UTC), message or _message
    for first in range(0, messages, BATCH):
        at = start + timedelta(minutes=first // devices)
        yield [say(number % devices + 1, number, number // devices, at) for number in _numbers(first, messages)]


def _numbers(first: int, messages: int) -> range:
    return range(first, min(first + BATCH, messages))


def _message(device: int, number: int, seq: int, at: datetime) -> Message:
    """Say what a watch with a cuff says in a minute: one in three pulses scores in NEWS2, one pressure in two rises."""
    pulse, pressure = 60 + number % 40, 118 + 10 * (seq % 2)
    values = f'"heart_rate": {pulse}, "spo2": 97, "systolic_pressure": {pressure}, "diastolic_pressure": 80'
    of_itself = f'"battery": {100 - seq % 50}, "worn": true'
    return _said(device, seq, at, f"{values}, {of_itself}")


def _of_a_home(device: int, number: int, seq: int, at: datetime) -> Message:
    """Say what watch, monitor and door say by turns: one pulse in ten scores, and the pressure is measured once."""
    kind = HOME[(device - 1) % len(HOME)]
    if kind is DeviceKind.WATCH:
        vital = f'"heart_rate": {62 + number % 32}, "spo2": {96 + number % 4}, "body_temperature": 36.{number % 9}'
        return _said(device, seq, at, f'{vital}, "steps": {number % 9000}, "battery": {100 - seq % 50}, "worn": true')
    if kind is DeviceKind.MONITOR:
        return _said(device, seq, at, f'"systolic_pressure": {112 + number % 24}, "diastolic_pressure": 78')
    return _said(device, seq, at, f'"door": {"true" if seq % 2 else "false"}, "battery": 90')


def _said(device: int, seq: int, at: datetime, values: str) -> Message:
    payload = f'{{"ts": "{at.isoformat(timespec="milliseconds")}", "seq": {seq}, {values}}}'
    return Message(f"care/v1/{SITE}/watch-{device:06}/readings", payload.encode(), at, retained=False, duplicate=False)
