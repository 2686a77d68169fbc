"""People and passing time: the ladder, reminders, acknowledgements that expire."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.alerts import Alert, AlertState, Disposition, MoveKind
from domain.answers import acknowledge, brings_next, escalate, hand_over, handed_to, overdue, resolve
from domain.escalation import DEFAULT_LADDERS, NOBODY_YET
from domain.holding import held_back, put_off
from domain.life import observe
from domain.muting import Muted, MutedBy, trace
from domain.people import AreaKind
from domain.rosters import Handover
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


def test_at_the_end_of_the_ladder_it_is_written_down_once_that_nobody_answered() -> None:
    alert, kinds = firing(value=150), []
    for _ in range(6):
        assert alert.due_at is not None
        change = overdue(alert, alert.due_at)
        assert change is not None
        alert = change.alert
        kinds.append([move.kind for move in change.moves])
    told = [MoveKind.ESCALATED]
    assert kinds == [told, told, told, [MoveKind.UNANSWERED, *told], told, told]
    assert alert.unanswered_at == NOW + timedelta(minutes=21)
    assert changed(acknowledge(alert, "wang", NOW + timedelta(hours=1))).unanswered_at is None


def test_an_acknowledgement_that_expires_at_the_end_is_told_once_more_before_it_counts_as_unanswered() -> None:
    taken = changed(acknowledge(replace(firing(value=150), step=3), "chen", NOW))
    reminded = changed(overdue(taken, NOW + timedelta(minutes=30)))
    back = changed(overdue(reminded, NOW + timedelta(minutes=40)))
    again = changed(overdue(back, NOW + timedelta(minutes=40)))
    assert (again.step, again.unanswered_at) == (3, None)
    assert changed(overdue(again, NOW + timedelta(minutes=50))).unanswered_at == NOW + timedelta(minutes=50)


HANDOVER = Handover(
    id="h1", area="building-3", from_person="wang", to_person="sun", at=NOW, by="li", why="ill: back on Monday"
)


def test_a_hand_over_makes_what_one_had_acknowledged_the_other_s_and_counts_anew() -> None:
    taken = changed(acknowledge(firing(value=150), "wang", NOW))
    reminded = changed(overdue(taken, NOW + timedelta(minutes=30)))
    change = hand_over(reminded, HANDOVER, NOW + timedelta(minutes=31))
    assert change is not None
    assert (change.alert.acknowledged_by, _minutes(change.alert), change.alert.reminded_at) == ("sun", 61, None)
    assert (change.moves[0].kind, change.moves[0].by) == (MoveKind.HANDED_OVER, "li")
    assert handed_to(change.moves[0]) == "sun"


def test_a_hand_over_leaves_what_others_are_on_and_the_ladder_as_they_are() -> None:
    for alert in (firing(), changed(acknowledge(firing(), "zhao", NOW))):
        handed = changed(hand_over(alert, HANDOVER, NOW + timedelta(minutes=5)))
        assert replace(handed, version=alert.version) == alert


@pytest.mark.parametrize("state", [AlertState.PENDING, AlertState.RESOLVED])
def test_nothing_else_is_handed_over(state: AlertState) -> None:
    assert hand_over(alert_in(state, threshold()), HANDOVER, NOW) is None


MUTE = Muted(by=MutedBy.SILENCE, until=NOW + timedelta(hours=1), source="s1")
_TELLING = frozenset({MoveKind.FIRED, MoveKind.WORSENED})


def test_an_alert_that_fires_while_muted_waits_for_the_end_and_then_begins_its_ladder() -> None:
    fired = observe(None, threshold(), seen(threshold(), 150), NOW)
    assert fired is not None
    held = held_back(fired, MUTE, _TELLING)
    assert (held.alert.step, held.alert.due_at, held.moves[0].step) == (NOBODY_YET, MUTE.until, NOBODY_YET)
    assert held.moves[0].note == trace(MUTE)
    told = changed(overdue(held.alert, MUTE.until))
    assert (told.step, told.due_at) == (0, MUTE.until + timedelta(minutes=3))


def test_worse_news_while_muted_waits_too_and_leaves_an_acknowledgement_alone() -> None:
    for alert in (firing(), changed(acknowledge(firing(), "wang", NOW))):
        worse = observe(alert, threshold(), seen(threshold(), 150, 60), NOW)
        assert worse is not None
        held = held_back(worse, MUTE, _TELLING).alert
        assert held.step == 0
        assert held.due_at == (MUTE.until if held.state is AlertState.FIRING else worse.alert.due_at)


def test_what_is_due_while_muted_is_put_off_and_leaves_a_trace() -> None:
    for alert, kind in (
        (firing(), MoveKind.ESCALATED),
        (changed(acknowledge(firing(), "wang", NOW)), MoveKind.REMINDED),
    ):
        change = put_off(alert, MUTE, NOW)
        assert (change.moves[0].kind, change.moves[0].note) == (kind, trace(MUTE))
        assert (change.alert.step, change.alert.due_at, change.alert.reminded_at) == (0, MUTE.until, None)


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
