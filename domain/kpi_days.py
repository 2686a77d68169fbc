"""How well alerts were answered, day by day, in the local time of a place. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.kpi_figures import Spread, false_alarms, figures
from domain.kpis import AnsweredAlert, OpenSpell
from domain.severity import Severity

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """Of the alerts about people that fired on one day, by their severity.

    to_answer  from firing to a person's first answer
    judged     how many somebody called real, false or a fault of a device; `false` are the two last
    open       how many, of this and all days before, nobody had ended at the day's end (of today: now)
    """

    day: date
    fired: Mapping[Severity, int]
    technical: int
    to_answer: Spread
    judged: int
    false: int
    open: int

    @property
    def false_share(self) -> float | None:
        """Share of false alarms among those that somebody judged; None where nobody did."""
        return self.false / self.judged if self.judged else None


def day_begins(day: date, zone: ZoneInfo) -> datetime:
    """Give the moment at which a local day begins, in UTC. OverflowError beyond the calendar."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def days_ending(last: date, count: int) -> list[date]:
    """Give so many days, the last one last. OverflowError beyond the calendar."""
    return [last - _DAY * back for back in reversed(range(count))]


def by_day(
    days: Sequence[date],
    zone: ZoneInfo,
    alerts: Collection[AnsweredAlert],
    open_before: Collection[OpenSpell],
    now: datetime,
) -> list[DayFigures]:
    """Give the figures of each of the days, which follow one another.

    alerts       those that fired on these days
    open_before  those that fired before them and were open at their beginning
    """
    fired: defaultdict[date, list[AnsweredAlert]] = defaultdict(list)
    for one in alerts:
        fired[one.fired_at.astimezone(zone).date()].append(one)
    spells = [*open_before, *(OpenSpell(one.fired_at, one.resolved_at) for one in alerts if not one.technical)]
    opened = list(_open_at([min(day_begins(day + _DAY, zone), now) for day in days], spells))
    return [_of(day, fired[day], count) for day, count in zip(days, opened, strict=True)]


def _of(day: date, alerts: Sequence[AnsweredAlert], still_open: int) -> DayFigures:
    people = [one for one in alerts if not one.technical]
    judged = false_alarms(people)
    return DayFigures(
        day=day,
        fired=Counter(one.severity for one in people),
        technical=len(alerts) - len(people),
        to_answer=figures(people).to_answer,
        judged=sum(one.judged for one in judged),
        false=sum(one.false for one in judged),
        open=still_open,
    )


def _open_at(moments: Sequence[datetime], spells: Sequence[OpenSpell]) -> Iterator[int]:
    """Give how many were open at each of the moments, which are in order: one walk over beginnings and ends."""
    begun = sorted(one.fired_at for one in spells)
    ended = sorted(one.resolved_at for one in spells if one.resolved_at is not None)
    begins = ends = 0
    for moment in moments:
        while begins < len(begun) and begun[begins] < moment:
            begins += 1
        while ends < len(ended) and ended[ends] < moment:
            ends += 1
        yield begins - ends
