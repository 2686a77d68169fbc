"""The parts of a week's report."""

from datetime import date, datetime
from typing import Any, Self

from api.reports.sheet import alert_name
from api.reports.words import Words
from api.shapes.shape import Shape, example
from domain.metrics import METRICS
from domain.people import DeviceKind
from domain.week_alerts import Ended, WeekAlert
from domain.week_home import DayAtHome, Gap, WeekDevice
from domain.week_vitals import Against, DayVital, VitalWeek
from store.week_reports import WeekReport

_DAY: dict[str, Any] = {"day": "2026-11-17", "readings": 1440, "median": 71.2, "lowest": 58.0, "highest": 104.0}
VITAL: dict[str, Any] = {
    "metric": "heart_rate",
    "unit": "/min",
    "median": 71.4,
    "lowest": 55.0,
    "highest": 112.0,
    "readings": 9_870,
    "days_with_readings": 7,
    "usual_low": 60.1,
    "usual_high": 88.3,
    "usual_days": 28,
    "against": "usual",
    "median_before": 70.8,
    "days": [_DAY],
}
ALERT: dict[str, Any] = {
    "alert": "0c1c2f5e-3f0b-5d0a-9f39-0d6c8e1f9a11",
    "rule": "heart_rate_high",
    "name": "心率 偏高",
    "severity": "warning",
    "fired_at": "2026-11-19T02:10:00Z",
    "value": 118.0,
    "answered_by": "王建国",
    "answered_seconds": 41.0,
    "ended": "real",
    "ended_at": "2026-11-19T02:31:00Z",
}
HOME: dict[str, Any] = {
    "day": "2026-11-17",
    "opened": 6,
    "first_opened": "2026-11-16T22:40:00Z",
    "last_opened": "2026-11-17T11:05:00Z",
    "steps": 3_120,
    "moved_hours": 14,
}
_GAP: dict[str, Any] = {"since": "2026-11-18T01:00:00Z", "until": "2026-11-18T04:00:00Z", "not_worn": False}
DEVICE: dict[str, Any] = {"device": "lin-lane.watch-lin", "kind": "watch", "days_heard": 7, "gaps": [_GAP]}
STEWARD: dict[str, Any] = {"person": "steward-wang", "name": "王建国", "phone": "13800000001"}


class DayVitalShape(Shape):
    """One day of a vital sign; null where nothing was read."""

    model_config = example(_DAY)

    day: date
    readings: int
    median: float | None
    lowest: float | None
    highest: float | None

    @classmethod
    def of(cls, one: DayVital) -> Self:
        """Show a day."""
        found = one.summary
        numbers = {name: getattr(found, name) if found else None for name in ("median", "lowest", "highest")}
        return cls(day=one.day, readings=one.readings, **numbers)


class VitalShape(Shape):
    """A week of one metric, held against what is usual for this person and against the week before.

    `usual_…` is of the four weeks before (two spreads around their middle), null while less than seven days are known.
    """

    model_config = example(VITAL)

    metric: str
    unit: str
    median: float
    lowest: float
    highest: float
    readings: int
    days_with_readings: int
    usual_low: float | None
    usual_high: float | None
    usual_days: int | None
    against: Against
    median_before: float | None
    days: list[DayVitalShape]

    @classmethod
    def of(cls, one: VitalWeek) -> Self:
        """Show a metric's week."""
        summary, usual = one.summary, one.usual
        return cls(
            metric=one.metric,
            unit=METRICS[one.metric].unit,
            median=summary.median,
            lowest=summary.lowest,
            highest=summary.highest,
            readings=one.readings,
            days_with_readings=one.days_with_readings,
            usual_low=usual.low if usual else None,
            usual_high=usual.high if usual else None,
            usual_days=usual.days if usual else None,
            against=one.against,
            median_before=one.before,
            days=[DayVitalShape.of(day) for day in one.days],
        )


class WeekAlertShape(Shape):
    """One alert; `answered_by` is a name. Null where nobody answered, and where it is not over."""

    model_config = example(ALERT)

    alert: str
    rule: str
    name: str
    """What it was, in the report's language."""
    severity: str
    fired_at: datetime
    value: float | None
    answered_by: str | None
    answered_seconds: float | None
    ended: Ended
    ended_at: datetime | None

    @classmethod
    def of(cls, one: WeekAlert, report: WeekReport, words: Words) -> Self:
        """Show an alert."""
        same = ("alert", "rule", "fired_at", "value", "answered_seconds", "ended", "ended_at")
        return cls(
            **{name: getattr(one, name) for name in same},
            name=alert_name(one, words),
            severity=one.severity.word,
            answered_by=report.answerers.get(one.answered_by or ""),
        )


class DayAtHomeShape(Shape):
    """One day at home; null where no device said anything of the kind that day."""

    model_config = example(HOME)

    day: date
    opened: int | None
    first_opened: datetime | None
    last_opened: datetime | None
    steps: int | None
    moved_hours: int | None

    @classmethod
    def of(cls, one: DayAtHome) -> Self:
        """Show a day."""
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class GapShape(Shape):
    """A device was silent, or not worn; `until` is null where that went on past the week."""

    model_config = example(_GAP)

    since: datetime
    until: datetime | None
    not_worn: bool

    @classmethod
    def of(cls, one: Gap) -> Self:
        """Show a gap."""
        return cls(since=one.since, until=one.until, not_worn=one.not_worn)


class WeekDeviceShape(Shape):
    """A device of the week: on how many days it was read, and its gaps, as the rules told of them."""

    model_config = example(DEVICE)

    device: str
    kind: DeviceKind
    days_heard: int
    gaps: list[GapShape]

    @classmethod
    def of(cls, one: WeekDevice) -> Self:
        """Show a device."""
        return cls(
            device=one.device,
            kind=one.kind,
            days_heard=one.days_heard,
            gaps=[GapShape.of(gap) for gap in one.gaps],
        )


class Responsible(Shape):
    """Somebody who is responsible for the building now."""

    model_config = example(STEWARD)

    person: str
    name: str
    phone: str
