"""What passing time does: the ladder, acknowledgements that expire, steps with nobody to tell."""

import json
from datetime import timedelta

import pytest

from domain.alerts import AlertState, Disposition, MoveKind
from domain.answers import acknowledge, resolve
from domain.escalation import EscalationPolicy, EscalationStep, Receivers
from domain.moves import NOBODY
from domain.people import AreaKind
from domain.severity import Severity
from store.records import Records
from tests.alerts.engine_rig import Rig
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    DAUGHTER,
    MR_ZHOU,
    MRS_LIN,
    OFFICER,
    OTHER_STEWARD,
    STEWARD,
    STREET_STAFF,
    cast,
    console,
)


def _acknowledge(rig: Rig) -> None:
    change = acknowledge(rig.only_alert(), STEWARD, rig.now)
    assert change is not None
    assert rig.records.alerts.commit([change], [], rig.now) == []


def test_an_alert_nobody_answers_climbs_to_the_street_and_is_told_there_again(rig: Rig) -> None:
    rig.say(heart_rate=180)
    for minutes in (3, 3, 5, 10):
        rig.wait(minutes=minutes)
    assert rig.told()[2:] == [
        f"{OFFICER}: escalated",
        f"{COMMUNITY_STAFF}: escalated",
        f"{STREET_STAFF}: escalated",
        f"{STREET_STAFF}: repeated",
    ]


def test_nothing_is_told_before_its_time(rig: Rig) -> None:
    rig.say(heart_rate=180)
    rig.wait(minutes=2, seconds=59)
    assert len(rig.outbox()) == 2


def test_a_forgotten_acknowledgement_is_reminded_then_counts_no_longer(rig: Rig) -> None:
    rig.say(heart_rate=180)
    _acknowledge(rig)
    rig.wait(minutes=30)
    assert rig.told()[2:] == [f"{STEWARD}: reminder"]
    rig.wait(minutes=10)
    assert rig.only_alert().state is AlertState.FIRING
    rig.wait(seconds=1)
    assert rig.told()[3:] == [f"{OFFICER}: escalated"]


def test_an_acknowledgement_made_again_after_the_reminder_holds(rig: Rig) -> None:
    rig.say(heart_rate=180)
    _acknowledge(rig)
    rig.wait(minutes=30)
    _acknowledge(rig)
    rig.wait(minutes=29)
    assert rig.told()[2:] == [f"{STEWARD}: reminder"]
    assert rig.only_alert().state is AlertState.ACKNOWLEDGED


def test_an_engine_that_was_away_takes_the_step_that_is_due(rig: Rig) -> None:
    rig.say(heart_rate=180)
    rig.now += timedelta(minutes=20)
    rig.restart()
    rig.wait(seconds=1)
    assert rig.told()[2:] == [f"{OFFICER}: escalated"]


def test_where_the_steward_has_no_channel_the_next_area_is_told_at_once(records: Records) -> None:
    rig = Rig(records, (console(OFFICER), console(DAUGHTER)))
    rig.say(heart_rate=180)
    assert rig.told() == [f"{DAUGHTER}: first", f"{OFFICER}: escalated"]
    assert [move.note for move in rig.moves(rig.only_alert())] == [NOBODY, ""]


def test_a_channel_for_worse_things_only_leaves_the_step_without_anybody(records: Records) -> None:
    rig = Rig(records, (console(STEWARD, min_severity=Severity.CRITICAL), console(COMMUNITY_STAFF)))
    rig.say(heart_rate=110)
    assert rig.told() == [f"{COMMUNITY_STAFF}: escalated"]
    rig.wait(seconds=30)
    rig.say(heart_rate=150)
    assert rig.told()[1:] == [f"{COMMUNITY_STAFF}: worsened", f"{STEWARD}: worsened"]


def test_where_nobody_at_all_can_be_told_it_is_counted_and_written_down(records: Records) -> None:
    rig = Rig(records, ())
    rig.say(heart_rate=180)
    counts = rig.engine.facts()["counts"]
    assert isinstance(counts, dict)
    assert counts["untold"] == 1
    moves = rig.moves(rig.only_alert())
    assert [move.kind for move in moves] == [MoveKind.FIRED, *[MoveKind.ESCALATED] * 3]
    assert {move.note for move in moves} == {NOBODY}


def test_an_alert_nobody_could_be_told_of_is_tried_again(records: Records) -> None:
    rig = Rig(records, ())
    rig.say(heart_rate=180)
    cast(records, rig.now, console(STREET_STAFF))
    rig.wait(minutes=10)
    assert rig.told() == [f"{STREET_STAFF}: escalated"]


