"""A week at home, day by day: doors, steps, movement; and which devices fell silent. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.alerts import Alert
from domain.people import DeviceKind
from domain.rules import RuleKind
from domain.week_vitals import Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAtHome:
    """One day; None where no device said anything of the kind that day.

    opened       how often a door was opened, first and last at these moments (None: not at all)
    steps        by the watch
    moved_hours  in how many hours of the day somebody moved
    """

    day: date
    opened: int | None
    first_opened: datetime | None
    last_opened: datetime | None
    steps: int | None
    moved_hours: int | None

    @property
    def is_heard(self) -> bool:
        """Whether anything is known of the day."""
        return not (self.opened is None and self.steps is None and self.moved_hours is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What devices told of a home: by device, oldest first. Doors: each word with its moment, 1 is open."""

    doors: Mapping[str, Sequence[tuple[datetime, float]]]
    steps: Mapping[str, Sequence[Stretch]]
    motion: Mapping[str, Sequence[Stretch]]


def days_at_home(days: Sequence[date], zone: ZoneInfo, told: Told) -> tuple[DayAtHome, ...]:
    """Give each of the days. Steps and motion come in hours."""
    heard, opened = _heard(told.doors, zone), _opened(told.doors, zone)
    steps, moved = _steps(told.steps, zone), _moved(told.motion, zone)
    return tuple(
        DayAtHome(
            day=day,
            opened=len(opened[day]) if day in heard else None,
            first_opened=min(opened[day], default=None),
            last_opened=max(opened[day], default=None),
            steps=steps.get(day),
            moved_hours=moved.get(day),
        )
        for day in days
    )


def _heard(doors: Mapping[str, Sequence[tuple[datetime, float]]], zone: ZoneInfo) -> set[date]:
    return {at.astimezone(zone).date() for words in doors.values() for at, _ in words}


def _opened(doors: Mapping[str, Sequence[tuple[datetime, float]]], zone: ZoneInfo) -> defaultdict[date, list[datetime]]:
    """Give when doors were opened, by day: a word that only repeats that one is open is no opening."""
    found: defaultdict[date, list[datetime]] = defaultdict(list)
    for words in doors.values():
        was_open = False
        for at, value in words:
            if value > 0 and not was_open:
                found[at.astimezone(zone).date()].append(at)
            was_open = value > 0
    return found


def _steps(steps: Mapping[str, Sequence[Stretch]], zone: ZoneInfo) -> dict[date, int]:
    """Give the steps of each day: a counter of the day says the most in its last hour. Of two watches the one more."""
    found: dict[date, int] = {}
    for hours in steps.values():
        last = {one.start.astimezone(zone).date(): one.maximum for one in hours}
        for day, most in last.items():
            found[day] = max(found.get(day, 0), round(most))
    return found


def _moved(motion: Mapping[str, Sequence[Stretch]], zone: ZoneInfo) -> dict[date, int]:
    """Give in how many hours of each day something moved."""
    hours: defaultdict[date, dict[int, bool]] = defaultdict(dict)
    for one in (one for those in motion.values() for one in those):
        local = one.start.astimezone(zone)
        seen = hours[local.date()]
        seen[local.hour] = seen.get(local.hour, False) or one.maximum > 0
    return {day: sum(seen.values()) for day, seen in hours.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A device was silent, or not worn, for longer than its rule lets pass; `until` None: it still is."""

    device: str
    since: datetime
    until: datetime | None
    not_worn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekDevice:
    """A device that was theirs in the week, on how many days it was read, and its gaps."""

    device: str
    kind: DeviceKind
    days_heard: int
    gaps: tuple[Gap, ...]


def gaps(alerts: Iterable[Alert], start: datetime, end: datetime) -> list[Gap]:
    """Give the silences of [start, end) that the rules have told of, oldest first; what lasts past `end` is open."""
    those = (one for one in alerts if one.kind in {RuleKind.ABSENCE, RuleKind.WORN} and one.technical)
    return [
        Gap(
            device=one.device,
            since=one.started_at,
            until=one.ended_at if one.ended_at is not None and one.ended_at <= end else None,
            not_worn=one.kind is RuleKind.WORN,
        )
        for one in sorted(those, key=lambda one: one.started_at)
        if one.fired_at is not None and (one.ended_at is None or one.ended_at > start)
    ]
