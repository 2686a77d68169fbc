"""What a door rule says of a home now: pure, three-valued. Source: clinical facts, "Door and inactivity rules".

Every rule first needs its sensors alive: where one was not heard of for the rule's `alive`, an opening may have been
missed, and the rule is unknown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from domain.doors import Doors, doors_of
from domain.homes import HomeMemory
from domain.hours import LocalHours
from domain.time_rules import DoorRule, DoorWatch
from domain.turns import KEPT
from domain.usual import busiest_night, days_before, days_near, days_opened_by, longest_pause, opened_within
from domain.waiting import (
    UNKNOWN,
    Outlook,
    clear,
    clock_on,
    day_of,
    from_seconds,
    holds,
    midnight,
    next_clock,
    unknown,
    window,
)

GOING = timedelta(minutes=3)
"""Motion so soon after an opening is of whoever goes out."""
SOMETIMES = 2
"""It is usual for somebody at an hour when it was so on this many of the days before."""
NIGHT = LocalHours(starts=time(22), ends=time(6))
"""The night of a rule that names none."""
NEARLY_ALWAYS = 0.9
"""Share of days on which somebody opens by an hour for that to be a habit whose breach says something."""
LONGER = 1.5
"""So many times the longest usual pause is unusual. Measured on quiet homes: at 1.0 it fires thrice as often."""
_HOUR = timedelta(hours=1)


def door_outlook(rule: DoorRule, home: HomeMemory, now: datetime, zone: ZoneInfo) -> Outlook:
    """Judge a home by a door rule."""
    doors = doors_of(rule, home, now, zone)
    return _WATCHES[rule.watch](doors) if doors is not None else UNKNOWN


def _not_opened(doors: Doors) -> Outlook:
    last, begins = doors.last_opened, doors.begins
    since = last or begins
    if since is None:
        return UNKNOWN
    counted, after = doors.counted(since), doors.rule.after
    if last is not None and doors.now < last + after:
        return clear(last + after)
    if doors.now < counted + after:
        return unknown(counted + after)
    usual = _usual_pause(doors)
    due = counted + _allowed(doors.rule, usual)
    if doors.now < due:
        return clear(due) if counted == last else unknown(due)
    if not doors.all_alive:
        return UNKNOWN
    facts = {"hours": _hours(doors.now - counted)} | ({"usual_hours": _hours(usual)} if usual else {})
    return doors.breached(counted, facts, doors.door_of(since), None)


def _allowed(rule: DoorRule, usual: timedelta | None) -> timedelta:
    """Give how long a pause may be; until it is known what is usual, as if the rule's own time were."""
    return max(rule.after, (usual or rule.after) * LONGER) if rule.usual else rule.after


def _usual_pause(doors: Doors) -> timedelta | None:
    if not doors.rule.usual or not doors.has_history or doors.begins is None:
        return None
    return longest_pause(doors.openings, max(doors.begins, doors.now - KEPT))


def _not_opened_by(doors: Doors) -> Outlook:
    rule, today = doors.rule, midnight(doors.now, doors.zone)
    by = rule.by or time(10)
    due, tomorrow = clock_on(day_of(doors.now, doors.zone), by, doors.zone), next_clock(time(0), doors.now, doors.zone)
    if (doors.last_opened is not None and doors.last_opened >= today) or doors.now < due:
        return clear(next_clock(by, doors.now, doors.zone))
    known = doors.begins is not None and doors.begins <= today and doors.counted(today) == today
    if not known or not doors.all_alive:
        return unknown(tomorrow)
    days = days_before(doors.now, rule.days, doors.zone)
    opened = days_opened_by(doors.openings, by, days, doors.zone)
    if rule.usual and not (doors.has_history and opened >= NEARLY_ALWAYS * rule.days):
        return unknown(tomorrow)
    facts = {"opened_on": float(opened), "of": float(rule.days)} if rule.usual else {}
    return doors.breached(due, facts, next(iter(doors.doors)), tomorrow)


@dataclass(frozen=True, slots=True)
class _Tonight:
    """The night that began last, and the openings in it; none where it is over."""

    starts: datetime
    ends: datetime
    openings: Sequence[int]
    is_known: bool

    @property
    def calm(self) -> Outlook:
        """Say that it is calm, where nothing of the night can have been missed."""
        look_at = self.ends if self.openings else None
        return clear(look_at) if self.is_known else unknown(look_at)


