"""What any rule of time says of a home now: pure, three-valued. The door's rules stand in `domain.door_outlooks`."""

from datetime import datetime, time, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from domain.door_outlooks import door_outlook
from domain.evaluation import Condition
from domain.homes import HomeMemory
from domain.people import DeviceKind
from domain.time_rules import AbsenceRule, DoorRule, ExpectedRule, TimeRule, WornRule
from domain.waiting import CLEAR, UNKNOWN, Outlook, clear, clock_on, day_of, midnight, next_clock, unknown

__all__ = ["Outlook", "outlook"]

_HOUR = timedelta(hours=1)


def outlook(rule: TimeRule, home: HomeMemory, now: datetime, zone: ZoneInfo) -> Outlook:
    """Judge a home by a rule of time. Its answer changes with what the home says, and at `look_at`."""
    match rule:
        case DoorRule():
            return door_outlook(rule, home, now, zone)
        case ExpectedRule():
            return _expected(rule, home, now, zone)
        case WornRule():
            return _worn(rule, home)
        case AbsenceRule():
            return _absent(rule, home, now)
        case _:
            assert_never(rule)


def _expected(rule: ExpectedRule, home: HomeMemory, now: datetime, zone: ZoneInfo) -> Outlook:
    last, today = home.measured.get(rule.metric), midnight(now, zone)
    due = clock_on(day_of(now, zone), rule.by, zone)
    if now < due or (last is not None and last >= today):
        return clear(next_clock(rule.by, now, zone))
    tomorrow = next_clock(time(0), now, zone)
    is_known = home.known_since is not None and home.known_since <= today
    is_away = home.counts_from is not None and home.counts_from > today
    if last is None or not is_known or is_away or due - last > rule.lapses:
        return unknown(tomorrow)
    return Outlook(condition=Condition.BREACHED, since=due, look_at=tomorrow)


def worn_outlook(rule: WornRule, off_since: datetime, said_at: datetime, device: str) -> Outlook:
    """Judge a watch that has said it is not worn, since `off_since` and up to `said_at` (event times)."""
    long = said_at - off_since
    if long < rule.after:
        return CLEAR
    facts = {"hours": round(long / _HOUR, 1)}
    return Outlook(condition=Condition.BREACHED, since=off_since, facts=facts, device=device)


def _worn(rule: WornRule, home: HomeMemory) -> Outlook:
    found = UNKNOWN
    for name, watch in home.devices.items():
        if watch.kind is not DeviceKind.WATCH or watch.turns is None or watch.turns.said_at is None:
            continue
        off_since = watch.turns.on_since
        if off_since is None:
            found = CLEAR
            continue
        counted = max(off_since, home.counts_from) if home.counts_from else off_since
        found = worn_outlook(rule, counted, watch.turns.said_at, name)
        if found.condition is Condition.BREACHED:
            return found
    return found


def _absent(rule: AbsenceRule, home: HomeMemory, now: datetime) -> Outlook:
    deadlines = []
    for name, device in home.devices.items():
        allowed = rule.silent_after.get(device.power)
        if device.kind is rule.device and allowed is not None:
            heard = max(device.heard, home.counts_from) if home.counts_from else device.heard
            deadlines.append((heard + allowed, heard, name))
    if not deadlines:
        return UNKNOWN
    due, heard, name = min(deadlines)
    if now < due:
        return clear(due)
    return Outlook(condition=Condition.BREACHED, since=heard, device=name)
