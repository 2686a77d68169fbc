"""Rosters in the engine: deputies, shifts that end, and whoever takes over is told of what is open."""

from datetime import time, timedelta

import pytest

from domain.alerts import AlertState
from domain.answers import acknowledge, hand_over
from domain.hours import LocalHours
from domain.rosters import Duty, Handover, Leave, Post, Shift
from tests.alerts.engine_rig import Rig
from tests.neighbourhood import BUILDING, DAUGHTER, MRS_LIN, OFFICER, OTHER_STEWARD, STEWARD

HOUR = timedelta(hours=1)


def _deputy(rig: Rig) -> None:
    post = Post(person=OTHER_STEWARD, area=BUILDING, since=rig.now, duty=Duty.DEPUTY)
    rig.records.rosters.assign(post, OFFICER, rig.now)
    rig.wait(seconds=1)


def _acknowledge(rig: Rig) -> None:
    change = acknowledge(rig.only_alert(), STEWARD, rig.now)
    assert change is not None
    rig.records.alerts.commit([change], [], rig.now)


def _hand_over(rig: Rig) -> None:
    """Do what the API does."""
    handover = Handover(
        id="h1", area=BUILDING, from_person=STEWARD, to_person=OTHER_STEWARD, at=rig.now, by=OFFICER, why="ill"
    )
    rig.records.rosters.hand_over(handover, rig.now)
    for alert in rig.records.alerts.find(areas=[BUILDING], states=[AlertState.FIRING, AlertState.ACKNOWLEDGED]):
        change = hand_over(alert, handover, rig.now)
        assert change is not None
        assert rig.records.alerts.commit([change], [], rig.now) == []


def test_the_deputy_is_asked_with_the_grid_officer_after_three_minutes(rig: Rig) -> None:
    _deputy(rig)
    rig.say(heart_rate=180)
    rig.wait(minutes=3)
    assert rig.told() == [
        f"{DAUGHTER}: first",
        f"{STEWARD}: first",
        f"{OFFICER}: escalated",
        f"{OTHER_STEWARD}: escalated",
    ]


def test_a_deputy_stands_in_for_a_steward_on_leave(rig: Rig) -> None:
    _deputy(rig)
    leave = Leave(id="l1", person=STEWARD, starts_at=rig.now, ends_at=rig.now + HOUR, set_by=OFFICER)
    rig.records.rosters.put_leave(leave, rig.now)
    rig.wait(seconds=1)
    rig.say(heart_rate=180)
    assert rig.told() == [f"{DAUGHTER}: first", f"{OTHER_STEWARD}: first"]


@pytest.mark.parametrize(("ends", "first", "then"), [(9, STEWARD, OTHER_STEWARD), (8, OTHER_STEWARD, OTHER_STEWARD)])
def test_when_a_shift_ends_the_next_telling_goes_to_whoever_is_on_duty_then(
    rig: Rig, ends: int, first: str, then: str
) -> None:
    shift = Shift(id="s1", person=STEWARD, area=BUILDING, weekdays=frozenset(range(7)), starts=time(7), ends=time(ends))
    rig.records.rosters.put_shift(shift, OFFICER, rig.now)
    _deputy(rig)
    rig.say(heart_rate=110)
    assert f"{first}: first" in rig.told()
    rig.now += timedelta(hours=1, minutes=30)
    rig.say(heart_rate=180)
    assert f"{then}: worsened" in rig.told()


def test_a_reminder_also_goes_to_the_present_duty_where_that_of_whoever_is_on_it_has_ended(rig: Rig) -> None:
    _deputy(rig)
    rig.say(heart_rate=180)
    _acknowledge(rig)
    leave = Leave(id="l1", person=STEWARD, starts_at=rig.now, ends_at=rig.now + HOUR, set_by=OFFICER)
    rig.records.rosters.put_leave(leave, rig.now)
    rig.wait(minutes=30)
    assert rig.told()[2:] == [f"{OTHER_STEWARD}: reminder", f"{STEWARD}: reminder"]


def test_whoever_takes_over_is_told_and_what_was_taken_on_is_theirs(rig: Rig) -> None:
    rig.say(heart_rate=180)
    _acknowledge(rig)
    rig.wait(minutes=10)
    _hand_over(rig)
    rig.wait(seconds=1)
    alert = rig.only_alert()
    assert (alert.state, alert.acknowledged_by) == (AlertState.ACKNOWLEDGED, OTHER_STEWARD)
    assert rig.told()[2:] == [f"{OTHER_STEWARD}: handed_over"]
    rig.wait(minutes=30)
    assert rig.told()[3:] == [f"{OTHER_STEWARD}: reminder"]


def test_an_alert_nobody_has_taken_on_goes_on_climbing_after_a_hand_over(rig: Rig) -> None:
    rig.say(heart_rate=180)
    _hand_over(rig)
    rig.wait(minutes=3)
    assert rig.told() == [
        f"{DAUGHTER}: first",
        f"{OTHER_STEWARD}: handed_over",
        f"{STEWARD}: first",
        f"{OFFICER}: escalated",
    ]


@pytest.mark.parametrize("hours", [0, 7])
def test_a_hand_over_that_a_crash_left_untold_is_told_after_the_restart_unless_it_is_long_ago(
    rig: Rig, hours: float
) -> None:
    rig.say(heart_rate=110)
    _hand_over(rig)
    rig.now += hours * HOUR
    for _ in range(2):
        rig.restart()
        told = [one for one in rig.outbox(MRS_LIN) if one.reason.value == "handed_over"]
        assert [one.person for one in told] == ([OTHER_STEWARD] if not hours else [])


def test_whoever_takes_over_at_night_sleeps_on_what_is_not_critical(rig: Rig) -> None:
    rig.records.people.set_quiet(OTHER_STEWARD, LocalHours(starts=time(7), ends=time(10)))
    rig.say(heart_rate=110)
    _hand_over(rig)
    rig.wait(seconds=6)
    (told,) = (one for one in rig.outbox() if one.person == OTHER_STEWARD)
    assert told.not_before is not None
    assert told.not_before - rig.now > timedelta(hours=1)
