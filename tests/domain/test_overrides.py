"""What a person in charge changes for one resident."""

from datetime import timedelta

from domain.evaluation import Condition, evaluate
from domain.overrides import SCALE_2, Override, effective, in_force
from domain.rules import Rule, ThresholdRule
from domain.severity import Severity
from domain.subjects import area_subject
from tests.domain.making import NOW, RULES, threshold


def _override(rule: str = "heart_rate_high", *, subject: str = "lin", **changed: object) -> Override:
    return Override(rule=rule, subject=subject, set_by="dr-wu", reason="known fast heart", **changed)  # type: ignore[arg-type]  # test data


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


def _limits(*overrides: Override, scale: int = 1, rule: str = "spo2_low") -> tuple[list[float], str]:
    found = in_force(RULES.values(), overrides, ("building-3", "grid", "street"), NOW, oxygen_scale=scale)[rule]
    assert isinstance(found, ThresholdRule)
    return [one.fires_at for one in found.limits], found.source


def test_without_overrides_the_rules_in_force_are_the_rules() -> None:
    assert in_force(RULES.values(), [], (), NOW) == RULES


def test_the_resident_stands_above_the_building_and_the_building_above_the_street() -> None:
    street = _override("spo2_low", subject=area_subject("street"), warning=90, critical=85)
    building = _override("spo2_low", subject=area_subject("building-3"), warning=92)
    assert _limits(building, street)[0] == [92, 85]
    assert _limits(_override("spo2_low", warning=93), building, street)[0] == [93, 85]
    assert _limits(_override("spo2_low", subject=area_subject("building-5"), warning=80))[0] == [94, 91]


def test_scale_2_has_its_own_limits_and_stands_between_the_areas_and_the_resident() -> None:
    assert _limits(scale=2) == ([87, 83], SCALE_2)
    building = _override("spo2_low", subject=area_subject("building-3"), warning=92)
    assert _limits(building, scale=2)[0] == [87, 83]
    limits, source = _limits(_override("spo2_low", warning=86), scale=2)
    assert (limits, source) == ([86, 83], "dr-wu: known fast heart")


def test_scale_2_changes_nothing_but_spo2() -> None:
    mine = in_force(RULES.values(), [], (), NOW, oxygen_scale=2)
    assert {rule for rule in RULES if mine[rule] != RULES[rule]} == {"spo2_low"}
