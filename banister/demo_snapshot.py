"""Reads one moment of the demo out of the stores, as the API's clients would see it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from banister.demo_ladder import climbing
from banister.demo_view import AlertLine, Moment, ResidentLine, ToldLine
from domain.alerts import Alert
from domain.metrics import METRICS, MetricKind
from domain.people import Resident
from store.readings import Latest, ReadingStore
from store.records import Records
from store.records.services import ServiceFacts

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "pulse": ("heart_rate",),
    "SpO2 %": ("spo2",),
    "mmHg": ("systolic_pressure", "diastolic_pressure"),
    "°C": ("body_temperature",),
    "steps": ("steps",),
    "door": ("door",),
}
ALERTS_READ = 12
TOLD_READ = 12
_ZONE = ZoneInfo("Asia/Shanghai")


class Snapshots:
    """Takes moments; who lives where is read once."""

    def __init__(self, records: Records, readings: ReadingStore, data_dir: Path) -> None:
        self._records = records
        self._readings = readings
        self._console = data_dir / "console.jsonl"
        self._residents = records.people.residents()
        self._flats = {home.id: home.flat for home in records.people.households()}
        self._owners = {one.device.id: one.resident for one in records.registry.devices() if one.resident}

    def take(self, now: datetime) -> Moment:
        """Read everything that moves."""
        services = self._records.services.all()
        open_alerts = self._records.alerts.open()
        names = {resident.id: resident.name for resident in self._residents}
        latest = self._latest()
        return Moment(
            at=now,
            columns=tuple(COLUMNS),
            residents=[self._resident(one, latest.get(one.id, {}), now) for one in self._residents],
            alerts=[self._alert(alert) for alert in self._records.alerts.find(limit=ALERTS_READ)],
            told=told(self._console),
            readings=_kept(services),
            status=_status(services, now),
            ladders=climbing(self._records, open_alerts, names, now),
        )

    def _latest(self) -> dict[str, dict[str, Latest]]:
        """Give the newest reading of each metric by resident."""
        newest: dict[str, dict[str, Latest]] = {}
        for one in self._readings.latest(sorted(self._owners)):
            of_resident = newest.setdefault(self._owners[one.device], {})
            known = of_resident.get(one.metric)
            if known is None or known.observed_at < one.observed_at:
                of_resident[one.metric] = one
        return newest

    def _resident(self, resident: Resident, latest: Mapping[str, Latest], now: datetime) -> ResidentLine:
        newest = max((one.observed_at for one in latest.values()), default=None)
        return ResidentLine(
            name=resident.name,
            flat=self._flats.get(resident.household, ""),
            values=tuple(_cell(metrics, latest) for metrics in COLUMNS.values()),
            age=(now - newest).total_seconds() if newest else None,
        )

    def _alert(self, alert: Alert) -> AlertLine:
        names = {resident.id: resident.name for resident in self._residents}
        value = "" if alert.worst is None else f" {alert.worst:g}"
        limit = "" if alert.limit is None else f" (limit {alert.limit:g})"
        by = f" by {alert.acknowledged_by}" if alert.acknowledged_by else ""
        return AlertLine(
            id=alert.id,
            severity=alert.severity,
            technical=alert.technical,
            who=names.get(alert.resident, alert.resident),
            what=f"{alert.rule}{value}{limit}",
            state=f"{alert.state}{by}",
            since=f"{alert.started_at.astimezone(_ZONE):%H:%M:%S}",
        )


def told(console: Path) -> list[ToldLine]:
    """Read the last messages that the console channel wrote; a line that is only half there is left for later."""
    try:
        lines = console.read_text(encoding="utf-8").splitlines()[-TOLD_READ:]
    except FileNotFoundError:
        return []
    return [one for one in map(_told, lines) if one is not None]


def _told(line: str) -> ToldLine | None:
    try:
        said = json.loads(line)
        at = datetime.fromisoformat(said["at"]).astimezone(_ZONE)
        return ToldLine(at=f"{at:%H:%M:%S}", to=said["to"], text=said["title"])
    except (ValueError, KeyError):
        return None


def _cell(metrics: Sequence[str], latest: Mapping[str, Latest]) -> str:
    if not all(metric in latest for metric in metrics):
        return "–"
    return "/".join(_value(metric, latest[metric].value) for metric in metrics)


def _value(metric: str, value: float) -> str:
    known = METRICS[metric]
    return known.states[int(value)] if known.kind is MetricKind.STATE else f"{value:g}"


def _kept(services: Sequence[ServiceFacts]) -> int:
    for service in services:
        counts = service.facts.get("counts")
        if service.name == "ingest" and isinstance(counts, Mapping):
            return int(counts.get("readings", 0))
    return 0


def _status(services: Sequence[ServiceFacts], now: datetime) -> str:
    ages = (f"{one.name} {(now - one.told_at).total_seconds():.0f} s ago" for one in services)
    return "heard of: " + (", ".join(ages) or "nobody yet")
