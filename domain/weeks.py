"""A week of somebody's life, in local days; and what its report says of it as a whole. Pure.

The report is made of parts (`domain.week_vitals`, `domain.week_home`, `domain.week_alerts`). A part that somebody may
not see is None: what is said of the week as a whole then says nothing of it either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.severity import Severity
from domain.week_alerts import Ended, WeekAlert
from domain.week_home import DayAtHome
from domain.week_vitals import Against, VitalWeek

DAYS = 7
_DAY = timedelta(days=1)
PATCHY = 2
"""So many days without any reading are worth saying."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven local days, the last one `last`."""

    last: date
    zone: ZoneInfo

    @property
    def days(self) -> tuple[date, ...]:
        """The days, the first one first."""
        return tuple(self.last - _DAY * back for back in reversed(range(DAYS)))

    @property
    def start(self) -> datetime:
        """When it begins, in UTC."""
        return begins(self.days[0], self.zone)

    @property
    def end(self) -> datetime:
        """When it is over, in UTC: the moment at which the next week begins."""
        return begins(self.last + _DAY, self.zone)

    @property
    def before(self) -> "Week":
        """The week before."""
        return Week(last=self.last - _DAY * DAYS, zone=self.zone)


def begins(day: date, zone: ZoneInfo) -> datetime:
    """Give the moment at which a local day begins, in UTC. OverflowError beyond the calendar."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def last_whole_day(now: datetime, zone: ZoneInfo) -> date:
    """Give the local day before that of `now`: the newest one of which everything can be known."""
    return now.astimezone(zone).date() - _DAY


class State(StrEnum):
    """How a week was, the gravest thing first; what nobody has looked after yet stands above all else."""

    OPEN = "open"
    SERIOUS = "serious"
    ALERTS = "alerts"
    DIFFERENT = "different"
    PATCHY = "patchy"
    CALM = "calm"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What is said of the week in one sentence; None: it is not known, or not for whoever asks.

    alerts, critical  how many there were, without those that were false, tests, or ended while nobody was at home
    measured          how many metrics were read, and may be seen
    different         metrics whose middle lay outside of what is usual
    judged            of how many of them it is known what is usual
    days_missing      days on which nothing was read at all
    """

    state: State
    alerts: int | None
    critical: int | None
    measured: int
    different: tuple[str, ...]
    judged: int
    days_missing: int | None


def whole(
    vitals: Sequence[VitalWeek] | None, home: Sequence[DayAtHome] | None, alerts: Sequence[WeekAlert] | None
) -> Whole:
    """Say how the week was, by the parts that may be seen."""
    counted = None if alerts is None else [one for one in alerts if one.ended not in _NOTHING]
    different = tuple(one.metric for one in vitals or () if one.against in {Against.HIGHER, Against.LOWER})
    missing = _missing(vitals, home)
    return Whole(
        state=_state(counted, different, missing),
        alerts=None if counted is None else len(counted),
        critical=None if counted is None else sum(one.severity is Severity.CRITICAL for one in counted),
        measured=len(vitals or ()),
        different=different,
        judged=sum(one.against is not Against.UNKNOWN for one in vitals or ()),
        days_missing=missing,
    )


_NOTHING = frozenset({Ended.FALSE_ALARM, Ended.TEST, Ended.AWAY, Ended.DEVICE_FAULT})
"""Alerts that turned out to be nothing: they stand in the report and do not make a week grave."""


def _state(alerts: Sequence[WeekAlert] | None, different: Sequence[str], missing: int | None) -> State:
    found = alerts or ()
    truths = (
        (State.OPEN, any(one.ended is Ended.OPEN for one in found)),
        (State.SERIOUS, any(one.severity is Severity.CRITICAL for one in found)),
        (State.ALERTS, bool(found)),
        (State.UNKNOWN, missing == DAYS or (missing is None and alerts is None)),
        (State.DIFFERENT, bool(different)),
        (State.PATCHY, missing is not None and missing >= PATCHY),
    )
    return next((state for state, is_so in truths if is_so), State.CALM)


def _missing(vitals: Sequence[VitalWeek] | None, home: Sequence[DayAtHome] | None) -> int | None:
    """Give on how many days nothing at all was read; None where neither kind may be seen."""
    if vitals is None and home is None:
        return None
    heard = {day.day for one in vitals or () for day in one.days if day.readings}
    heard |= {day.day for day in home or () if day.is_heard}
    return DAYS - len(heard)
