"""Every kind of rule that there is, by its word."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.rules import BaselineRule, ClockRule, EventRule, GapRule, RateRule, Rule, RuleKind, ScoreRule, ThresholdRule
from domain.time_rules import AbsenceRule, DoorRule, ExpectedRule, SystemRule, WornRule

RULES: Mapping[RuleKind, type[Rule]] = MappingProxyType(
    {
        one.kind: one
        for one in (
            ThresholdRule,
            RateRule,
            BaselineRule,
            ScoreRule,
            ClockRule,
            GapRule,
            EventRule,
            AbsenceRule,
            ExpectedRule,
            WornRule,
            DoorRule,
            SystemRule,
        )
    }
)
