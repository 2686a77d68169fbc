"""The cast's stories: what a reading causes, and who hears of it."""

import json
from datetime import timedelta

from domain.alerts import AlertState, Disposition, MoveKind
from domain.answers import acknowledge, resolve
from domain.severity import Severity
from tests.alerts.engine_rig import Rig
from tests.neighbourhood import DAUGHTER, MR_ZHOU, STEWARD


def test_mrs_lins_pulse_of_180_rings_her_steward_and_her_daughter_once(rig: Rig) -> None:
    rig.say(heart_rate=180)
    rig.wait(seconds=20)
    rig.say(heart_rate=181)
    assert rig.told() == [f"{DAUGHTER}: first", f"{STEWARD}: first"]
    assert {row.notification.id for row in rig.shelf.rows} == {one.id for one in rig.outbox()}
    assert rig.only_alert().severity is Severity.CRITICAL


def test_an_ordinary_minute_causes_nothing(rig: Rig) -> None:
    rig.say(heart_rate=72, spo2=97, systolic_pressure=128, diastolic_pressure=80, body_temperature=36.6, battery=83)
    assert rig.alerts() == []


def test_a_pulse_that_calms_down_for_two_minutes_ends_the_alert(rig: Rig) -> None:
    rig.say(heart_rate=180)
    rig.wait(seconds=30)
    rig.say(heart_rate=80)
    rig.wait(minutes=2)
    rig.say(heart_rate=80)
    assert rig.only_alert().state is AlertState.RESOLVED
    assert len(rig.outbox()) == 2


def test_a_worsening_pulse_is_told_again_as_worse(rig: Rig) -> None:
    rig.say(heart_rate=110)
    rig.wait(minutes=1)
    rig.say(heart_rate=140)
    assert rig.told()[2:] == [f"{DAUGHTER}: worsened", f"{STEWARD}: worsened"]
    assert rig.only_alert().severity is Severity.CRITICAL


def test_an_sos_stays_until_a_person_ends_it(rig: Rig) -> None:
    rig.say(sos=True)
    rig.wait(minutes=1)
    rig.say(heart_rate=70)
    assert rig.only_alert().state is AlertState.FIRING
    change = resolve(rig.only_alert(), STEWARD, Disposition.TEST, rig.now)
    assert change is not None
    rig.records.alerts.commit([change], [], rig.now)
    rig.wait(seconds=2)
    rig.say(sos=True)
    assert [alert.state for alert in rig.alerts()] == [AlertState.RESOLVED, AlertState.FIRING]


def test_an_sos_of_three_hours_ago_is_not_skipped(rig: Rig) -> None:
    rig.say(heart_rate=70)
    rig.say(at=rig.now - timedelta(hours=3), sos=True)
    assert rig.only_alert().state is AlertState.FIRING
    assert rig.only_alert().late


def test_a_watch_off_the_wrist_is_not_a_low_pulse(rig: Rig) -> None:
    rig.say(worn=False, heart_rate=30)
    rig.wait(minutes=1)
    rig.say(heart_rate=30)
    assert rig.alerts() == []
    rig.wait(minutes=1)
    rig.say(worn=True, heart_rate=30)
    assert rig.only_alert().rule == "heart_rate_low"


def test_a_reading_that_was_overtaken_is_not_believed_either_from_after_the_watch_was_taken_off(rig: Rig) -> None:
    rig.say(worn=True, heart_rate=70)
    rig.wait(minutes=1)
    off = rig.now
    rig.say(worn=False)
    rig.wait(minutes=2)
    rig.say(worn=False)
    rig.say(at=off + timedelta(minutes=1), heart_rate=30)
    assert rig.alerts() == []
    rig.say(at=off - timedelta(seconds=20), heart_rate=30)
    assert rig.only_alert().value == 30


def test_after_a_restart_the_readings_store_is_asked_whether_the_watch_was_worn(rig: Rig) -> None:
    rig.worn = False
    rig.say(heart_rate=30)
    assert rig.alerts() == []


def test_a_person_who_takes_an_alert_stops_the_ladder(rig: Rig) -> None:
    rig.say(heart_rate=180)
    change = acknowledge(rig.only_alert(), STEWARD, rig.now)
    assert change is not None
    rig.records.alerts.commit([change], [], rig.now)
    rig.wait(minutes=4)
    rig.say(heart_rate=182)
    assert len(rig.outbox()) == 2
    assert [move.kind for move in rig.moves(rig.only_alert())] == [MoveKind.FIRED, MoveKind.ACKNOWLEDGED]


def test_a_retained_reading_is_history_and_no_event(rig: Rig) -> None:
    rig.engine.handle([rig.message(heart_rate=180, sos=True)._replace(retained=True)])
    assert rig.alerts() == []


def test_a_stranger_causes_nothing_and_is_counted(rig: Rig) -> None:
    rig.say("nobody-knows-me", heart_rate=180)
    assert rig.engine.strangers == 1
    assert rig.alerts() == rig.alerts(MR_ZHOU) == []


def test_the_broker_shows_an_alert_until_it_is_over(rig: Rig) -> None:
    rig.say(heart_rate=180)
    topic = f"care/v1/lin-lane/alerts/{rig.only_alert().id}"
    assert json.loads(rig.shown[topic])["severity"] == "critical"
    change = resolve(rig.only_alert(), STEWARD, Disposition.REAL, rig.now)
    assert change is not None
    rig.records.alerts.commit([change], [], rig.now)
    rig.wait(seconds=2)
    assert rig.shown[topic] == b""


def test_a_sensor_that_flaps_ten_times_a_second_for_ten_minutes_is_one_alert(rig: Rig) -> None:
    for _ in range(60):
        rig.now += timedelta(seconds=10)
        start = rig.now - timedelta(seconds=10)
        flaps = [(start + timedelta(milliseconds=100 * i), 105 if i % 2 else 70) for i in range(100)]
        rig.engine.handle([rig.message(at=at, heart_rate=rate) for at, rate in flaps])
        rig.engine.idle(rig.now)
    assert rig.told() == [f"{DAUGHTER}: first", f"{STEWARD}: first"]
