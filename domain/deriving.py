"""The number of a rule that a reading gives, and what must be remembered of a person for it. Pure.

The engine and the dry run use the same `derive`. A threshold looks at the value alone; all others remember a little:
recent values (rate), what is usual (baseline), the newest value of each parameter (score), what a device's clock and
counter said. A `PersonMemory` is made for each person, and stays empty until a rule needs something.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from domain.derived import NOTHING, Asked, Derived, Facts
from domain.deriving_device import clocks, gaps
from domain.deriving_vitals import baselines, rates, score_at, scores
from domain.evaluation import evaluate
from domain.memory import PersonMemory, UsualAt, nothing_usual
from domain.readings import Report
from domain.rules import ClockRule, EventRule, GapRule, LimitRule, RuleKind, ScoreRule

__all__ = [
    "Derived",
    "PersonMemory",
    "ReadingRule",
    "UsualAt",
    "derive",
    "nothing_usual",
    "score_at",
    "watches",
]

ReadingRule = LimitRule | EventRule


def watches(rule: ReadingRule, report: Report) -> bool:
    """Whether this report can move the rule."""
    if isinstance(rule, ScoreRule):
        return not rule.oldest.keys().isdisjoint(report.values)
    if isinstance(rule, ClockRule):
        return report.device_time is not None
    return report.seq is not None if isinstance(rule, GapRule) else rule.metric in report.values


def derive(
    rule: ReadingRule, memory: PersonMemory, report: Report, *, believed: bool = True, before: Facts = NOTHING
) -> tuple[Derived, ...]:
    """Take the report into memory and give the rule's numbers, oldest first; none where it says nothing to the rule.

    More than one only where a late reading changes what newer readings mean (a rate). The same report twice changes
    nothing in memory. One memory serves any number of rules.

    believed  False while the device is not worn: what the body gives is unknown then
    before    facts of the rule's open alert: a score is clear only when every parameter that scored is known again
    """
    return _BY_KIND[rule.kind](rule, Asked(memory, report, believed, before)) if watches(rule, report) else ()


def _plain(rule: ReadingRule, asked: Asked) -> tuple[Derived, ...]:
    value = asked.value(rule.metric)
    return (Derived(observed_at=asked.report.observed_at, verdict=evaluate(rule, value), value=value),)


_BY_KIND: Mapping[RuleKind, Callable[[Any, Asked], tuple[Derived, ...]]] = MappingProxyType(
    {
        RuleKind.THRESHOLD: _plain,
        RuleKind.EVENT: _plain,
        RuleKind.RATE: rates,
        RuleKind.BASELINE: baselines,
        RuleKind.SCORE: scores,
        RuleKind.CLOCK: clocks,
        RuleKind.GAPS: gaps,
    }
)
