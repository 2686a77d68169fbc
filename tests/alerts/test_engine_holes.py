"""Ways in which an alert might have ended with nobody told, each found by looking for it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.alerts import Change
from domain.answers import acknowledge, hand_over
from domain.escalation import EscalationPolicy, EscalationStep, Receivers
from domain.muting import Silence
from domain.people import AreaKind, Relation
from domain.rosters import Handover
from domain.rules import EventRule
from domain.severity import Severity
from domain.subjects import area_subject
from store.records import Records
from tests.alerts.engine_rig import Rig, consoles
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY,
    DAUGHTER,
    MRS_LIN,
    OFFICER,
    OTHER_STEWARD,
    STEWARD,
    STREET_STAFF,
    console,
    neighbourhood,
)

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def _silence(rig: Rig, lasts: timedelta) -> None:
    silence = Silence(id="s", starts_at=rig.now, ends_at=rig.now + lasts, by=OFFICER, why="works", resident=MRS_LIN)
    rig.records.mutes.put_silence(silence, rig.now)
    rig.wait(seconds=1)


def _end_silence(rig: Rig) -> None:
    rig.records.mutes.end_silence("s", OFFICER, rig.now)
    rig.wait(seconds=1)


def _commit(rig: Rig, change: Change | None) -> None:
    assert change is not None
    assert rig.records.alerts.commit([change], [], rig.now) == []
    rig.wait(seconds=1)


def _acknowledged(rig: Rig, by: str = STEWARD) -> None:
    _commit(rig, acknowledge(rig.only_alert(), by, rig.now))


def _since(rig: Rig, moment: datetime) -> list[str]:
    those = [one for one in rig.outbox() if one.created_at > moment]
    return sorted(f"{one.person}: {one.reason}" for one in those)


@pytest.mark.parametrize("restarts", [False, True])
def test_a_reminder_that_a_silence_put_off_for_a_month_comes_when_it_is_ended_early(
    rig: Rig, *, restarts: bool
) -> None:
    rig.say(heart_rate=180)
    _acknowledged(rig)
    _silence(rig, timedelta(days=30))
    rig.wait(minutes=31)
    before = rig.now
    if restarts:
        rig.restart()
        rig.wait(seconds=1)
    assert rig.only_alert().due_at == before - 31 * MINUTE - timedelta(seconds=1) + timedelta(days=30)
    _end_silence(rig)
    assert _since(rig, before) == [f"{STEWARD}: reminder"]


def test_a_silence_that_ends_does_not_recall_an_answer_that_was_given_in_it(rig: Rig) -> None:
    _silence(rig, HOUR)
    rig.say(heart_rate=180)
    _acknowledged(rig)
    _end_silence(rig)
    rig.wait(minutes=29)
    assert rig.told() == []


def test_worse_news_in_a_silence_reaches_whoever_is_on_it_when_it_ends(rig: Rig) -> None:
    rig.say(heart_rate=110)
    _acknowledged(rig)
    _silence(rig, 5 * MINUTE)
    rig.say(heart_rate=180)
    before = rig.now
    rig.wait(minutes=5)
    assert _since(rig, before) == [f"{STEWARD}: reminder"]


def test_a_hand_over_in_a_silence_does_not_hide_its_early_end_from_a_restart(rig: Rig) -> None:
    _silence(rig, timedelta(days=30))
    rig.say(heart_rate=180)
    to = Handover(id="h", area=BUILDING, from_person=STEWARD, to_person=OTHER_STEWARD, at=rig.now, by=OFFICER)
    _commit(rig, hand_over(rig.only_alert(), to, rig.now))
    rig.restart()
    before = rig.now
    _end_silence(rig)
    assert _since(rig, before) == [f"{DAUGHTER}: first", f"{STEWARD}: first"]


def test_whoever_answered_without_having_been_told_hears_that_it_is_worse(rig: Rig) -> None:
    _silence(rig, MINUTE)
    rig.say(heart_rate=110)
    _acknowledged(rig, STREET_STAFF)
    rig.wait(minutes=2)
    before = rig.now - timedelta(seconds=1)
    rig.say(heart_rate=180)
    assert f"{STREET_STAFF}: worsened" in _since(rig, before)
    assert f"{STEWARD}: worsened" in _since(rig, before)


def test_a_relative_hears_once_of_what_became_worse_when_its_mute_was_over(rig: Rig) -> None:
    _silence(rig, MINUTE)
    rig.say(heart_rate=110)
    rig.now += 2 * MINUTE  # the service was busy: the next reading comes before the next tick
    rig.say(heart_rate=180)
    assert rig.told() == [f"{DAUGHTER}: first", f"{STEWARD}: first"]


def test_who_is_no_longer_asked_to_be_told_hears_nothing_more(rig: Rig) -> None:
    rig.say(heart_rate=110)
    assert f"{DAUGHTER}: first" in rig.told()
    no_more = Relation(person=DAUGHTER, resident=MRS_LIN, relation="daughter", tell=False)
    rig.records.neighbourhood.load(replace(neighbourhood(rig.now, *consoles()), relations=(no_more,)), rig.now)
    rig.wait(seconds=6)
    before = rig.now - timedelta(seconds=1)
    rig.say(heart_rate=180)
    assert _since(rig, before) == [f"{STEWARD}: worsened"]


def test_what_was_handed_to_somebody_whom_nothing_reaches_is_told_to_whoever_is_on_duty(records: Records) -> None:
    rig = Rig(records, tuple(console(person) for person in (STEWARD, OFFICER, STREET_STAFF)))
    rig.say(heart_rate=180)
    _acknowledged(rig)
    to = Handover(id="h", area=BUILDING, from_person=STEWARD, to_person=OTHER_STEWARD, at=rig.now, by=OFFICER)
    before = rig.now - timedelta(seconds=1)
    rig.records.rosters.hand_over(to, rig.now)
    _commit(rig, hand_over(rig.only_alert(), to, rig.now))
    assert _since(rig, before) == [f"{OFFICER}: handed_over"]
    rig.wait(minutes=30)
    assert _since(rig, before)[1:] == [f"{OFFICER}: reminder"]


def _ladder(rig: Rig, *waits: timedelta, repeat: timedelta | None) -> None:
    levels = (AreaKind.BUILDING, AreaKind.STREET, AreaKind.COMMUNITY)
    steps = tuple(
        EscalationStep(receivers=(Receivers(area=area),), after=after)
        for area, after in zip(levels, (timedelta(0), *waits), strict=False)
    )
    policy = EscalationPolicy(
        id="own", severity=Severity.CRITICAL, steps=steps, repeat=repeat, remind_after=HOUR, area=BUILDING
    )
    rig.records.policies.put(policy, OFFICER, rig.now)
    rig.wait(seconds=1)


def test_a_step_that_waits_for_nothing_is_told_at_the_next_tick(rig: Rig) -> None:
    _ladder(rig, timedelta(0), repeat=HOUR)
    rig.say(heart_rate=180)
    rig.wait(seconds=1)
    assert rig.told()[2:] == [f"{STREET_STAFF}: escalated"]


def test_a_ladder_that_is_not_repeated_says_all_the_same_that_nobody_answered(rig: Rig) -> None:
    _ladder(rig, MINUTE, repeat=None)
    rig.say(heart_rate=180)
    for minutes in (1, 10, 10, 10, 10):
        rig.wait(minutes=minutes)
        rig.wait(seconds=1)
    alert = rig.only_alert()
    assert (len(rig.told()), alert.due_at, alert.unanswered_at is not None) == (3, None, True)
    assert [one.rule for one in rig.alerts(area_subject(COMMUNITY))] == ["unanswered"]
    assert rig.engine.facts()["counts"]["restarted"] == 0  # type: ignore[index]  # counts by name


def test_a_ladder_that_is_not_repeated_is_tried_again_where_nobody_could_be_told(records: Records) -> None:
    rig = Rig(records, ())
    _ladder(rig, repeat=None)
    rig.say(heart_rate=180)
    records.people.put_channel(console(STEWARD))
    rig.wait(minutes=10)
    assert rig.told() == [f"{STEWARD}: first"]


def test_a_device_s_alert_that_nobody_could_be_told_of_does_not_wait_for_a_day(records: Records) -> None:
    rig = Rig(records, ())
    rig.say(battery=5)
    records.people.put_channel(console(STREET_STAFF))
    rig.wait(hours=1)
    assert [one.person for one in rig.outbox()] == [STREET_STAFF]


def test_an_info_that_nobody_answered_wakes_nobody(rig: Rig) -> None:
    _info_again(rig)
    rig.say(fall=True)
    for _ in range(4):
        rig.wait(hours=1)
        rig.wait(seconds=1)
    assert rig.only_alert().unanswered_at is not None
    assert rig.alerts(area_subject(COMMUNITY)) == []


def _info_again(rig: Rig) -> None:
    steps = (EscalationStep(receivers=(Receivers(area=AreaKind.BUILDING),), after=timedelta(0)),)
    policy = EscalationPolicy(id="info", severity=Severity.INFO, steps=steps, repeat=HOUR, remind_after=HOUR)
    rig.records.policies.put(policy, OFFICER, rig.now)
    rig.records.rules.put(EventRule(id="fall", metric="fall", severity=Severity.INFO), OFFICER, rig.now)
    rig.wait(seconds=1)


def test_the_ladder_of_what_is_critical_does_not_wait_because_its_rule_flaps(rig: Rig) -> None:
    for _ in range(4):
        rig.say(heart_rate=180)
        for _ in range(4):
            rig.now += MINUTE / 1.5
            rig.say(heart_rate=80)
        rig.now += MINUTE / 6
    begun = rig.now
    rig.say(heart_rate=180)
    last = max((one for one in rig.outbox() if one.person == STEWARD), key=lambda one: one.created_at)
    assert last.not_before is not None
    rig.wait(minutes=3)
    assert _since(rig, begun) == [f"{OFFICER}: escalated"]


def test_a_clock_that_was_set_back_while_we_were_away_keeps_no_ladder_waiting(rig: Rig) -> None:
    rig.now += timedelta(days=20)
    rig.say(heart_rate=180)
    rig.now -= timedelta(days=20)
    rig.restart()
    rig.wait(seconds=1)
    rig.wait(minutes=3)
    assert rig.told()[0] == f"{OFFICER}: escalated"
