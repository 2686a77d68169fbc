"""Rules by metric, as the engine looks them up: data made once, looked at for every reading."""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime

from domain.limits import Side
from domain.metrics import METRICS
from domain.overrides import Override, effective
from domain.people import DeviceKind
from domain.rules import EventRule, Rule, ThresholdRule
from domain.time_rules import AbsenceRule

PLACES: Mapping[str, int] = {name: place for place, name in enumerate(METRICS)}
"""Where a metric's newest time stands in a resident's row."""


class Watched:
    """A metric that has rules. No value between `low` and `high` breaches one of them."""

    __slots__ = ("body", "high", "low", "place", "rules", "technical")

    def __init__(self, metric: str, rules: Iterable[ThresholdRule | EventRule]) -> None:
        self.rules = tuple(rules)
        self.place = PLACES[metric]
        self.body = METRICS[metric].body
        self.technical = all(rule.technical for rule in self.rules)
        thresholds = [rule for rule in self.rules if isinstance(rule, ThresholdRule)]
        happens = len(thresholds) < len(self.rules)
        self.low = math.inf if happens else _innermost(thresholds, Side.BELOW)
        self.high = _innermost(thresholds, Side.ABOVE)


class RuleTable:
    """The rules in force for somebody: `metrics` by metric, `absences` by kind of device."""

    __slots__ = ("absences", "metrics")

    def __init__(self, rules: Iterable[Rule]) -> None:
        by_metric: dict[str, list[ThresholdRule | EventRule]] = {}
        self.absences: dict[DeviceKind, AbsenceRule] = {}
        for rule in rules:
            if isinstance(rule, AbsenceRule) and rule.enabled:
                self.absences[rule.device] = rule
            elif isinstance(rule, ThresholdRule | EventRule) and rule.enabled and rule.metric in PLACES:
                by_metric.setdefault(rule.metric, []).append(rule)
        self.metrics = {metric: Watched(metric, those) for metric, those in by_metric.items()}


def table_of(rules: Mapping[str, Rule], overrides: Iterable[Override], now: datetime) -> RuleTable | None:
    """Give the rules of a resident with these overrides; None where they are everybody's."""
    own = dict(rules)
    for override in overrides:
        if override.rule in rules:
            own[override.rule] = effective(rules[override.rule], [override], now)
    return RuleTable(own.values()) if own != rules else None


def _innermost(rules: Iterable[ThresholdRule], side: Side) -> float:
    limits = [one.fires_at for rule in rules if rule.side is side for one in rule.limits]
    if side is Side.ABOVE:
        return min(limits, default=math.inf)
    return max(limits, default=-math.inf)
