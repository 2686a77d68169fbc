"""What passing time has brought of a rule, and the hours of the local day that it counts in. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.evaluation import Condition
from domain.hours import LocalHours

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a rule of time says now, and when to ask it again.

    condition  `between`: it is breached, but told only later in the day: it neither fires nor ends
    since      event time: its alert's `started_at`; it fires once for each `since`
    look_at    after `now`: when time alone can change the answer next (None: only a report can)
    facts      numbers that explain it (see `Alert.facts`)
    device     whose word it hangs on
    """

    condition: Condition
    since: datetime | None = None
    look_at: datetime | None = None
    facts: Mapping[str, float] = field(default_factory=dict)
    device: str = ""


UNKNOWN = Outlook(condition=Condition.UNKNOWN)
CLEAR = Outlook(condition=Condition.CLEAR)


def unknown(look_at: datetime | None) -> Outlook:
    """Say nothing now; ask again then."""
    return Outlook(condition=Condition.UNKNOWN, look_at=look_at)


def clear(look_at: datetime | None) -> Outlook:
    """Say that all is well; ask again then."""
    return Outlook(condition=Condition.CLEAR, look_at=look_at)


def from_seconds(seconds: float) -> datetime:
    """Give the moment (UTC) of epoch seconds."""
    return datetime.fromtimestamp(seconds, UTC)


def clock_on(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Give the moment (UTC) at which the clock on the wall says `clock` on that day."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """Give the local day of a moment."""
    return moment.astimezone(zone).date()


def midnight(moment: datetime, zone: ZoneInfo) -> datetime:
    """Give the beginning of the local day of a moment."""
    return clock_on(day_of(moment, zone), time(0), zone)


def next_clock(clock: time, now: datetime, zone: ZoneInfo) -> datetime:
    """Give the next moment at which the clock on the wall says `clock`, after `now`."""
    today = day_of(now, zone)
    coming = (clock_on(today + days * _DAY, clock, zone) for days in range(3))
    return next(moment for moment in coming if moment > now)


def window(hours: LocalHours, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Give the beginning and the end of these hours that began last: they may be over, and may cross midnight."""
    day = day_of(now, zone)
    if clock_on(day, hours.starts, zone) > now:
        day -= _DAY
    return window_of(hours, day, zone)


def window_of(hours: LocalHours, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Give the beginning and the end of these hours that begin on that day."""
    last = day if hours.starts < hours.ends else day + _DAY
    return clock_on(day, hours.starts, zone), clock_on(last, hours.ends, zone)


def holds(hours: LocalHours | None, moment: datetime, zone: ZoneInfo) -> bool:
    """Whether a moment falls into these hours; it always does where none are said."""
    return hours is None or hours.holds(moment.astimezone(zone).time())
