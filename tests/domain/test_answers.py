"""People and passing time: the ladder, reminders, acknowledgements that expire."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.alerts import Alert, AlertState, Disposition, MoveKind
from domain.answers import acknowledge, brings_next, escalate, overdue, resolve
from domain.escalation import DEFAULT_LADDERS
from domain.life import observe
from domain.people import AreaKind
from domain.severity import Severity
from tests.domain.making import NOW, alert_in, changed, firing, seen, sos, threshold

CRITICAL = DEFAULT_LADDERS.policy(Severity.CRITICAL, technical=False)


def _minutes(alert: Alert) -> float:
    assert alert.due_at is not None
    return (alert.due_at - NOW) / timedelta(minutes=1)


def test_a_critical_alert_climbs_after_3_3_and_5_minutes_then_is_repeated_each_10() -> None:
    alert, now, climbed = firing(value=150), NOW, []
    for _ in range(5):
        assert alert.due_at is not None
        waited, now = alert.due_at - now, alert.due_at
        alert = changed(overdue(alert, now))
        climbed.append((waited // timedelta(minutes=1), alert.step))
    assert climbed == [(3, 1), (3, 2), (5, 3), (10, 3), (10, 3)]


def test_a_warning_climbs_each_15_minutes() -> None:
    assert _minutes(firing()) == 15
    assert _minutes(escalate(firing(), NOW).alert) == 15


def test_the_ladder_goes_from_the_building_to_the_street() -> None:
    assert [step.area for step in CRITICAL.steps] == [
        AreaKind.BUILDING,
        AreaKind.GRID,
        AreaKind.COMMUNITY,
        AreaKind.STREET,
    ]


def test_a_technical_alert_goes_to_the_community_once_a_day() -> None:
    policy = DEFAULT_LADDERS.policy(Severity.CRITICAL, technical=True)
    assert [step.area for step in policy.steps] == [AreaKind.COMMUNITY]
    assert policy.wait_after(0) == timedelta(hours=24)


def test_an_info_is_told_once() -> None:
    assert DEFAULT_LADDERS.policy(Severity.INFO, technical=False).wait_after(0) is None


def test_nothing_is_due_before_its_time() -> None:
    assert overdue(firing(), NOW + timedelta(minutes=15) - timedelta(microseconds=1)) is None
    assert overdue(firing(), NOW + timedelta(minutes=15)) is not None


@pytest.mark.parametrize("state", [AlertState.PENDING, AlertState.RESOLVED])
def test_nothing_is_ever_due_where_nobody_is_told(state: AlertState) -> None:
    assert overdue(alert_in(state, threshold()), NOW + timedelta(days=365)) is None


def test_an_acknowledgement_is_reminded_then_expires_and_the_next_step_is_due_at_once() -> None:
    taken = changed(acknowledge(firing(value=150), "wang", NOW))
    assert _minutes(taken) == 30
    reminded = changed(overdue(taken, NOW + timedelta(minutes=30)))
    assert (reminded.state, _minutes(reminded)) == (AlertState.ACKNOWLEDGED, 40)
    later = NOW + timedelta(minutes=40)
    expired = changed(overdue(reminded, later))
    assert (expired.state, expired.acknowledged_by, expired.due_at) == (AlertState.FIRING, None, later)
    assert changed(overdue(expired, later)).step == 1


def test_an_acknowledgement_after_the_reminder_counts_anew() -> None:
    taken = changed(acknowledge(firing(value=150), "wang", NOW))
    reminded = changed(overdue(taken, NOW + timedelta(minutes=30)))
    again = changed(acknowledge(reminded, "zhao", NOW + timedelta(minutes=31)))
    assert (again.acknowledged_by, _minutes(again), again.reminded_at) == ("zhao", 61, None)


def test_a_worsening_while_somebody_is_on_it_leaves_it_theirs_and_reminds_sooner() -> None:
    taken = changed(acknowledge(firing(), "wang", NOW))
    assert _minutes(taken) == 120
    worse = changed(observe(taken, threshold(), seen(threshold(), 150, 60), NOW))
    assert (worse.state, worse.acknowledged_by, _minutes(worse)) == (AlertState.ACKNOWLEDGED, "wang", 30)


def test_a_resolution_carries_who_what_and_why() -> None:
    over = changed(resolve(firing(), "wang", Disposition.FALSE_ALARM, NOW, note="ran for the bus"))
    assert (over.resolved_by, over.disposition, over.note) == ("wang", Disposition.FALSE_ALARM, "ran for the bus")
    assert (over.due_at, over.ended_at) == (None, NOW)


def test_a_resolution_covers_a_device_whose_clock_is_ahead() -> None:
    ahead = changed(observe(firing(), threshold(), seen(threshold(), 111, 60), NOW))
    assert changed(resolve(ahead, "wang", Disposition.TEST, NOW)).ended_at == NOW + timedelta(seconds=60)


def test_a_resolution_covers_of_what_happened_no_more_than_was_seen() -> None:
    pressed = alert_in(AlertState.FIRING, sos())
    assert changed(resolve(pressed, "wang", Disposition.TEST, NOW + timedelta(minutes=5))).ended_at == NOW


def test_a_resolution_covers_readings_on_their_way_and_not_hours() -> None:
    late, early = (changed(resolve(firing(), "wang", Disposition.REAL, NOW + timedelta(minutes=n))) for n in (500, 5))
    assert (early.ended_at, late.ended_at) == (NOW + timedelta(minutes=5), NOW + timedelta(minutes=10))


def test_each_move_is_the_next_version_and_is_based_on_the_one_before() -> None:
    fired = firing()
    change = acknowledge(fired, "wang", NOW, note="on my way")
    assert change is not None
    (move,) = change.moves
    assert (change.based_on, move.n, change.alert.version) == (1, 2, 2)
    assert (move.kind, move.by, move.note) == (MoveKind.ACKNOWLEDGED, "wang", "on my way")


@pytest.mark.parametrize(("told", "step", "brings"), [(0, 0, True), (0, 1, False), (2, 2, True), (3, 3, False)])
def test_a_message_that_reached_nobody_brings_the_next_step_of_the_ladder_only(
    *, told: int, step: int, brings: bool
) -> None:
    fired = observe(None, threshold(), seen(threshold(), 110), NOW)
    assert fired is not None
    move = replace(fired.moves[-1], step=told)
    assert brings_next(replace(fired.alert, step=step), move) is brings
