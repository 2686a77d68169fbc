"""Healthy days of a few residents through the real engine with all default rules: what it tells of them."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

from alerts.engine import Engine
from alerts.engine_home_past import PastAtOnce
from alerts.engine_person_past import PersonPastAtOnce
from alerts.engine_usual import UsualHours
from banister.scenarios_town import TIMEZONE, settle, simulated
from devices import decode
from domain.alerts import Alert
from domain.metrics import MetricClass
from mqtt.facts import LineFacts
from mqtt.message import Message
from simulators.dialects import Message as Published
from simulators.expectations import Place
from simulators.neighbourhood import Device
from simulators.scenarios import SCENARIOS
from simulators.street import Street
from simulators.timeline import Timeline
from store.records import Records, open_records
from store.sqlite_readings import SqliteReadings
from tests.alerts.couriers import Shelf

ZONE = ZoneInfo(TIMEZONE)
START = datetime(2026, 11, 2, tzinfo=ZONE)
PAST = timedelta(days=16)
TICK = timedelta(minutes=10)
_KEEP = dict.fromkeys(MetricClass, timedelta(days=4000))


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """How many days are lived, by whom: one resident of each seed; `body` are values at rest of all of them."""

    seeds: tuple[int, ...]
    days: int
    every: float = 240.0
    body: Mapping[str, float] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where they live."""
        return Place(flats=len(self.seeds))

    def messages(self, since: datetime, until: datetime, every: float) -> Iterator[Published]:
        """Give what their devices say in the order of time."""
        streets = (
            Street(devices=devices, seed=seed, timezone=ZONE).live(Timeline(origin=since))
            for seed, devices in zip(self.seeds, self._devices(every), strict=True)
        )
        return takewhile(lambda one: one.due < until, merge(*streets, key=lambda one: one.due))

    def _devices(self, every: float) -> Iterator[tuple[Device, ...]]:
        for flat in range(1, len(self.seeds) + 1):
            those = [one for one in simulated(self.place) if one.person == f"resident-{flat}"]
            yield tuple(
                replace(one, hints=self.body, every=every if one.kind == "watch" else one.every) for one in those
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """What came of it: the alerts that fired, and how many messages were judged, of how many resident days."""

    alerts: list[Alert]
    messages: int
    days: int

    def per_day(self, wanted: str) -> float:
        """Give the alerts a resident and day of the rules of this group: vital, door, technical, service."""
        return Counter(map(group_of, self.alerts))[wanted] / self.days


def group_of(alert: Alert) -> str:
    """Say what an alert is about."""
    if alert.resident.startswith("area:"):
        return "service"
    return "technical" if alert.technical else "door" if alert.rule.startswith("door_") else "vital"


def live(life: Life) -> Lived:
    """Let them live: two weeks of past rest in the readings' store, then the days go through the engine."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_records(f"sqlite:///{folder}/records.sqlite") as records,
        SqliteReadings(Path(folder) / "readings.sqlite", _KEEP) as readings,
    ):
        settle(records, replace(SCENARIOS["quiet_day"], place=life.place), START)
        past = life.messages(START - PAST, START, 1800.0)
        readings.append([one for said in past for one in decode(said.topic, said.payload, said.due).reports])
        usual = UsualHours(lambda: SqliteReadings(Path(folder) / "readings.sqlite", _KEEP), records.registry.worn_by)
        usual.start()
        try:
            return _lived(life, records, readings, usual)
        finally:
            usual.stop()


def _lived(life: Life, records: Records, readings: SqliteReadings, usual: UsualHours) -> Lived:
    line = LineFacts(connected=True, subscribed=True, since=(START - PAST).astimezone(UTC))
    engine = Engine(
        records,
        publish=lambda _topic, _payload: None,
        courier=Shelf(),
        line=lambda: line,
        usual=usual,
        past=PastAtOnce(readings),
        person_past=PersonPastAtOnce(readings, records.registry.worn_by),
    )
    tick, until = START.astimezone(UTC), START + timedelta(days=life.days)
    engine.start(tick)
    count, batch = 0, list[Message]()
    for said in life.messages(START, until, life.every):
        at = said.due.astimezone(UTC)
        while at >= tick + TICK:
            tick += TICK
            if batch:
                engine.handle(batch)
                usual.settle()
            engine.idle(tick)
            batch = []
        batch.append(Message(said.topic, said.payload, at, retained=False, duplicate=False))
        count += 1
    fired = [one for one in records.alerts.find(limit=1000) if one.fired_at is not None]
    return Lived(alerts=fired, messages=count, days=life.days * len(life.seeds))
