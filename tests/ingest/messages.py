"""Messages of the cast's devices, and an intake that takes them."""

import json
from datetime import UTC, datetime, timedelta

from devices import decode
from domain.metrics import MetricClass
from ingest.intake import Intake
from mqtt.message import Message
from store.readings import ReadingStore
from store.records import Records
from tests.neighbourhood import SITE, WATCH

KEEP = {one: timedelta(days=30) for one in MetricClass}
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def made(records: Records, readings: ReadingStore) -> Intake:
    return Intake(readings=readings, records=records, decode=decode, facts_every=timedelta(seconds=5))


def said(payload: object, device: str = "watch-lin", at: datetime = NOW, leaf: str = "readings") -> Message:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    topic = f"care/v1/{SITE}/{device}/{leaf}"
    return Message(topic=topic, payload=body, received_at=at, retained=False, duplicate=False)


def reading(second: int, **values: object) -> Message:
    at = NOW + timedelta(seconds=second)
    return said({"ts": at.isoformat(), **values}, at=at)


def stored(readings: ReadingStore, metric: str, device: str = WATCH) -> list[float]:
    everything = readings.series(device, metric, NOW - timedelta(days=1), NOW + timedelta(days=1))
    return [point.value for point in everything]
