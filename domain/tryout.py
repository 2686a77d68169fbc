"""A rule tried on the past: when it would have fired, on readings that are there already. Pure.

The same code judges as in the engine (`domain.deriving`, `domain.outlooks`, `domain.life`): what a dry run says is what
would have been. Three things it cannot know:

- when a reading came: the past keeps when it was measured, so everything counts as received at once;
- counters and device clocks: they are not kept with the readings (`is_tryable`);
- other alerts: a score that the engine would have told milder beside a single limit's alert is counted in full.

Otherwise it finds the engine's alerts, one by one (a test holds the two together), with these differences:

- nobody answers: what only a person ends (SOS, falls) lasts to the end, and nobody is away;
- rules of time end at the moment of the reading that ends them; the engine notices at its next tick, a second later;
- the engine reads what is usual in the background: the first breach after its start may be known one reading later;
- what had begun before `since` counts from its first reading in the stretch.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from domain.alerts import Alert, alert_id
from domain.baselines import HISTORY_DAYS, Hour, Usual, profile
from domain.deriving import Derived, PersonMemory, UsualAt, derive
from domain.evaluation import Condition
from domain.homes import HomeMemory
from domain.life import observe
from domain.moves import Seen
from domain.outlooks import Outlook, outlook
from domain.people import DeviceKind, Power
from domain.readings import Report
from domain.rules import BaselineRule, EventRule, LimitRule, Rule, RuleKind, ScoreRule
from domain.severity import Severity
from domain.time_rules import AbsenceRule, ExpectedRule, TimeRule, WornRule
from domain.worn import Worn

KNOWN_BEFORE = timedelta(days=15)
"""How much of the past before a stretch is read, so that what is usual of a door is known from its beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is known of one resident. `reports` are the oldest first, and may begin before what is tried.

    devices  kind and power of every device in the reports, by id
    hours    hourly minimum, mean and maximum by metric, for what is usual; 28 days before what is tried, and over it
    """

    resident: str
    timezone: ZoneInfo
    reports: Sequence[Report]
    devices: Mapping[str, tuple[DeviceKind, Power]]
    hours: Mapping[str, Sequence[Hour]] = field(default_factory=dict)
    oxygen_scale: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What of the past must be read: of devices of these kinds, these metrics (None: all that there are).

    usual  the metric whose hours are looked back at
    """

    kinds: frozenset[DeviceKind] = frozenset(DeviceKind)
    metrics: frozenset[str] | None = None
    usual: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """An alert that would have been: its worst severity and value; `ended_at` None where it lasted to the end."""

    started_at: datetime
    ended_at: datetime | None
    severity: Severity
    value: float | None = None
    limit: float | None = None
    facts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tryout:
    """What a rule would have done to one resident in [since, until), oldest first; `reports` were looked at there.

    begun  since when anything is known: `since`, or the first report where there was none before
    """

    rule: Rule
    resident: str
    since: datetime
    until: datetime
    begun: datetime
    reports: int
    firings: tuple[Firing, ...]

    @property
    def days(self) -> float:
        """How long it was tried, in days: a day on which nothing is known is no calm day."""
        return max((self.until - self.begun) / timedelta(days=1), 0.0)

    @property
    def per_day(self) -> float:
        """How many alerts a day that comes to; 0 for no time at all."""
        return len(self.firings) / self.days if self.days else 0.0


def is_tryable(rule: Rule) -> bool:
    """Whether the past holds what the rule looks at: not counters, clocks, nor what the service says of itself."""
    return rule.kind not in {RuleKind.GAPS, RuleKind.CLOCK, RuleKind.SYSTEM}


def needs(rule: Rule) -> Needs:
    """Give what of the past a dry run of this rule must read."""
    if isinstance(rule, ScoreRule):
        return Needs(metrics=frozenset(rule.oldest) | {"worn"})
    if isinstance(rule, LimitRule | EventRule):
        usual = rule.metric if isinstance(rule, BaselineRule) else None
        return Needs(metrics=frozenset({rule.metric, "worn"}), usual=usual)
    if isinstance(rule, ExpectedRule):
        return Needs(metrics=frozenset({rule.metric}))
    if isinstance(rule, WornRule):
        return Needs(kinds=frozenset({DeviceKind.WATCH}), metrics=frozenset({"worn"}))
    if isinstance(rule, AbsenceRule):
        return Needs(kinds=frozenset({rule.device}))
    return Needs(kinds=frozenset({DeviceKind.DOOR, DeviceKind.MONITOR}))


