"""Rules by what they look at, as the engine looks them up: data made once, looked at for every reading."""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from weakref import WeakValueDictionary

from domain.limits import Side
from domain.metrics import METRICS
from domain.news2 import PARAMETERS, calm_between
from domain.overrides import Override, in_force
from domain.people import DeviceKind
from domain.rules import BaselineRule, ClockRule, EventRule, GapRule, RateRule, Rule, ScoreRule, ThresholdRule
from domain.time_rules import AbsenceRule, DoorRule, ExpectedRule, SystemRule, TimeRule, WornRule

PLACES: Mapping[str, int] = {name: place for place, name in enumerate(METRICS)}
"""Where a metric's newest time stands in a resident's row."""

MetricRule = ThresholdRule | EventRule | BaselineRule | RateRule


class Watched:
    """A metric that has rules. No value between `low` and `high` breaches one of them, or scores.

    rules    that look at the value alone
    derived  that look at more than this reading; `rates`: those of them that must see the calm ones as well
    scored   it is a parameter of a score
    """

    __slots__ = ("body", "derived", "high", "low", "place", "rates", "rules", "scored", "technical")

    def __init__(self, metric: str, rules: Iterable[MetricRule], *, scored: bool = False, scale: int = 1) -> None:
        every = tuple(rules)
        self.rules = tuple(rule for rule in every if isinstance(rule, ThresholdRule | EventRule))
        self.derived = tuple(rule for rule in every if isinstance(rule, BaselineRule | RateRule))
        self.place = PLACES[metric]
        self.body = METRICS[metric].body
        self.technical = not scored and all(rule.technical for rule in every)
        self.scored = scored
        self.rates = tuple(rule for rule in every if isinstance(rule, RateRule))
        calm = [_calm(rule) for rule in every]
        if scored:
            calm.append(calm_between(metric, scale=scale))
        self.low = max((low for low, _ in calm), default=-math.inf)
        self.high = min((high for _, high in calm), default=math.inf)


class RuleTable:
    """The rules in force for somebody.

    metrics       by metric
    scores        rules of a score; judged after all others of a report
    clocks, gaps  rules of a device's clock and counter; `slack`: seconds that a clock may be off before one looks
    absences      by kind of device
    times         other rules that time breaches
    """

    __slots__ = ("__weakref__", "absences", "clocks", "gaps", "metrics", "scores", "slack", "systems", "times")

    def __init__(self, rules: Iterable[Rule], *, scale: int = 1) -> None:
        enabled = [rule for rule in rules if rule.enabled]
        self.scores = tuple(rule for rule in enabled if isinstance(rule, ScoreRule))
        self.clocks = tuple(rule for rule in enabled if isinstance(rule, ClockRule))
        self.gaps = tuple(rule for rule in enabled if isinstance(rule, GapRule))
        self.absences: dict[DeviceKind, AbsenceRule] = {
            rule.device: rule for rule in enabled if isinstance(rule, AbsenceRule)
        }
        self.times: tuple[TimeRule, ...] = tuple(
            rule for rule in enabled if isinstance(rule, DoorRule | ExpectedRule | WornRule)
        )
        self.systems = {rule.id: rule for rule in enabled if isinstance(rule, SystemRule)}
        self.slack = min((one.fires_at for rule in self.clocks for one in rule.limits), default=math.inf)
        self.metrics = _by_metric(enabled, self.scores, scale)


class TableMaker:
    """Makes the tables of one state of the rules; all who have the same overrides and scale share one."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = rules
        self._made: WeakValueDictionary[tuple[object, ...], RuleTable] = WeakValueDictionary()
        self.everybodys = RuleTable(rules.values())

    def table(
        self, overrides: Iterable[Override], areas: tuple[str, ...], scale: int, now: datetime
    ) -> RuleTable | None:
        """Give the rules of whoever lives in `areas` with these overrides; None where they are everybody's."""
        mine = sorted((one for one in overrides if one.rule in self._rules and one.in_force(now)), key=_key)
        if not mine and scale == 1:
            return None
        key = (*map(_key, mine), scale, areas if len({one.subject for one in mine}) > 1 else ())
        made = self._made.get(key)
        if made is None:
            own = in_force(self._rules.values(), mine, areas, now, oxygen_scale=scale)
            made = self._made[key] = RuleTable(own.values(), scale=scale)
        return made


def _key(override: Override) -> tuple[str, str, int]:
    return override.subject, override.rule, override.version


def _by_metric(rules: Iterable[Rule], scores: Iterable[ScoreRule], scale: int) -> dict[str, Watched]:
    scored = {name for rule in scores for name in PARAMETERS if name in rule.oldest}
    by_metric: dict[str, list[MetricRule]] = {name: [] for name in PARAMETERS if name in scored}
    for rule in rules:
        if isinstance(rule, MetricRule) and rule.metric in PLACES:
            by_metric.setdefault(rule.metric, []).append(rule)
    return {name: Watched(name, those, scored=name in scored, scale=scale) for name, those in by_metric.items()}


def _calm(rule: MetricRule) -> tuple[float, float]:
    """Give between which values the rule has nothing to say of a reading by itself."""
    if isinstance(rule, EventRule) or (isinstance(rule, BaselineRule) and rule.beyond is None):
        return math.inf, math.inf
    if isinstance(rule, RateRule):
        return -math.inf, math.inf
    edges = [one.fires_at for one in rule.limits]
    if isinstance(rule, BaselineRule):
        edges = [rule.beyond or 0.0]
    if rule.side is Side.ABOVE:
        return -math.inf, min(edges, default=math.inf)
    return max(edges, default=-math.inf), math.inf
