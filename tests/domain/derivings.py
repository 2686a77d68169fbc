"""Reports and rules to derive numbers with."""

from datetime import timedelta

from domain.defaults import default_rules
from domain.readings import Report
from domain.rules import BaselineRule, ClockRule, GapRule, RateRule, ScoreRule
from tests.domain.making import NOW

WATCH = "lin-lane.watch-lin"
_RULES = {rule.id: rule for rule in default_rules()}


def report(seconds: float = 0, *, device: str = WATCH, **values: float) -> Report:
    """Let a device say this so many seconds after NOW, received at once."""
    at = NOW + timedelta(seconds=seconds)
    return Report(device=device, observed_at=at, received_at=at, device_time=at, values=values)


def score_rule() -> ScoreRule:
    """Give the default rule of NEWS2."""
    rule = _RULES["news2_high"]
    assert isinstance(rule, ScoreRule)
    return rule


def rate_rule() -> RateRule:
    """Give the default rule of a rising pressure."""
    rule = _RULES["systolic_pressure_rise"]
    assert isinstance(rule, RateRule)
    return rule


def baseline_rule() -> BaselineRule:
    """Give the default rule of an unusual pulse."""
    rule = _RULES["heart_rate_unusual"]
    assert isinstance(rule, BaselineRule)
    return rule


def clock_rule() -> ClockRule:
    """Give the default rule of a wrong clock."""
    rule = _RULES["clock_wrong"]
    assert isinstance(rule, ClockRule)
    return rule


def gap_rule() -> GapRule:
    """Give the default rule of missing reports."""
    rule = _RULES["reports_missing"]
    assert isinstance(rule, GapRule)
    return rule
