"""What a person in charge changes for one resident."""

from datetime import timedelta

from domain.evaluation import Condition, evaluate
from domain.overrides import Override, effective
from domain.rules import Rule, ThresholdRule
from domain.severity import Severity
from tests.domain.making import NOW, RULES, threshold


def _override(rule: str = "heart_rate_high", **changed: object) -> Override:
    return Override(rule=rule, subject="lin", set_by="dr-wu", reason="known fast heart", **changed)  # type: ignore[arg-type]  # test data


def _effective(override: Override, rule: str = "heart_rate_high") -> ThresholdRule:
    found: Rule = effective(RULES[rule], [override], NOW)
    assert isinstance(found, ThresholdRule)
    return found


def test_no_override_leaves_the_rule() -> None:
    assert effective(RULES["heart_rate_high"], [], NOW) is RULES["heart_rate_high"]


def test_a_raised_warning_keeps_the_critical_limit() -> None:
    rule = _effective(_override(warning=115))
    assert evaluate(rule, 110).condition is Condition.BETWEEN
    assert [one.fires_at for one in rule.limits] == [115, 131]
    assert rule.source == "dr-wu: known fast heart"


def test_an_override_of_a_strict_limit_stays_strict() -> None:
    rule = _effective(_override("glucose_low", warning=4.5), "glucose_low")
    assert evaluate(rule, 4.5).condition is not Condition.BREACHED
    assert evaluate(rule, 4.4).condition is Condition.BREACHED


def test_an_override_that_ended_says_nothing() -> None:
    assert effective(RULES["sos"], [_override("sos", enabled=False, until=NOW)], NOW).enabled
    held = _override(hold=timedelta(minutes=10), until=NOW + timedelta(seconds=1))
    assert _effective(held).hold == timedelta(minutes=10)


def test_any_rule_can_be_switched_off_for_somebody() -> None:
    assert not effective(RULES["watch_silent"], [_override("watch_silent", enabled=False)], NOW).enabled


def test_a_severity_that_a_rule_lacked_can_be_added() -> None:
    mild = ThresholdRule(id="x", metric="heart_rate", side=threshold().side, limits=threshold().limits[:1])
    rule = effective(mild, [_override(mild.id, critical=150)], NOW)
    assert isinstance(rule, ThresholdRule)
    assert [one.severity for one in rule.limits] == [Severity.WARNING, Severity.CRITICAL]