def try_rule(rule: Rule, past: Past, since: datetime, until: datetime) -> Tryout:
    """Give what the rule, as if it were enabled, would have done. ValueError for a rule that is not `is_tryable`."""
    if not is_tryable(rule):
        raise ValueError(f"{rule.id}: the past does not keep what a rule of kind {rule.kind} looks at")
    reports = [one for one in past.reports if one.observed_at < until]
    if isinstance(rule, LimitRule | EventRule):
        found = _by_readings(rule, past, reports, since)
    elif isinstance(rule, TimeRule):
        found = _by_time(rule, past, reports, since, until)
    return Tryout(
        rule=rule,
        resident=past.resident,
        since=since,
        until=until,
        begun=max(since, reports[0].observed_at) if reports else since,
        reports=sum(one.observed_at >= since for one in reports),
        firings=tuple(found),
    )


def _by_readings(rule: LimitRule | EventRule, past: Past, reports: Iterable[Report], since: datetime) -> list[Firing]:
    memory = PersonMemory(oxygen_scale=past.oxygen_scale, usual=_usual(past))
    worn, fired = Worn(), dict[str, Alert]()
    alert: Alert | None = None
    for report in reports:
        before = alert.facts if alert is not None else {}
        for derived in derive(rule, memory, report, believed=worn.believes(report), before=before):
            if report.observed_at < since:
                continue
            change = observe(alert, rule, _seen(past, report, derived), report.observed_at)
            if change is not None:
                alert = change.alert if change.alert.is_open else None
                if change.alert.fired_at is not None:
                    fired[change.alert.id] = change.alert
    return [_firing(one) for one in fired.values()]


def _seen(past: Past, report: Report, derived: Derived) -> Seen:
    return Seen(
        resident=past.resident,
        site="",
        device=report.device,
        verdict=derived.verdict,
        observed_at=derived.observed_at,
        value=derived.value,
        facts=derived.facts,
    )


def _firing(alert: Alert) -> Firing:
    return Firing(
        started_at=alert.started_at,
        ended_at=alert.ended_at,
        severity=alert.severity,
        value=alert.value if alert.worst is None else alert.worst,
        limit=alert.limit,
        facts=alert.facts,
    )


def _by_time(rule: TimeRule, past: Past, reports: Sequence[Report], since: datetime, until: datetime) -> list[Firing]:
    """Step from one look to the next, always to a later moment; every report in between is taken in before it."""
    if not reports:
        return []
    home = HomeMemory(known_since=reports[0].observed_at)
    told = _Told()
    place, now = 0, since
    while now <= until:
        while place < len(reports) and reports[place].observed_at <= now:
            home.see(reports[place], *past.devices[reports[place].device])
            place += 1
        seen = outlook(rule, home, now, past.timezone)
        told.take(rule, seen, now)
        coming = [one for one in (seen.look_at, _next_time(reports, place)) if one is not None and one > now]
        if not coming:
            break
        now = min(coming)
    return told.firings()


def _next_time(reports: Sequence[Report], place: int) -> datetime | None:
    return reports[place].observed_at if place < len(reports) else None


class _Told:
    """Firings of a rule of time: one for each `since`, until it is clear."""

    def __init__(self) -> None:
        self._found: dict[str, Firing] = {}
        self._open: str | None = None

    def take(self, rule: TimeRule, seen: Outlook, now: datetime) -> None:
        if seen.condition is Condition.CLEAR and self._open is not None:
            self._found[self._open] = replace(self._found[self._open], ended_at=now)
            self._open = None
        if seen.condition is Condition.BREACHED and seen.since is not None and self._open is None:
            name = alert_id("", rule.id, seen.since)
            if name not in self._found:
                self._open = name
                self._found[name] = Firing(
                    started_at=seen.since, ended_at=None, severity=rule.severity, facts=seen.facts
                )

    def firings(self) -> list[Firing]:
        return list(self._found.values())


def _usual(past: Past) -> UsualAt:
    """Look up what was usual before a day, worked out once a day and metric."""

    @cache
    def before(metric: str, day: int) -> dict[int, Usual]:
        hours = past.hours.get(metric, ())
        earlier = [one for one in hours if 0 < day - one.start.astimezone(past.timezone).toordinal() <= HISTORY_DAYS]
        return profile(earlier, past.timezone)

    def at(metric: str, moment: datetime) -> Usual | None:
        local = moment.astimezone(past.timezone)
        return before(metric, local.toordinal()).get(local.hour)

    return at
