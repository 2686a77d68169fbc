"""The band that somebody's own values usually lie in: for the shade behind a chart, and the arrow beside a value. Pure.

It is drawn, not told: what is worth an alert say the rules (`domain.baselines`, with the same hours of 28 days). An
hour counts with its lowest, mean and highest reading, as there.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from domain.baselines import Hour
from domain.default_doors import NIGHT

DAYS = 14
"""So many days before today: two weeks, as the door rules know what is usual (clinical facts)."""
LEAST_DAYS = 7
"""Of fewer there is no band: half a fortnight says nothing of a person yet."""

__all__ = ["DAYS", "LEAST_DAYS", "NIGHT", "Against", "Band", "Bands", "against", "band_of_days", "bands", "is_night"]


class Against(StrEnum):
    """Where a value lies, seen from a band."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Eight in ten of the values lie in [low, high]; of how many days, and of how many readings, that is known."""

    low: float
    median: float
    high: float
    days: int
    readings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """By day and in the night; None where too little is known."""

    day: Band | None = None
    night: Band | None = None

    def at(self, moment: datetime, zone: ZoneInfo) -> Band | None:
        """Give the one that holds at a moment."""
        return self.night if is_night(moment, zone) else self.day


def is_night(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether it is night on the clock of the wall."""
    return NIGHT.holds(moment.astimezone(zone).time())


def bands(hours: Iterable[Hour], zone: ZoneInfo) -> Bands:
    """Give what is usual of these hours by day and in the night."""
    by_night: dict[bool, list[Hour]] = {False: [], True: []}
    for one in hours:
        by_night[is_night(one.start, zone)].append(one)
    return Bands(day=_band(by_night[False], zone), night=_band(by_night[True], zone))


def band_of_days(amounts: Mapping[date, float]) -> Band | None:
    """Give what is usual of an amount a day: how often a door opens, how far somebody walks."""
    if len(amounts) < LEAST_DAYS:
        return None
    return _of_values(list(amounts.values()), days=len(amounts), readings=len(amounts))


def against(value: float, band: Band) -> Against:
    """Say where a value lies: on the edge it still lies within."""
    if value < band.low:
        return Against.BELOW
    return Against.ABOVE if value > band.high else Against.WITHIN


def _band(hours: Collection[Hour], zone: ZoneInfo) -> Band | None:
    days = {one.start.astimezone(zone).date() for one in hours}
    if len(days) < LEAST_DAYS:
        return None
    values = [value for one in hours for value in (one.minimum, one.mean, one.maximum)]
    return _of_values(values, days=len(days), readings=sum(one.count for one in hours))


def _of_values(values: list[float], *, days: int, readings: int) -> Band:
    tenths = quantiles(values, n=10, method="inclusive")
    return Band(low=tenths[0], median=median(values), high=tenths[-1], days=days, readings=readings)
