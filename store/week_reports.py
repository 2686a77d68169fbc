"""Everything that a week's report of one resident is made of, as far as somebody may see it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.kinds_shown import is_shown
from domain.metrics import METRICS, MetricClass, MetricKind
from domain.people import DeviceKind, Ownership, Person, Placement, Scope
from domain.week_alerts import WeekAlert, week_alert
from domain.week_home import DayAtHome, Told, WeekDevice, days_at_home, gaps
from domain.week_vitals import Stretch, VitalWeek, vital_week
from domain.weeks import Week, Whole, whole
from store.past import every_point, past_hours
from store.readings import ReadingStore
from store.records.opening import Records

MOST_ALERTS = 50
"""Alerts that a report tells one by one, the newest; all are counted."""
_MOST = 200
_LONGEST_SILENCE = timedelta(days=31)
"""A silence that began longer before the week is no news in it."""
_QUARTER, _HOUR = timedelta(minutes=15), timedelta(hours=1)
VITALS = tuple(
    name for name, one in METRICS.items() if one.retained_as is MetricClass.VITAL and one.kind is MetricKind.GAUGE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekReport:
    """A week of one resident. A part is None where whoever asks may not see it.

    alerts     the newest `MOST_ALERTS`; `more_alerts` older ones are not among them
    answerers  names of the persons who answered, by id
    stewards   who is responsible for the building now
    """

    resident: str
    week: Week
    whole: Whole
    vitals: tuple[VitalWeek, ...] | None
    home: tuple[DayAtHome, ...] | None
    alerts: tuple[WeekAlert, ...] | None
    more_alerts: int
    devices: tuple[WeekDevice, ...] | None
    answerers: Mapping[str, str]
    stewards: tuple[Person, ...]


def week_report(
    records: Records,
    readings: ReadingStore,
    placement: Placement,
    week: Week,
    *,
    kinds: Collection[Scope],
    now: datetime,
) -> WeekReport:
    """Make the report of a week. Raises StoreAway; NotFound for nobody."""
    worn = records.registry.worn_by(placement.resident)
    past = _Past(readings, worn, week)
    vitals = past.vitals() if Scope.VITAL_SIGNS in kinds else None
    home = past.home(_doors(records, worn)) if Scope.ACTIVITY in kinds else None
    alerts = _alerts(records, placement.resident, week) if Scope.ALERTS in kinds else None
    answered = {one.answered_by for one in alerts or () if one.answered_by is not None}
    return WeekReport(
        resident=placement.resident,
        week=week,
        whole=whole(vitals, home, alerts),
        vitals=vitals,
        home=home,
        alerts=alerts[:MOST_ALERTS] if alerts is not None else None,
        more_alerts=max(len(alerts or ()) - MOST_ALERTS, 0),
        devices=_devices(records, placement.resident, past) if Scope.DEVICES in kinds else None,
        answerers={one.id: one.name for one in records.people.persons(answered)} if answered else {},
        stewards=tuple(records.people.responsible(placement.areas[0], now)) if placement.areas else (),
    )


class _Past:
    """Reads one resident's series, each device only for the time in which it was theirs."""

    def __init__(self, readings: ReadingStore, worn: Sequence[Ownership], week: Week) -> None:
        self._readings = readings
        self._worn = worn
        self.week = week

    def vitals(self) -> tuple[VitalWeek, ...]:
        found = (self._vital(metric) for metric in VITALS if is_shown(metric, {Scope.VITAL_SIGNS}))
        return tuple(one for one in found if one is not None)

    def _vital(self, metric: str) -> VitalWeek | None:
        week = self._stretches(metric, self.week, _QUARTER)
        if not week:
            return None
        before, start = self.week.before, self.week.start
        return vital_week(
            metric,
            self.week.days,
            self.week.zone,
            week=week,
            before=self._stretches(metric, before, _QUARTER),
            history=past_hours(self._readings, self._worn, metric, start, start),
        )

    def home(self, doors: Collection[str]) -> tuple[DayAtHome, ...]:
        told = Told(
            doors={device: self._points(device, "door") for device in sorted(doors)},
            steps=self._by_device("steps"),
            motion=self._by_device("motion"),
        )
        return days_at_home(self.week.days, self.week.zone, told)

    def devices(self) -> list[str]:
        return sorted({device for device, _, _ in self._spans(self.week)})

    def days_heard(self, device: str) -> int:
        """Give on how many days the device was read: mostly its first series says it."""
        days, heard = set(self.week.days), set[date]()
        for newest in self._readings.latest([device]):
            heard |= {one.start.astimezone(self.week.zone).date() for one in self._of(device, newest.metric)}
            if heard >= days:
                break
        return len(heard & days)

    def _points(self, device: str, metric: str) -> list[tuple[datetime, float]]:
        return [
            (point.observed_at, point.value)
            for _, since, until in self._spans(self.week, device)
            for point in every_point(self._readings, device, metric, since, until)
        ]

    def _stretches(self, metric: str, week: Week, every: timedelta) -> list[Stretch]:
        found = [
            Stretch(start=one.start, minimum=one.minimum, mean=one.mean, maximum=one.maximum, count=one.count)
            for device, since, until in self._spans(week)
            for one in self._readings.buckets(device, metric, since, until, every)
        ]
        return sorted(found, key=lambda one: one.start)

    def _by_device(self, metric: str) -> dict[str, list[Stretch]]:
        return {device: self._of(device, metric) for device in sorted({one.device for one in self._worn})}

    def _of(self, device: str, metric: str) -> list[Stretch]:
        return [
            Stretch(start=one.start, minimum=one.minimum, mean=one.mean, maximum=one.maximum, count=one.count)
            for _, since, until in self._spans(self.week, device)
            for one in self._readings.buckets(device, metric, since, until, _HOUR)
        ]

    def _spans(self, week: Week, device: str | None = None) -> list[tuple[str, datetime, datetime]]:
        spans = ((one.device, max(one.since, week.start), min(one.until or week.end, week.end)) for one in self._worn)
        return [span for span in spans if span[1] < span[2] and device in {None, span[0]}]


def _doors(records: Records, worn: Sequence[Ownership]) -> set[str]:
    every = {one.device for one in worn}
    return {one for one in every if records.registry.device(one).device.kind is DeviceKind.DOOR}


def _alerts(records: Records, resident: str, week: Week) -> tuple[WeekAlert, ...]:
    found = records.alerts.find(residents=[resident], since=week.start, before=week.end, technical=False, limit=_MOST)
    told = (week_alert(one, records.alerts.timeline(one.id)) for one in found)
    return tuple(one for one in told if one is not None)


def _devices(records: Records, resident: str, past: _Past) -> tuple[WeekDevice, ...]:
    since, before = past.week.start - _LONGEST_SILENCE, past.week.end
    silences = records.alerts.find(residents=[resident], since=since, before=before, technical=True, limit=_MOST)
    return tuple(
        WeekDevice(
            device=device,
            kind=records.registry.device(device).device.kind,
            days_heard=past.days_heard(device),
            gaps=tuple(one for one in gaps(silences, past.week.start, before) if one.device == device),
        )
        for device in past.devices()
    )
