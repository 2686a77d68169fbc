"""Rates and what is usual, in the engine."""

from datetime import timedelta

from domain.alerts import AlertState
from domain.baselines import Usual
from domain.severity import Severity
from tests.alerts.engine_rig import Rig


def test_a_pressure_that_rises_by_thirty_in_an_hour_is_information(rig: Rig) -> None:
    rig.say(systolic_pressure=112)
    rig.wait(minutes=50)
    rig.say(systolic_pressure=145)
    alert = rig.only_alert()
    assert (alert.rule, alert.severity, alert.state) == ("systolic_pressure_rise", Severity.INFO, AlertState.FIRING)
    assert (alert.value, alert.limit, alert.facts["from"], alert.facts["within_s"]) == (145, 142, 112, 3000)


def test_a_slow_rise_is_none(rig: Rig) -> None:
    for systolic in (112, 120, 128, 136, 144, 152):
        rig.say(systolic_pressure=systolic)
        rig.wait(minutes=30)
    assert rig.alerts() == []


def test_a_rise_whose_beginning_comes_late_is_found(rig: Rig) -> None:
    rig.say(systolic_pressure=145)
    rig.say(at=rig.now - timedelta(minutes=8), systolic_pressure=112)
    assert (rig.only_alert().value, rig.only_alert().facts["from"]) == (145, 112)


def test_a_rise_is_over_when_the_pressure_is_back(rig: Rig) -> None:
    for systolic in (112, 145, 118, 117):
        rig.say(systolic_pressure=systolic)
        rig.wait(minutes=10)
    assert rig.only_alert().state is AlertState.RESOLVED


def test_a_pressure_of_a_watch_off_the_wrist_is_no_beginning_of_a_rise(rig: Rig) -> None:
    rig.say(worn=False, systolic_pressure=102)
    rig.wait(minutes=10)
    rig.say(worn=True, systolic_pressure=145)
    assert rig.alerts() == []


def test_an_unusual_pulse_that_lasts_is_information_that_explains_itself(rig: Rig) -> None:
    rig.usual["heart_rate"] = Usual(median=62, spread=4, days=20)
    for _ in range(12):
        rig.say(heart_rate=99)
        rig.wait(minutes=1)
    alert = rig.only_alert()
    assert (alert.rule, alert.severity, alert.state) == ("heart_rate_unusual", Severity.INFO, AlertState.FIRING)
    assert (alert.value, alert.limit) == (99, 92)
    assert (alert.facts["usual"], alert.facts["spread"], alert.facts["days"]) == (62, 6, 20)


def test_a_pulse_is_not_unusual_while_nothing_is_known_of_the_person(rig: Rig) -> None:
    for _ in range(12):
        rig.say(heart_rate=99)
        rig.wait(minutes=1)
    assert rig.alerts() == []


def test_a_walk_of_five_minutes_is_nothing_unusual(rig: Rig) -> None:
    rig.usual["heart_rate"] = Usual(median=62, spread=4, days=20)
    for rate in (99, 99, 99, 99, 99, 70, 70):
        rig.say(heart_rate=rate)
        rig.wait(minutes=1)
    assert rig.only_alert().fired_at is None
