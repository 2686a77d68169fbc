"""A week of one vital sign: its middle, its range, its days, held against what is usual and the week before. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from statistics import median
from zoneinfo import ZoneInfo

from domain.baselines import MAD_TO_SPREAD, Hour

USUAL_SPREADS = 2.0
"""So many spreads around the middle are usual: of a normal distribution 95 of 100 readings."""
USUAL_DAYS = 7
"""Of so many days at least something must be known before anything is called usual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What the readings of some minutes come to, and how many they are."""

    start: datetime
    minimum: float
    mean: float
    maximum: float
    count: int


class Against(StrEnum):
    """Where the middle of a week lies."""

    USUAL = "usual"
    HIGHER = "higher"
    LOWER = "lower"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What is usual for this person, from so many days before the week."""

    low: float
    high: float
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What some readings come to: their middle and range."""

    median: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DayVital:
    """One day of a vital sign; `summary` None where nothing was read."""

    day: date
    readings: int
    summary: Summary | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalWeek:
    """A week of one metric; only of one that was read. `before` is the middle of the week before."""

    metric: str
    readings: int
    summary: Summary
    days: tuple[DayVital, ...]
    usual: Band | None
    against: Against
    before: float | None

    @property
    def days_with_readings(self) -> int:
        """On how many days it was read."""
        return sum(one.readings > 0 for one in self.days)


def vital_week(
    metric: str,
    days: Sequence[date],
    zone: ZoneInfo,
    *,
    week: Sequence[Stretch],
    before: Sequence[Stretch],
    history: Sequence[Hour],
) -> VitalWeek | None:
    """Give the week of a metric; None where nothing was read in it.

    before   the week before
    history  the hours that were worn in the four weeks before this one
    """
    summary = _summary(week)
    if summary is None:
        return None
    by_day: defaultdict[date, list[Stretch]] = defaultdict(list)
    for one in week:
        by_day[one.start.astimezone(zone).date()].append(one)
    earlier, usual = _summary(before), _band(history, zone)
    return VitalWeek(
        metric=metric,
        readings=sum(one.count for one in week),
        summary=summary,
        days=tuple(_day(day, by_day[day]) for day in days),
        usual=usual,
        against=_against(summary.median, usual),
        before=earlier.median if earlier else None,
    )


def _day(day: date, stretches: Sequence[Stretch]) -> DayVital:
    return DayVital(day=day, readings=sum(one.count for one in stretches), summary=_summary(stretches))


def _summary(stretches: Sequence[Stretch]) -> Summary | None:
    if not stretches:
        return None
    return Summary(
        median=round(_middle((one.mean, one.count) for one in stretches), 1),
        lowest=round(min(one.minimum for one in stretches), 1),
        highest=round(max(one.maximum for one in stretches), 1),
    )


def _middle(weighted: Iterable[tuple[float, int]]) -> float:
    """Give the median of values that each stand for some readings."""
    ordered = sorted(weighted)
    half, passed = sum(count for _, count in ordered) / 2, 0.0
    for place, (value, count) in enumerate(ordered):
        passed += count
        if passed == half and place + 1 < len(ordered):
            return (value + ordered[place + 1][0]) / 2
        if passed >= half:
            return value
    return ordered[-1][0]


def _band(history: Sequence[Hour], zone: ZoneInfo) -> Band | None:
    """Give what is usual over the whole day; None where too little is known."""
    days = {one.start.astimezone(zone).date() for one in history}
    if len(days) < USUAL_DAYS:
        return None
    values = [value for one in history for value in (one.minimum, one.mean, one.maximum)]
    middle = median(values)
    reach = USUAL_SPREADS * MAD_TO_SPREAD * median(abs(value - middle) for value in values)
    return Band(low=round(middle - reach, 1), high=round(middle + reach, 1), days=len(days))


def _against(middle: float, usual: Band | None) -> Against:
    if usual is None:
        return Against.UNKNOWN
    if middle > usual.high:
        return Against.HIGHER
    return Against.LOWER if middle < usual.low else Against.USUAL