@pytest.mark.parametrize("minutes", [0, 4])
def test_nothing_is_told_after_a_person_resolved_it(rig: Rig, minutes: int) -> None:
    rig.say(heart_rate=180)
    rig.wait(minutes=minutes)
    told = rig.told()
    change = resolve(rig.only_alert(), STEWARD, Disposition.FALSE_ALARM, rig.now)
    assert change is not None
    assert rig.records.alerts.commit([change], [], rig.now) == []
    rig.wait(minutes=30)
    assert rig.told() == told


def test_an_undeliverable_message_that_hastens_the_alert_brings_the_next_step(rig: Rig) -> None:
    rig.say(heart_rate=180)
    rig.records.alerts.hasten(rig.only_alert().id, rig.now)
    rig.say(heart_rate=182, at=rig.now + timedelta(seconds=1))
    rig.wait(seconds=1)
    assert rig.told()[2:] == [f"{OFFICER}: escalated"]


STRAIGHT_UP = EscalationPolicy(
    id="straight-up",
    severity=Severity.CRITICAL,
    steps=(
        EscalationStep(receivers=(Receivers(area=AreaKind.BUILDING),), after=timedelta(0)),
        EscalationStep(receivers=(Receivers(area=AreaKind.STREET),), after=timedelta(minutes=1)),
    ),
    repeat=timedelta(minutes=2),
    remind_after=timedelta(minutes=7),
    area=BUILDING,
)


def _put(rig: Rig, policy: EscalationPolicy) -> None:
    rig.records.policies.put(policy, OFFICER, rig.now)
    rig.wait(seconds=1)


def test_the_ladder_of_the_nearest_area_holds(rig: Rig) -> None:
    _put(rig, STRAIGHT_UP)
    for device in ("watch-lin", "watch-zhou"):
        rig.say(device, heart_rate=180)
    for _ in range(2):
        rig.wait(minutes=1)
    assert rig.told()[2:] == [f"{STREET_STAFF}: escalated"]
    rig.wait(minutes=1)
    assert rig.told()[3:] == [f"{STREET_STAFF}: repeated"]
    assert rig.told(MR_ZHOU) == [f"{OTHER_STEWARD}: first", f"{OFFICER}: escalated"]


def test_a_changed_ladder_holds_for_what_is_told_from_then_on_and_a_step_too_many_is_its_last(rig: Rig) -> None:
    rig.say(heart_rate=180)
    for minutes in (3, 3):
        rig.wait(minutes=minutes)
    _put(rig, STRAIGHT_UP)
    rig.wait(minutes=5)
    assert rig.told()[3:] == [f"{COMMUNITY_STAFF}: escalated", f"{STREET_STAFF}: escalated"]
    rig.wait(minutes=2)
    assert rig.told()[5:] == [f"{STREET_STAFF}: repeated"]


def test_a_ladder_survives_a_restart(rig: Rig) -> None:
    _put(rig, STRAIGHT_UP)
    rig.restart()
    rig.say(heart_rate=180)
    rig.wait(minutes=1)
    assert rig.told()[2:] == [f"{STREET_STAFF}: escalated"]


def test_a_worsening_alert_takes_the_ladder_of_what_it_is_now(rig: Rig) -> None:
    _put(rig, STRAIGHT_UP)
    rig.say(heart_rate=110)
    rig.wait(seconds=30)
    rig.say(heart_rate=180)
    due = rig.only_alert().due_at
    assert due is not None
    assert due - rig.now == timedelta(minutes=1)


def test_a_rule_that_flaps_tells_twice_and_then_waits_and_another_alert_is_not_hidden_by_it(rig: Rig) -> None:
    for _ in range(10):
        for rate in (110, 80, 80, 80, 80):
            rig.now += timedelta(seconds=45)
            rig.say(heart_rate=rate)
    rig.wait(seconds=1)
    lately = [one for one in rig.outbox() if one.person == STEWARD and one.created_at > rig.now - timedelta(minutes=10)]
    at_once = [one for one in lately if one.not_before is None]
    assert len(at_once) <= 3
    assert {one.group for one in lately if one.not_before} == {f"flapping:{MRS_LIN}:heart_rate_high"}
    rig.say(spo2=80)
    assert [one.not_before for one in rig.outbox() if one.person == STEWARD and one.created_at == rig.now] == [None]


def test_an_open_alert_is_shown_with_what_explains_it_and_whether_its_ladder_has_ended(rig: Rig) -> None:
    rig.say(heart_rate=180)
    for minutes in (3, 3, 5, 10):
        rig.wait(minutes=minutes)
    shown = json.loads(rig.shown[f"care/v1/lin-lane/alerts/{rig.only_alert().id}"])
    assert (shown["kind"], shown["facts"]) == ("threshold", {})
    assert shown["unanswered_at"] is not None
