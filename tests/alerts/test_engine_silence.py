"""Silence of devices: who is silent, who is only new, and when we are the deaf ones."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.alerts import AlertState, Disposition
from domain.answers import resolve
from domain.people import DeviceKind, Power
from domain.time_rules import AbsenceRule
from store.records import Records
from store.records.registry import DeviceFacts
from tests.alerts.engine_rig import START, Rig
from tests.neighbourhood import COMMUNITY_STAFF, DOOR, MR_ZHOU, OFFICER, STEWARD, WATCH, noted

BATTERY = timedelta(hours=25)


def _silences(rig: Rig) -> list[str]:
    return [alert.device for alert in rig.alerts() if alert.rule.endswith("_silent")]


def test_a_watch_not_heard_of_for_25_hours_is_told_to_the_community_staff(rig: Rig) -> None:
    rig.say(heart_rate=70)
    rig.wait(hours=24, minutes=59)
    assert rig.alerts() == []
    rig.wait(minutes=2)
    assert rig.told() == [f"{COMMUNITY_STAFF}: first"]
    assert rig.only_alert().technical
    assert rig.only_alert().device == WATCH


def _patient_for(rig: Rig, hours: float, *, enabled: bool = True) -> None:
    rule = rig.records.rules.rule("watch_silent")
    assert isinstance(rule, AbsenceRule)
    changed = replace(rule, silent_after={Power.BATTERY: timedelta(hours=hours)}, enabled=enabled)
    rig.records.rules.put(changed, OFFICER, rig.now)


def test_a_rule_that_is_changed_to_a_shorter_time_holds_within_a_second(rig: Rig) -> None:
    rig.say(heart_rate=70)
    rig.wait(hours=2)
    _patient_for(rig, 1)
    rig.wait(seconds=1)
    assert _silences(rig) == [WATCH]


def test_a_rule_that_is_changed_to_a_longer_time_and_back_tells_once(rig: Rig) -> None:
    rig.say(heart_rate=70)
    for hours in (48, 25, 30, 25):
        _patient_for(rig, hours)
        rig.wait(seconds=1)
    rig.wait(hours=24, minutes=59)
    assert _silences(rig) == []
    rig.wait(minutes=2)
    assert _silences(rig) == [WATCH]


def test_a_rule_that_is_switched_on_again_holds_though_a_strangers_word_came_first(rig: Rig) -> None:
    _patient_for(rig, 1, enabled=False)
    rig.wait(seconds=1)
    rig.say(heart_rate=70)
    rig.wait(hours=30)
    _patient_for(rig, 1)
    rig.now += timedelta(seconds=1)
    rig.say("nobodys-watch", heart_rate=70)
    rig.wait(seconds=1)
    assert _silences(rig) == [WATCH]


def test_a_device_never_heard_of_is_new_and_not_silent(rig: Rig) -> None:
    rig.wait(days=30)
    assert rig.alerts() == []


def test_the_silence_ends_with_the_next_word(rig: Rig) -> None:
    rig.say(heart_rate=70)
    rig.wait(hours=26)
    rig.say(battery=80)
    assert rig.only_alert().state is AlertState.RESOLVED
    assert len(rig.outbox()) == 1


@pytest.mark.parametrize("payload", [b"online", b'{"state":"online"}'])
def test_a_status_is_a_word_too(rig: Rig, payload: bytes) -> None:
    rig.say(heart_rate=70)
    rig.wait(hours=24)
    rig.engine.handle([rig.raw("care/v1/lin-lane/watch-lin/status", payload)])
    rig.wait(hours=24)
    assert rig.alerts() == []


def test_neither_a_last_will_nor_a_retained_message_proves_life(rig: Rig) -> None:
    rig.say(heart_rate=70)
    rig.wait(hours=24)
    rig.engine.handle([rig.raw("care/v1/lin-lane/watch-lin/status", b"offline")])
    rig.engine.handle([rig.raw("care/v1/lin-lane/watch-lin/status", b"online", retained=True)])
    rig.engine.handle([rig.message(heart_rate=70)._replace(retained=True)])
    rig.wait(hours=2)
    assert _silences(rig) == [WATCH]


def test_a_door_of_zigbee_is_watched_as_well(rig: Rig) -> None:
    rig.engine.handle([rig.raw("zigbee2mqtt/林家大门", b'{"contact":true,"battery":100}')])
    rig.wait(hours=26)
    assert _silences(rig) == [DOOR]


def test_a_restart_knows_when_devices_were_heard_and_does_not_forget_them(rig: Rig) -> None:
    rig.records.registry.hear([DeviceFacts(device=WATCH, last_heard_at=START - timedelta(hours=24))])
    rig.restart()
    rig.wait(minutes=59)
    assert rig.alerts() == []
    rig.wait(minutes=2)
    assert _silences(rig) == [WATCH]


def test_after_a_broken_line_devices_get_time_to_speak(rig: Rig) -> None:
    rig.say(heart_rate=70)
    rig.lose_line()
    rig.wait(hours=30)
    rig.line = replace(rig.line, connected=True, since=rig.now)
    rig.wait(minutes=9)
    rig.say(heart_rate=70)
    rig.wait(minutes=9)
    assert rig.alerts() == []


def test_while_the_line_is_down_nobody_is_called_silent(rig: Rig) -> None:
    rig.say(heart_rate=70)
    rig.lose_line()
    rig.wait(hours=30)
    assert rig.alerts() == []


def test_while_a_backlog_is_drained_nobody_is_called_silent(rig: Rig) -> None:
    rig.say(heart_rate=70)
    rig.now += timedelta(hours=26)
    rig.line = replace(rig.line, since=rig.now - timedelta(minutes=20))
    rig.engine.handle([rig.message("watch-zhou", heart_rate=70)] * 500)
    rig.wait(seconds=30)
    assert rig.alerts() == []
    rig.wait(seconds=31)
    assert _silences(rig) == [WATCH]


def test_a_silence_that_a_person_resolved_is_not_told_again(rig: Rig) -> None:
    rig.say(heart_rate=70)
    rig.wait(hours=26)
    change = resolve(rig.only_alert(), STEWARD, Disposition.DEVICE_FAULT, rig.now)
    assert change is not None
    rig.records.alerts.commit([change], [], rig.now)
    rig.wait(hours=5)
    _hear_a_little_earlier(rig, START - timedelta(milliseconds=7))
    rig.restart()
    rig.wait(hours=5)
    assert len(rig.alerts()) == 1


def _hear_a_little_earlier(rig: Rig, at: datetime) -> None:
    """Ingest's clock of the same message, which is what a restart reads."""
    rig.records.registry.hear([DeviceFacts(device=WATCH, last_heard_at=at)])