def _tonight(doors: Doors) -> _Tonight:
    starts, ends = window(doors.rule.hours or NIGHT, doors.now, doors.zone)
    is_over = doors.now >= ends
    openings = () if is_over else opened_within(doors.openings, doors.counted(starts), ends)
    is_known = is_over or (doors.begins is not None and doors.begins <= starts)
    return _Tonight(starts, ends, openings, is_known)


def _opened_at_night(doors: Doors) -> Outlook:
    night = _tonight(doors)
    if not night.openings:
        return night.calm
    if doors.rule.usual and not doors.has_history:
        return unknown(night.ends)
    since = from_seconds(night.openings[-1])
    nights = days_near(doors.openings, since, doors.rule.days, doors.zone)
    if doors.rule.usual and nights >= SOMETIMES:
        return night.calm
    facts = {"nights": float(nights), "of": float(doors.rule.days)}
    return doors.breached(since, facts, doors.door_of(since), night.ends)


def _opened_often(doors: Doors) -> Outlook:
    night = _tonight(doors)
    rule, most = doors.rule, doors.rule.more_than
    if len(night.openings) > most and rule.usual and doors.has_history:
        days = days_before(night.starts, rule.days, doors.zone)
        most = max(most, busiest_night(doors.openings, rule.hours or NIGHT, days, doors.zone))
    if len(night.openings) <= most:
        return night.calm
    since = from_seconds(night.openings[most])
    facts = {"count": float(len(night.openings)), "usual": float(most)}
    return doors.breached(since, facts, doors.door_of(since), night.ends)


def _left_open(doors: Doors) -> Outlook:
    rule, alive = doors.rule, {name for name, one in doors.doors.items() if doors.is_alive(one)}
    if not alive:
        return UNKNOWN
    every = {name: one.turns.on_since for name, one in doors.doors.items() if one.turns}
    since = {name: at for name, at in every.items() if at is not None and holds(rule.hours, at, doors.zone)}
    dues = sorted((doors.counted(at) + rule.after, name) for name, at in since.items() if name in alive)
    look_at = dues[0][0] if dues else None
    if look_at is not None and look_at <= doors.now:
        device = dues[0][1]
        counted = doors.counted(since[device])
        return doors.breached(counted, {"minutes": _minutes(doors.now - counted)}, device, None)
    in_doubt = any(name not in alive or at + rule.after <= doors.now for name, at in since.items())
    return unknown(look_at) if in_doubt else clear(look_at)


def _out_and_not_back(doors: Doors) -> Outlook:
    rule, sign, since = doors.rule, doors.home.sign, doors.last_opened
    if since is None:
        return UNKNOWN
    if sign is not None and sign > since + GOING:
        return clear(None)
    if not doors.all_alive:
        return UNKNOWN
    return _gone(doors, since) if holds(rule.hours, since, doors.zone) else clear(None)


def _gone(doors: Doors, since: datetime) -> Outlook:
    """Judge an opening after which nothing was heard."""
    rule, counted = doors.rule, doors.counted(since)
    due = counted + rule.after
    if doors.now < due:
        return clear(due) if counted == since else unknown(due)
    if rule.sensed and not doors.is_sensed:
        return UNKNOWN
    if rule.usual and days_near(doors.openings, since, rule.days, doors.zone) >= SOMETIMES:
        return clear(None)
    return doors.breached(counted, {"hours": _hours(doors.now - counted)}, doors.door_of(since), None)


def _hours(long: timedelta) -> float:
    return round(long / _HOUR, 1)


def _minutes(long: timedelta) -> float:
    return float(long // timedelta(minutes=1))


_WATCHES: Mapping[DoorWatch, Callable[[Doors], Outlook]] = MappingProxyType(
    {
        DoorWatch.NOT_OPENED: _not_opened,
        DoorWatch.NOT_OPENED_BY: _not_opened_by,
        DoorWatch.OPENED_AT_NIGHT: _opened_at_night,
        DoorWatch.OPENED_OFTEN: _opened_often,
        DoorWatch.LEFT_OPEN: _left_open,
        DoorWatch.OUT_AND_NOT_BACK: _out_and_not_back,
    }
)
