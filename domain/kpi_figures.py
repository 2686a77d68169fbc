"""How well alerts were answered: figures from our own rows. Pure.

Held against what telecare centres are held to (clinical facts, "Response times people are held to"): 97.5 % of alarms
answered within 60 s, 99 % within 180 s. The clock runs from the alert's firing, not from the first message: what a sick
channel costs is ours as well.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles

from domain.alerts import Disposition
from domain.kpis import AnsweredAlert
from domain.severity import Severity

PROMPT, SLOW = timedelta(seconds=60), timedelta(seconds=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Of some durations, in seconds; None where there is none."""

    median: float | None = None
    p90: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of some alerts about people. Shares are 0..1, and None where there is nothing to share.

    critical     how many were critical: the two shares are of these
    prompt, slow shares answered by a person within 60 and within 180 seconds
    to_tell      from firing to the first message that reached somebody who has to answer
    to_answer    from firing to a person's first answer (an acknowledgement, or a resolution without one)
    to_resolve   from firing to the end, by a person or by itself
    unanswered   ladders that came to their end without an answer
    alone        ended by themselves before anybody answered: neither answered nor missed
    """

    alerts: int
    critical: int
    prompt: float | None
    slow: float | None
    to_tell: Spread
    to_answer: Spread
    to_resolve: Spread
    unanswered: int
    alone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Falsehood:
    """How often a rule was wrong, by what people said: `judged` are alerts with a disposition."""

    rule: str
    alerts: int
    judged: int
    false: int

    @property
    def share(self) -> float | None:
        """Share of false alarms among those that somebody judged; None where nobody did."""
        return self.false / self.judged if self.judged else None


def figures(alerts: Iterable[AnsweredAlert]) -> Figures:
    """Give the figures; technical alerts are left out."""
    those = [one for one in alerts if not one.technical]
    hurried = [one for one in those if one.severity is Severity.CRITICAL and not _ended_alone(one)]
    return Figures(
        alerts=len(those),
        critical=len(hurried),
        prompt=_within(hurried, PROMPT),
        slow=_within(hurried, SLOW),
        to_tell=_spread(one.first_told_at - one.fired_at for one in those if one.first_told_at),
        to_answer=_spread(taken for one in those if (taken := _taken(one)) is not None),
        to_resolve=_spread(one.resolved_at - one.fired_at for one in those if one.resolved_at),
        unanswered=sum(one.unanswered_at is not None for one in those),
        alone=sum(_ended_alone(one) for one in those),
    )


def figures_by(alerts: Iterable[AnsweredAlert], area: Callable[[AnsweredAlert], str | None]) -> Mapping[str, Figures]:
    """Give the figures of each area; `area` says an alert's (None: of none)."""
    grouped: defaultdict[str, list[AnsweredAlert]] = defaultdict(list)
    for one in alerts:
        place = area(one)
        if place is not None:
            grouped[place].append(one)
    return {place: figures(those) for place, those in sorted(grouped.items())}


def false_alarms(alerts: Iterable[AnsweredAlert]) -> list[Falsehood]:
    """Give how often each rule was wrong, the worst first. A test or an absence is nobody's mistake: not judged."""
    grouped: defaultdict[str, list[AnsweredAlert]] = defaultdict(list)
    for one in alerts:
        grouped[one.rule].append(one)
    found = [_falsehood(rule, those) for rule, those in grouped.items()]
    return sorted(found, key=lambda one: (-(one.share or 0.0), -one.false, one.rule))


def per_resident_and_day(alerts: Iterable[AnsweredAlert], residents: int, since: datetime, until: datetime) -> float:
    """Give alerts about people per resident and day of [since, until); 0 where there is nobody or no time."""
    days = (until - since) / timedelta(days=1)
    if residents <= 0 or days <= 0:
        return 0.0
    return sum(not one.technical for one in alerts) / residents / days


def _falsehood(rule: str, alerts: list[AnsweredAlert]) -> Falsehood:
    judged = [one for one in alerts if one.disposition in _JUDGED]
    false = sum(one.disposition in _FALSE for one in judged)
    return Falsehood(rule=rule, alerts=len(alerts), judged=len(judged), false=false)


_FALSE = frozenset({Disposition.FALSE_ALARM, Disposition.DEVICE_FAULT})
_JUDGED = _FALSE | {Disposition.REAL}


def _taken(alert: AnsweredAlert) -> timedelta | None:
    """Give how long a person's first answer took; None where nobody answered."""
    if alert.acknowledged_at is not None:
        return alert.acknowledged_at - alert.fired_at
    if alert.resolved_at is not None and alert.disposition is not None:
        return alert.resolved_at - alert.fired_at
    return None


def _ended_alone(alert: AnsweredAlert) -> bool:
    """Whether it was over within the time in which an answer is asked for, and nobody had answered yet."""
    if _taken(alert) is not None or alert.resolved_at is None:
        return False
    return alert.resolved_at - alert.fired_at <= PROMPT


def _within(alerts: list[AnsweredAlert], limit: timedelta) -> float | None:
    if not alerts:
        return None
    taken = [_taken(one) for one in alerts]
    return sum(one is not None and one <= limit for one in taken) / len(alerts)


def _spread(durations: Iterable[timedelta]) -> Spread:
    seconds = sorted(one.total_seconds() for one in durations)
    if not seconds:
        return Spread()
    p90 = seconds[0] if len(seconds) == 1 else quantiles(seconds, n=10, method="inclusive")[8]
    return Spread(median=median(seconds), p90=p90)