def test_a_second_silence_is_an_alert_of_its_own(rig: Rig) -> None:
    rig.say(heart_rate=70)
    rig.wait(hours=26)
    rig.say(heart_rate=70)
    rig.wait(hours=26)
    assert [alert.state for alert in rig.alerts()] == [AlertState.RESOLVED, AlertState.FIRING]


def test_a_device_that_was_taken_away_is_not_silent(rig: Rig, records: Records) -> None:
    rig.say(heart_rate=70)
    records.registry.claims.retire(WATCH, rig.now, [], noted(rig.now, WATCH))
    rig.wait(hours=30)
    assert rig.alerts() == []


def test_each_kind_of_device_has_its_rule(rig: Rig) -> None:
    rig.say("watch-lin", heart_rate=70)
    rig.say("monitor-lin", systolic=120, diastolic=80)
    rig.wait(hours=26)
    rules = {alert.rule for alert in rig.alerts() if alert.technical}
    assert rules <= {f"{kind}_silent" for kind in DeviceKind}
    assert len(rules) == 2


def test_very_many_silences_are_begun_a_few_at_a_time(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alerts.engine_silence.AT_ONCE", 1)
    rig.say("watch-lin", heart_rate=70)
    rig.say("watch-zhou", heart_rate=70)
    rig.wait(hours=26)
    assert len(rig.alerts()) + len(rig.alerts(MR_ZHOU)) == 1
    rig.wait(seconds=1)
    assert len(rig.alerts()) + len(rig.alerts(MR_ZHOU)) == 2
