"""Mutes in the engine: what they keep back, what passes, and that nothing is lost when they end."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from domain.alerts import AlertState, Disposition, MoveKind
from domain.answers import acknowledge, resolve
from domain.escalation import NOBODY_YET
from domain.hours import LocalHours
from domain.muting import Away, AwayKind, MutedBy, Silence, read_trace
from domain.notifications import Notification, Reason
from domain.people import Device, DeviceKind, Power
from domain.rosters import Leave
from domain.severity import Severity
from domain.subjects import area_subject
from store.records import Records
from tests.alerts.engine_rig import Rig
from tests.domain.making import threshold
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    DAUGHTER,
    GRID,
    MRS_LIN,
    OFFICER,
    OTHER_STEWARD,
    SITE,
    STEWARD,
    console,
)

HOUR = timedelta(hours=1)


def _mute(rig: Rig, about: dict[str, str], name: str = "s1") -> Silence:
    return replace(
        Silence(id=name, starts_at=rig.now, ends_at=rig.now + HOUR, by=COMMUNITY_STAFF, why="works"),
        resident=about.get("resident"),
        area=about.get("area"),
        rule=about.get("rule"),
    )


def _silence(rig: Rig, silence: Silence | None = None) -> Silence:
    silence = silence or _mute(rig, {"resident": MRS_LIN})
    rig.records.mutes.put_silence(silence, rig.now)
    rig.wait(seconds=1)
    return silence


def _quiet(rig: Rig, *people: str) -> None:
    """Let these people sleep from 23:00 to 07:00 in Shanghai, and let it be 23:30 there."""
    for person in people:
        rig.records.people.set_quiet(person, LocalHours(starts=time(23), ends=time(7)))
    rig.now = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
    rig.wait(seconds=6)


MORNING = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)


def _by(rig: Rig, person: str) -> list[Notification]:
    return [one for one in rig.outbox() if one.person == person]


@pytest.mark.parametrize(
    "about", [{"resident": MRS_LIN}, {"area": BUILDING}, {"area": GRID}, {"rule": "heart_rate_high"}]
)
def test_an_alert_that_fires_in_a_silence_is_told_at_its_end_and_then_climbs(rig: Rig, about: dict[str, str]) -> None:
    silence = _silence(rig, _mute(rig, about))
    rig.say(heart_rate=180)
    alert = rig.only_alert()
    assert (rig.told(), alert.state, alert.step, alert.due_at) == (
        [], AlertState.FIRING, NOBODY_YET, silence.ends_at
    )  # fmt: skip
    rig.wait(minutes=59, seconds=59)
    assert rig.told() == [f"{DAUGHTER}: first", f"{STEWARD}: first"]
    rig.wait(minutes=3)
    assert rig.told()[2:] == [f"{OFFICER}: escalated"]


def test_what_a_silence_kept_back_leaves_a_trace(rig: Rig) -> None:
    silence = _silence(rig)
    rig.say(heart_rate=180)
    mute = read_trace(rig.moves(rig.only_alert())[0].note)
    assert mute is not None
    assert (mute.by, mute.source, mute.until) == (MutedBy.SILENCE, "s1", silence.ends_at)


def test_what_is_over_before_the_silence_ends_is_never_told(rig: Rig) -> None:
    _silence(rig)
    rig.say(heart_rate=180)
    for _ in range(4):
        rig.wait(minutes=1)
        rig.say(heart_rate=80)
    rig.wait(hours=2)
    assert (rig.only_alert().state, rig.told()) == (AlertState.RESOLVED, [])


def test_a_silence_that_is_ended_early_ends_within_a_second(rig: Rig) -> None:
    _silence(rig)
    rig.say(heart_rate=180)
    rig.wait(minutes=10)
    rig.records.mutes.end_silence("s1", "steward-wang", rig.now)
    rig.wait(seconds=1)
    assert rig.told() == [f"{DAUGHTER}: first", f"{STEWARD}: first"]


def test_a_silence_that_ended_early_while_we_were_away_is_over_after_the_restart(rig: Rig) -> None:
    _silence(rig)
    rig.say(heart_rate=180)
    rig.records.mutes.end_silence("s1", "steward-wang", rig.now)
    rig.restart()
    rig.wait(seconds=1)
    assert rig.told() == [f"{DAUGHTER}: first", f"{STEWARD}: first"]


def test_a_silence_begun_on_a_climbing_alert_stops_it_and_it_goes_on_from_there(rig: Rig) -> None:
    rig.say(heart_rate=180)
    _silence(rig)
    rig.wait(minutes=30)
    assert len(rig.told()) == 2
    last = rig.moves(rig.only_alert())[-1]
    assert (last.kind, last.step, bool(read_trace(last.note))) == (MoveKind.ESCALATED, 0, True)
    rig.wait(minutes=30)
    assert rig.told()[2:] == [f"{OFFICER}: escalated"]


def test_a_silence_that_is_made_longer_keeps_back_longer(rig: Rig) -> None:
    silence = _silence(rig)
    rig.say(heart_rate=180)
    rig.records.mutes.put_silence(replace(silence, ends_at=silence.ends_at + HOUR), rig.now)
    rig.wait(hours=1, minutes=30)
    assert rig.told() == []
    rig.wait(minutes=30)
    assert rig.told() == [f"{DAUGHTER}: first", f"{STEWARD}: first"]


def test_a_silence_keeps_back_a_reminder_and_the_acknowledgement_holds_meanwhile(rig: Rig) -> None:
    rig.say(heart_rate=180)
    change = acknowledge(rig.only_alert(), STEWARD, rig.now)
    assert change is not None
    rig.records.alerts.commit([change], [], rig.now)
    _silence(rig)
    rig.wait(minutes=45)
    assert (rig.only_alert().state, len(rig.told())) == (AlertState.ACKNOWLEDGED, 2)
    rig.wait(minutes=15)
    assert rig.told()[2:] == [f"{STEWARD}: reminder"]


def test_worse_news_in_a_silence_waits_too(rig: Rig) -> None:
    _silence(rig)
    rig.say(heart_rate=110)
    rig.wait(minutes=1)
    rig.say(heart_rate=180)
    assert (rig.only_alert().severity, rig.told()) == (Severity.CRITICAL, [])


@pytest.mark.parametrize("at_home", [True, False])
def test_being_away_keeps_back_what_a_home_tells_and_no_vital_sign(rig: Rig, *, at_home: bool) -> None:
    rig.records.rules.put(replace(threshold(), at_home=at_home), COMMUNITY_STAFF, rig.now)
    away = Away(id="a1", resident=MRS_LIN, starts_at=rig.now, ends_at=rig.now + HOUR, kind=AwayKind.FAMILY, by=STEWARD)
    rig.records.mutes.put_away(away, rig.now)
    rig.wait(seconds=1)
    rig.say(heart_rate=180)
    told = [f"{DAUGHTER}: first", f"{STEWARD}: first"]
    assert rig.told() == ([] if at_home else told)
    rig.records.mutes.end_away("a1", "steward-wang", rig.now)
    rig.wait(seconds=1)
    assert rig.told() == told


@pytest.mark.parametrize("event", ["sos", "fall"])
def test_an_sos_passes_every_filter_at_once(records: Records, event: str) -> None:
    rig = Rig(records, (console(STEWARD, min_severity=Severity.CRITICAL), console(DAUGHTER)))
    _quiet(rig, STEWARD, DAUGHTER)
    away = Away(id="a1", resident=MRS_LIN, starts_at=rig.now, ends_at=rig.now + HOUR, kind=AwayKind.OTHER, by=STEWARD)
    records.mutes.put_away(away, rig.now)
    for number, about in enumerate(({"resident": MRS_LIN}, {"area": BUILDING}, {"rule": event})):
        _silence(rig, _mute(rig, about, f"m{number}"))
    for press in range(8):  # each is resolved: what happens next is an alert of its own, and more than flapping allows
        rig.engine.handle([rig.message("watch-lin", rig.now, **{event: True})])
        newest = max(rig.alerts(), key=lambda one: one.started_at)
        assert newest.step == 0
        over = resolve(newest, STEWARD, Disposition.TEST, rig.now)
        assert over is not None
        records.alerts.commit([over], [], rig.now)
        rig.wait(seconds=30)
        assert rig.told() == [f"{DAUGHTER}: first", f"{STEWARD}: first"] * (press + 1)
    assert {one.not_before for one in rig.outbox()} == {None}


def test_whoever_sleeps_is_told_in_the_morning_and_the_ladder_waits_for_it(rig: Rig) -> None:
    _quiet(rig, STEWARD)
    rig.say(heart_rate=110)
    (row,) = _by(rig, STEWARD)
    assert (row.not_before, row.group) == (MORNING, f"quiet:{STEWARD}")
    assert rig.only_alert().due_at == MORNING + timedelta(minutes=15)
    mute = read_trace(rig.moves(rig.only_alert())[0].note)
    assert mute is not None
    assert (mute.by, mute.until) == (MutedBy.QUIET_HOURS, MORNING)


def test_a_relative_who_sleeps_waits_alone(rig: Rig) -> None:
    _quiet(rig, DAUGHTER)
    rig.say(heart_rate=110)
    assert {one.person: one.not_before for one in rig.outbox()} == {DAUGHTER: MORNING, STEWARD: None}
    due = rig.only_alert().due_at
    assert due is not None
    assert due - rig.now == timedelta(minutes=15)


def test_what_becomes_critical_in_quiet_hours_is_told_at_once(rig: Rig) -> None:
    _quiet(rig, STEWARD)
    rig.say(heart_rate=110)
    rig.wait(minutes=1)
    rig.say(heart_rate=180)
    assert [one.not_before for one in _by(rig, STEWARD)] == [MORNING, None]
    rig.wait(minutes=3)
    assert [one.person for one in rig.outbox()][-1] == OFFICER


ROUTERS = ("router-1", "router-2", "router-3")


def _outage(rig: Rig) -> None:
    """Give Mrs Lin three more mains devices, let them speak once, and let the building's power go."""
    for name in ROUTERS:
        rig.records.registry.add(
            Device(id=f"{SITE}.{name}", kind=DeviceKind.MONITOR, site=SITE, power=Power.MAINS), rig.now
        )
        rig.records.registry.assign(f"{SITE}.{name}", MRS_LIN, rig.now - HOUR)
    rig.wait(seconds=1)
    for name in ROUTERS:
        rig.say(name, battery=90)
    for _ in range(14):
        rig.wait(minutes=1)


