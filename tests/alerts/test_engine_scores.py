"""NEWS2 in the engine: one score from several devices, told once, and never taken for well what is not known."""

from datetime import timedelta
from typing import Any

from domain.alerts import Alert, AlertState
from domain.severity import Severity
from tests.alerts.engine_rig import Rig
from tests.neighbourhood import MRS_LIN


def _score(rig: Rig) -> Alert:
    alert = rig.alert("news2_high")
    assert alert is not None
    return alert


def _twice(rig: Rig, **values: Any) -> None:
    for _ in range(2):
        rig.say(**values)
        rig.wait(minutes=1)


def test_several_mild_signs_together_are_one_alert_that_says_what_is_known(rig: Rig) -> None:
    rig.say("monitor-lin", oxygen=True)
    _twice(rig, heart_rate=98, spo2=95, respiratory_rate=18, systolic_pressure=105)
    score = _score(rig)
    assert (score.state, score.value, score.severity, score.limit) == (AlertState.FIRING, 5, Severity.WARNING, 5)
    points = {"heart_rate": 1, "spo2": 1, "systolic_pressure": 1, "oxygen": 2}
    expected = {"known": 5.0} | {f"points_{name}": float(number) for name, number in points.items()}
    assert {name: score.facts[name] for name in expected} == expected


def test_one_bad_second_is_no_score(rig: Rig) -> None:
    rig.say(heart_rate=128, spo2=92, respiratory_rate=23)
    assert _score(rig).state is AlertState.PENDING
    rig.wait(minutes=1)
    rig.say(heart_rate=72, spo2=97, respiratory_rate=16)
    assert _score(rig).state is AlertState.RESOLVED
    assert _score(rig).fired_at is None


def test_the_score_is_of_all_devices_of_a_person(rig: Rig) -> None:
    rig.say("monitor-lin", systolic_pressure=98, respiratory_rate=22)
    rig.wait(minutes=30)
    _twice(rig, heart_rate=99)
    assert (_score(rig).value, _score(rig).state) == (5, AlertState.FIRING)


def test_calm_values_are_known_though_nothing_remembers_them(rig: Rig) -> None:
    rig.say("monitor-lin", body_temperature=36.6, systolic_pressure=128)
    _twice(rig, heart_rate=115, spo2=93, respiratory_rate=22)
    assert _score(rig).facts["known"] == 5


def test_a_pressure_of_this_morning_is_not_known_at_night(rig: Rig) -> None:
    rig.say("monitor-lin", systolic_pressure=98, respiratory_rate=22)
    rig.wait(hours=7)
    _twice(rig, heart_rate=99)
    assert rig.alert("news2_high") is None


def test_a_score_does_not_page_for_what_a_single_limit_just_paged(rig: Rig) -> None:
    _twice(rig, heart_rate=140, spo2=90, respiratory_rate=26)
    assert (_score(rig).state, _score(rig).severity) == (AlertState.FIRING, Severity.INFO)
    assert {one.severity for one in rig.alerts() if one.rule != "news2_high"} == {Severity.CRITICAL}


def test_a_score_that_is_worse_than_every_single_limit_is_told(rig: Rig) -> None:
    _twice(rig, heart_rate=120, spo2=92, respiratory_rate=22, body_temperature=38.5)
    assert _score(rig).severity is Severity.CRITICAL
    assert {one.severity for one in rig.alerts() if one.rule != "news2_high"} == {Severity.WARNING}


def test_a_watch_that_is_taken_off_does_not_end_a_score(rig: Rig) -> None:
    _twice(rig, heart_rate=120, spo2=93, respiratory_rate=22)
    rig.say(worn=False, heart_rate=70, spo2=97, respiratory_rate=16)
    for _ in range(4):
        rig.wait(minutes=20)
        rig.say("monitor-lin", systolic_pressure=125)
    assert _score(rig).state is AlertState.FIRING


def test_a_score_is_over_when_its_parameters_are_well_again(rig: Rig) -> None:
    _twice(rig, heart_rate=120, spo2=93, respiratory_rate=22)
    for _ in range(13):
        rig.say(heart_rate=72, spo2=97, respiratory_rate=16)
        rig.wait(minutes=1)
    assert _score(rig).state is AlertState.RESOLVED


def test_a_restart_takes_nobody_for_well_whose_parameters_are_not_known(rig: Rig) -> None:
    _twice(rig, heart_rate=120, spo2=93, respiratory_rate=22)
    rig.restart()
    for _ in range(13):
        rig.say(heart_rate=72)
        rig.wait(minutes=1)
    assert _score(rig).state is AlertState.FIRING


def test_a_watch_that_lies_on_the_table_has_no_score(rig: Rig) -> None:
    rig.worn = False
    _twice(rig, heart_rate=120, spo2=93, respiratory_rate=22)
    assert rig.alerts() == []
    rig.say(worn=True, heart_rate=99)
    assert rig.alert("news2_high") is None


def test_a_score_from_the_past_is_not_told_as_if_it_were_now(rig: Rig) -> None:
    rig.say(heart_rate=70, spo2=97, respiratory_rate=16)
    for minutes in (90, 89):
        at = rig.now - timedelta(minutes=minutes)
        rig.say(at=at, heart_rate=120, spo2=93, respiratory_rate=22)
    assert all(not one.is_open for one in rig.alerts(MRS_LIN))
