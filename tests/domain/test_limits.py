"""Every default limit at its edge, on both sides, as the clinical facts write it."""

import math

import pytest

from domain.defaults import default_rules
from domain.evaluation import BREACHED, CLEAR, UNKNOWN, Condition, evaluate
from domain.limits import Limit, Side
from domain.people import DeviceKind, Power
from domain.rules import EventRule, LimitRule, Rule, ThresholdRule
from domain.severity import Severity
from domain.time_rules import AbsenceRule
from tests.domain.making import RULES, sos, threshold

WARNING, CRITICAL = Severity.WARNING, Severity.CRITICAL
EDGES: list[tuple[str, float, Severity | None]] = [
    *[("heart_rate_low", 50.1, None), ("heart_rate_low", 50, WARNING), ("heart_rate_low", 40, CRITICAL)],
    *[("heart_rate_high", 100.9, None), ("heart_rate_high", 101, WARNING), ("heart_rate_high", 130.9, WARNING)],
    *[("heart_rate_high", 131, CRITICAL), ("heart_rate_low", 40.1, WARNING)],
    *[("spo2_low", 94.1, None), ("spo2_low", 94, WARNING), ("spo2_low", 91.1, WARNING), ("spo2_low", 91, CRITICAL)],
    *[("systolic_pressure_high", 159.9, None), ("systolic_pressure_high", 160, WARNING)],
    *[("systolic_pressure_high", 179.9, WARNING), ("systolic_pressure_high", 180, CRITICAL)],
    *[("systolic_pressure_low", 100.1, None), ("systolic_pressure_low", 100, WARNING)],
    *[("systolic_pressure_low", 90.1, WARNING), ("systolic_pressure_low", 90, CRITICAL)],
    *[("diastolic_pressure_high", 99.9, None), ("diastolic_pressure_high", 100, WARNING)],
    *[("diastolic_pressure_high", 109.9, WARNING), ("diastolic_pressure_high", 110, CRITICAL)],
    *[("body_temperature_high", 37.7, None), ("body_temperature_high", 37.8, WARNING)],
    *[("body_temperature_high", 39.0, WARNING), ("body_temperature_high", 39.1, CRITICAL)],
    *[("body_temperature_low", 35.3, None), ("body_temperature_low", 35.2, WARNING)],
    *[("body_temperature_low", 34.6, WARNING), ("body_temperature_low", 34.5, CRITICAL)],
    *[("respiratory_rate_high", 20.9, None), ("respiratory_rate_high", 21, WARNING)],
    *[("respiratory_rate_high", 24.9, WARNING), ("respiratory_rate_high", 25, CRITICAL)],
    *[("respiratory_rate_low", 11.1, None), ("respiratory_rate_low", 11, WARNING)],
    *[("respiratory_rate_low", 8.1, WARNING), ("respiratory_rate_low", 8, CRITICAL)],
    *[("glucose_high", 13.9, None), ("glucose_high", 14.0, WARNING), ("glucose_high", 16.7, WARNING)],
    *[("glucose_high", 16.8, CRITICAL), ("glucose_low", 3.9, None), ("glucose_low", 3.8, WARNING)],
    *[("glucose_low", 3.0, WARNING), ("glucose_low", 2.9, CRITICAL)],
    *[("battery_low", 20, None), ("battery_low", 19.9, WARNING), ("battery_low", 10, WARNING)],
    *[("battery_low", 9.9, CRITICAL)],
]
THRESHOLDS = [rule for rule in default_rules() if isinstance(rule, ThresholdRule)]


@pytest.mark.parametrize(("rule", "value", "severity"), EDGES)
def test_a_default_limit_at_its_edge(rule: str, value: float, severity: Severity | None) -> None:
    verdict = evaluate(threshold(rule), value)
    assert (verdict.limit.severity if verdict.limit else None) == severity
    assert (verdict.condition is Condition.BREACHED) == (severity is not None)


def test_the_edges_name_every_threshold_with_both_severities() -> None:
    named = {(rule, severity) for rule, _, severity in EDGES}
    assert named == {(rule.id, severity) for rule in THRESHOLDS for severity in (None, WARNING, CRITICAL)}


@pytest.mark.parametrize(
    ("rule", "between", "clear"),
    [
        ("heart_rate_high", 95.96, 95.95),
        ("heart_rate_low", 52.4, 52.5),
        ("spo2_low", 94.9, 95),
        ("body_temperature_high", 37.6, 37.5),
        ("body_temperature_low", 35.4, 35.5),
        ("battery_low", 20.9, 21),
    ],
)
def test_the_band_between_the_limits_neither_fires_nor_clears(rule: str, between: float, clear: float) -> None:
    assert evaluate(threshold(rule), between).condition is Condition.BETWEEN
    assert evaluate(threshold(rule), clear) == CLEAR


@pytest.mark.parametrize("value", [None, math.nan])
@pytest.mark.parametrize("rule", THRESHOLDS, ids=lambda rule: rule.id)
def test_what_is_not_known_never_fires_and_never_clears(rule: ThresholdRule, value: float | None) -> None:
    assert evaluate(rule, value) == UNKNOWN


def test_a_milder_limit_that_stands_beyond_the_severe_one_does_not_clear_early() -> None:
    limits = (
        Limit(severity=WARNING, fires_at=140, clears_at=133),
        Limit(severity=CRITICAL, fires_at=131, clears_at=124),
    )
    rule = ThresholdRule(id="r", metric="heart_rate", side=Side.ABOVE, limits=limits)
    assert evaluate(rule, 130).condition is Condition.BETWEEN
    assert evaluate(rule, 124) == CLEAR


def test_sos_and_falls_are_critical_and_only_people_end_events() -> None:
    events = [rule for rule in default_rules() if isinstance(rule, EventRule)]
    assert {(rule.id, rule.severity, rule.latching) for rule in events} == {
        ("sos", CRITICAL, True),
        ("fall", CRITICAL, True),
        ("tamper", WARNING, True),
    }
    assert evaluate(sos(), 1.0) == BREACHED


def test_each_kind_of_device_has_an_absence_rule_for_each_power() -> None:
    absences = [rule for rule in default_rules() if isinstance(rule, AbsenceRule)]
    assert {rule.device for rule in absences} == set(DeviceKind)
    assert all(set(rule.silent_after) == set(Power) and rule.technical for rule in absences)


def test_every_default_rule_says_where_it_is_from() -> None:
    assert all(rule.source for rule in RULES.values())
    assert len(RULES) == len(default_rules())


def test_only_rules_of_absence_are_suspended_by_being_away_and_sos_never() -> None:
    away = {rule.id for rule in RULES.values() if rule.at_home}
    assert {f"{kind}_silent" for kind in DeviceKind} <= away
    assert away.isdisjoint({"sos", "fall", "tamper", *(rule.id for rule in RULES.values() if _looks_at_readings(rule))})


def _looks_at_readings(rule: Rule) -> bool:
    return isinstance(rule, LimitRule)