def test_a_building_s_outage_is_one_message_and_not_one_for_each_device(rig: Rig) -> None:
    _outage(rig)
    assert [alert.rule for alert in rig.alerts(area_subject(BUILDING))] == ["building_silent"]
    assert rig.told(area_subject(BUILDING)) == [f"{COMMUNITY_STAFF}: first"]
    assert rig.told() == []
    mute = read_trace(rig.moves(rig.only_alert())[0].note)
    assert mute is not None
    assert mute.by is MutedBy.INHIBITED


def test_a_device_that_stays_silent_after_its_building_s_outage_is_told_ten_minutes_later(rig: Rig) -> None:
    _outage(rig)
    for name in ROUTERS[1:]:
        rig.say(name, battery=90)
    rig.wait(seconds=1)
    rig.wait(seconds=1)
    assert rig.only_alert(area_subject(BUILDING)).state is AlertState.RESOLVED
    told = []
    for _ in range(11):
        for name in ROUTERS[1:]:
            rig.say(name, battery=90)
        rig.wait(minutes=1)
        told.append(rig.told())
    assert told == [[]] * 9 + [[f"{COMMUNITY_STAFF}: first"]] * 2


def test_a_device_whose_building_s_outage_ended_while_we_were_away_is_given_ten_minutes_too(rig: Rig) -> None:
    _outage(rig)
    outage = rig.only_alert(area_subject(BUILDING))
    over = resolve(outage, COMMUNITY_STAFF, Disposition.REAL, rig.now)
    assert over is not None
    rig.records.alerts.commit([over], [], rig.now)
    rig.restart()
    rig.wait(seconds=1)
    due = rig.only_alert().due_at
    assert due == rig.now + timedelta(minutes=10)
    assert rig.told() == []


def test_a_reminder_that_waits_for_the_morning_lets_the_acknowledgement_hold_until_then(rig: Rig) -> None:
    _quiet(rig, OTHER_STEWARD)
    rig.say(heart_rate=110)
    change = acknowledge(rig.only_alert(), OTHER_STEWARD, rig.now)
    assert change is not None
    rig.records.alerts.commit([change], [], rig.now)
    leave = Leave(id="l1", person=STEWARD, starts_at=rig.now, ends_at=rig.now + 24 * HOUR, set_by=OFFICER)
    rig.records.rosters.put_leave(leave, rig.now)
    rig.records.people.set_quiet(OFFICER, LocalHours(starts=time(23), ends=time(7)))
    rig.wait(hours=2)
    assert [one.not_before for one in rig.outbox() if one.reason is Reason.REMINDER] == [MORNING, MORNING]
    assert rig.only_alert().due_at == MORNING + timedelta(minutes=10)
