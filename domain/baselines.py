"""What is usual for a person at an hour of the day: median and spread of the same hour over the days before. Pure.

An hour of history counts with its lowest, mean and highest reading: the mean alone would hide how much one reading
differs from the next, and every walk would look unusual.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from zoneinfo import ZoneInfo

HISTORY_DAYS = 28
MAD_TO_SPREAD = 1.4826
"""Makes the median absolute deviation of a normal distribution its standard deviation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """What the readings of one hour of one metric come to; `count` says of how many (0: nobody asked)."""

    start: datetime
    minimum: float
    mean: float
    maximum: float
    count: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What is usual at one hour of the day, in the metric's unit, and of how many days that is known."""

    median: float
    spread: float
    days: int


def profile(hours: Iterable[Hour], zone: ZoneInfo) -> dict[int, Usual]:
    """Give what is usual by hour of the local day; hours without history are left out."""
    values: defaultdict[int, list[float]] = defaultdict(list)
    days: defaultdict[int, set[date]] = defaultdict(set)
    for one in hours:
        local = one.start.astimezone(zone)
        values[local.hour] += (one.minimum, one.mean, one.maximum)
        days[local.hour].add(local.date())
    return {hour: _usual(those, len(days[hour])) for hour, those in values.items()}


def usual_at(hours: Iterable[Hour], at: datetime, zone: ZoneInfo) -> Usual | None:
    """Give what was usual at the hour of `at`, from the days before its own; None where nothing is known."""
    local = at.astimezone(zone)
    before = [one for one in hours if one.start.astimezone(zone).date() < local.date()]
    return profile(before, zone).get(local.hour)


def while_worn(hours: Iterable[Hour], worn: Iterable[Hour]) -> list[Hour]:
    """Leave out the hours in which the device said that it is not worn, and those after, until it says that it is."""
    said: Mapping[datetime, Hour] = {one.start: one for one in worn}
    every = {one.start: one for one in hours}
    kept: list[Hour] = []
    off = False
    for start in sorted(every.keys() | said.keys()):
        word = said.get(start)
        if word is not None:
            off = word.maximum <= 0
        if start in every and not off and (word is None or word.minimum > 0):
            kept.append(every[start])
    return kept


def _usual(values: list[float], days: int) -> Usual:
    middle = median(values)
    spread = MAD_TO_SPREAD * median(abs(value - middle) for value in values)
    return Usual(median=middle, spread=spread, days=days)
