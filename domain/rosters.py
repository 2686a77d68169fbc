"""Who is on duty for an area: posts with deputies, leave, and shifts in the area's local time. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Duty(StrEnum):
    """As what somebody is assigned to an area."""

    PRIMARY = "primary"
    DEPUTY = "deputy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Somebody answers for an area, from `since` (inclusive) to `until` (exclusive; None = still)."""

    person: str
    area: str
    since: datetime
    duty: Duty = Duty.PRIMARY
    until: datetime | None = None

    def holds_at(self, moment: datetime) -> bool:
        """Whether `moment` falls into it."""
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Somebody is not there, for none of their areas, from `starts_at` to `ends_at`."""

    id: str
    person: str
    starts_at: datetime
    ends_at: datetime
    set_by: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Somebody with shifts for an area is on duty for it only during them; one without any, always.

    weekdays  0 = Monday … 6 = Sunday: the local days on which it starts
    starts, ends  local time of the area; it may cross midnight, and equal times are a whole day
    first, last   local dates between which it holds (None: open)
    """

    id: str
    person: str
    area: str
    weekdays: frozenset[int]
    starts: time
    ends: time
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """`to_person` took the post of `from_person` in an area over, at `at`; `by` and `why` say who decided it."""

    id: str
    area: str
    from_person: str
    to_person: str
    at: datetime
    by: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Everything that says who is on duty for one area, in its time zone (IANA name)."""

    area: str
    timezone: str
    posts: tuple[Post, ...] = ()
    leaves: tuple[Leave, ...] = ()
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """Ids of people, in the order of their posts. Deputies who stand in for a primary are `primary`."""

    primary: tuple[str, ...] = ()
    deputies: tuple[str, ...] = field(default=())


def on_duty(roster: Roster, moment: datetime) -> OnDuty:
    """Give who is on duty at `moment` (aware). Where no primary is there, the deputies stand in for them."""
    there = [one for one in roster.posts if one.holds_at(moment) and _is_there(roster, one.person, moment)]
    primary = _people(there, Duty.PRIMARY)
    deputies = tuple(person for person in _people(there, Duty.DEPUTY) if person not in primary)
    return OnDuty(primary=primary, deputies=deputies) if primary else OnDuty(primary=deputies)


def uncovered(roster: Roster, start: datetime, end: datetime) -> tuple[datetime, datetime] | None:
    """Give the first stretch of [start, end) in which nobody at all is on duty; None where there is none."""
    begins: datetime | None = None
    for moment in sorted({start, *(one for one in _edges(roster, start, end) if start < one < end)}):
        if not on_duty(roster, moment).primary:
            begins = begins or moment
        elif begins is not None:
            return begins, moment
    return None if begins is None else (begins, end)


def next_change(roster: Roster, moment: datetime, end: datetime) -> datetime | None:
    """Give when somebody else is on duty than at `moment`, before `end`; None where nothing changes until then."""
    now = on_duty(roster, moment)
    edges = sorted({one for one in _edges(roster, moment, end) if moment < one < end})
    return next((edge for edge in edges if on_duty(roster, edge) != now), None)


def _people(posts: Iterable[Post], duty: Duty) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.person for one in posts if one.duty is duty))


def _is_there(roster: Roster, person: str, moment: datetime) -> bool:
    if any(one.person == person and one.starts_at <= moment < one.ends_at for one in roster.leaves):
        return False
    mine = [one for one in roster.shifts if one.person == person]
    zone = ZoneInfo(roster.timezone)
    return not mine or any(_covers(one, moment, zone) for one in mine)


def _covers(shift: Shift, moment: datetime, zone: ZoneInfo) -> bool:
    today = moment.astimezone(zone).date()
    return any(begin <= moment < end for begin, end in _spans(shift, today - timedelta(days=1), today, zone))


def _spans(shift: Shift, first: date, last: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Give the shift's stretches that begin on the local days from `first` to `last`."""
    overnight = timedelta(days=1 if shift.ends <= shift.starts else 0)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        begun = (shift.first is None or shift.first <= day) and (shift.last is None or day <= shift.last)
        if begun and day.weekday() in shift.weekdays:
            begin = datetime.combine(day, shift.starts, zone)
            yield begin, datetime.combine(day + overnight, shift.ends, zone)


def _edges(roster: Roster, start: datetime, end: datetime) -> Iterator[datetime]:
    for post in roster.posts:
        yield post.since
        if post.until is not None:
            yield post.until
    for leave in roster.leaves:
        yield from (leave.starts_at, leave.ends_at)
    zone = ZoneInfo(roster.timezone)
    first, last = start.astimezone(zone).date() - timedelta(days=1), end.astimezone(zone).date()
    for shift in roster.shifts:
        for begin, over in _spans(shift, first, last, zone):
            yield from (begin, over)
