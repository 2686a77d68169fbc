"""A rule tried on the past says what would have been."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.baselines import Hour
from domain.defaults import default_rules
from domain.limits import Side, limit
from domain.people import DeviceKind, Power
from domain.readings import Report
from domain.rules import BaselineRule, RateRule, Rule, ThresholdRule
from domain.severity import Severity
from domain.time_rules import DoorRule, DoorWatch
from domain.tryout import Past, Tryout, is_tryable, needs, try_rule

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 20, tzinfo=UTC)
END = START + timedelta(days=2)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DEVICES = {"watch": (DeviceKind.WATCH, Power.BATTERY), "door": (DeviceKind.DOOR, Power.BATTERY)}
RULES = {rule.id: rule for rule in default_rules()}


def _past(said: Iterable[tuple[timedelta, Mapping[str, float]]], device: str = "watch", **more: object) -> Past:
    reports = [
        Report(device=device, observed_at=START + after, received_at=START + after, values=values)
        for after, values in said
    ]
    past = Past(resident="lin", timezone=ZONE, reports=reports, devices=DEVICES)
    return replace(past, **more)  # type: ignore[arg-type]  # the fields of Past, by name


def _pulses(*values: float) -> Past:
    return _past((number * MINUTE, {"heart_rate": value}) for number, value in enumerate(values))


def _tried(rule: Rule, past: Past) -> Tryout:
    return try_rule(rule, past, START, END)


def test_a_threshold_fires_once_an_episode_with_its_worst_value() -> None:
    found = _tried(RULES["heart_rate_high"], _pulses(72, 105, 135, 120, 80, 80, 80, 80, 72, 104, 80, 80, 80))
    assert [(one.severity, one.value) for one in found.firings] == [(Severity.CRITICAL, 135), (Severity.WARNING, 104)]
    assert found.firings[0].started_at == START + MINUTE
    assert found.firings[0].ended_at == START + 6 * MINUTE
    assert (found.reports, found.per_day) == (13, 1.0)


def test_what_lasts_to_the_end_has_no_end() -> None:
    (only,) = _tried(RULES["heart_rate_high"], _pulses(72, 140, 140)).firings
    assert only.ended_at is None


def test_a_watch_that_is_not_worn_says_nothing_of_the_body() -> None:
    off = _past([(MINUTE, {"worn": 0.0}), (2 * MINUTE, {"heart_rate": 180.0}), (3 * MINUTE, {"heart_rate": 190.0})])
    assert _tried(RULES["heart_rate_high"], off).firings == ()


def test_a_rate_counts_what_was_read_before_the_stretch() -> None:
    rise = RateRule(
        id="rise",
        metric="systolic_pressure",
        side=Side.ABOVE,
        within=HOUR,
        limits=(limit("", Side.ABOVE, Severity.WARNING, 30),),
    )
    past = _past([(-30 * MINUTE, {"systolic_pressure": 120.0}), (10 * MINUTE, {"systolic_pressure": 155.0})])
    (only,) = _tried(rule=rise, past=past).firings
    assert (only.value, only.limit, only.facts["from"]) == (155, 150, 120)


def test_a_baseline_knows_only_the_days_before() -> None:
    unusual = BaselineRule(
        id="unusual",
        metric="heart_rate",
        side=Side.ABOVE,
        limits=(limit("", Side.ABOVE, Severity.INFO, 5),),
        least_spread=4,
        days=14,
    )
    hours = [Hour(start=START - timedelta(days=day), minimum=70, mean=72, maximum=74) for day in range(1, 21)]
    past = replace(_pulses(72, 118, 119), hours={"heart_rate": hours})
    (only,) = _tried(unusual, past).firings
    assert (only.value, only.facts["usual"]) == (119, 72)
    assert _tried(unusual, replace(past, hours={"heart_rate": hours[:10]})).firings == ()


def test_a_door_left_open_is_found_between_two_reports() -> None:
    opened = [
        (HOUR, {"door": 1.0}),
        (2 * HOUR, {"door": 0.0}),
        (3 * HOUR, {"door": 1.0}),
        (185 * MINUTE, {"door": 0.0}),
    ]
    past = _past([(-HOUR, {"door": 0.0}), *opened], device="door")
    rule = DoorRule(id="open", watch=DoorWatch.LEFT_OPEN, severity=Severity.WARNING, after=10 * MINUTE)
    (only,) = _tried(rule, past).firings
    assert only.started_at == START + HOUR
    assert only.ended_at == START + 2 * HOUR


def test_a_silence_is_found_after_the_last_report_too() -> None:
    past = _past([(number * HOUR, {"heart_rate": 70.0}) for number in range(10)])
    (only,) = _tried(RULES["watch_silent"], past).firings
    assert only.started_at == START + 9 * HOUR


def test_nothing_read_is_nothing_found() -> None:
    for rule in RULES.values():
        if is_tryable(rule):
            assert _tried(rule, _past([])).firings == ()


def test_what_the_past_does_not_keep_is_refused_by_name() -> None:
    refused = {name for name, rule in RULES.items() if not is_tryable(rule)}
    assert {"reports_missing", "clock_wrong"} <= refused
    with pytest.raises(ValueError, match="reports_missing: the past does not keep"):
        _tried(RULES["reports_missing"], _past([]))


def test_a_rule_of_one_metric_reads_no_other() -> None:
    assert needs(RULES["spo2_low"]).metrics == frozenset({"spo2", "worn"})
    assert needs(RULES["door_left_open"]).kinds == {DeviceKind.DOOR, DeviceKind.MONITOR}


@given(st.lists(st.integers(60, 160), min_size=1, max_size=60), st.integers(95, 140))
def test_a_higher_limit_never_covers_more_breaches(pulses: list[int], higher: int) -> None:
    def breaches(fires_at: float) -> int:
        rule = ThresholdRule(
            id="t",
            metric="heart_rate",
            side=Side.ABOVE,
            limits=(limit("heart_rate", Side.ABOVE, Severity.WARNING, fires_at),),
        )
        found = _tried(rule, _pulses(*pulses)).firings
        assert bool(found) == any(pulse >= fires_at for pulse in pulses)
        return len(found)

    assert breaches(90) >= (1 if breaches(higher) else 0)
