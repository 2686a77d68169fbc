"""What is usual for a home, from the openings of its doors on the days before: numbers that a rule explains. Pure.

Openings are epoch seconds, oldest first.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from domain.hours import LocalHours
from domain.waiting import clock_on, day_of, window_of

NEAR = timedelta(minutes=90)
"""So far apart two openings of different days are at the same hour."""
_DAY = timedelta(days=1)


def opened_within(openings: Sequence[int], starts: datetime, ends: datetime) -> Sequence[int]:
    """Give the openings of [starts, ends)."""
    return openings[bisect_left(openings, starts.timestamp()) : bisect_left(openings, ends.timestamp())]


def longest_pause(openings: Sequence[int], since: datetime) -> timedelta:
    """Give the longest time between two openings that follow each other, the first counted from `since`."""
    moments = [since.timestamp(), *openings]
    return timedelta(seconds=max((then - before for before, then in pairwise(moments)), default=0))


def busiest_night(openings: Sequence[int], hours: LocalHours, days: Sequence[date], zone: ZoneInfo) -> int:
    """Give the most openings in these hours on one of these days."""
    return max((len(opened_within(openings, *window_of(hours, day, zone))) for day in days), default=0)


def days_near(openings: Sequence[int], moment: datetime, days: int, zone: ZoneInfo) -> int:
    """Give on how many of so many days before it was opened at about the local time of `moment`."""
    local = moment.astimezone(zone)
    hours = [clock_on(local.date() - back * _DAY, local.time(), zone) for back in range(1, days + 1)]
    return sum(bool(opened_within(openings, hour - NEAR, hour + NEAR)) for hour in hours)


def days_opened_by(openings: Sequence[int], by: time, days: Sequence[date], zone: ZoneInfo) -> int:
    """Give on how many of these days it was opened between midnight and `by`."""
    mornings = ((clock_on(day, time(0), zone), clock_on(day, by, zone)) for day in days)
    return sum(bool(opened_within(openings, *morning)) for morning in mornings)


def days_before(moment: datetime, days: int, zone: ZoneInfo) -> list[date]:
    """Give so many local days before that of `moment`, newest first."""
    day = day_of(moment, zone)
    return [day - back * _DAY for back in range(1, days + 1)]
