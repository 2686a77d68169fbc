"""The life of an alert beyond its table: worsening, order, durations, history, silence."""

from datetime import timedelta

import pytest

from domain.alerts import AlertState, MoveKind
from domain.defaults import default_rules
from domain.evaluation import BREACHED
from domain.history import FOLD, fold, folds
from domain.life import begin, ended, is_outside, observe
from domain.moves import HISTORY, Seen
from domain.severity import Severity
from domain.time_rules import AbsenceRule
from tests.domain.making import NOW, alert_in, changed, firing, seen, sos, threshold

HOUR_AGO = -3600


def test_a_worse_value_raises_the_alert_its_limit_and_brings_the_next_step_nearer() -> None:
    change = observe(firing(), threshold(), seen(threshold(), 150, 60), NOW)
    assert change is not None
    (move,) = change.moves
    assert (move.kind, move.severity, move.limit, move.value) == (MoveKind.WORSENED, Severity.CRITICAL, 131, 150)
    assert change.alert.due_at == NOW + timedelta(minutes=3)


def test_a_milder_value_does_not_lower_the_alert() -> None:
    alert = changed(observe(firing(value=150), threshold(), seen(threshold(), 105, 60), NOW))
    assert (alert.severity, alert.value, alert.worst) == (Severity.CRITICAL, 105, 150)


def test_the_worst_of_a_low_value_is_the_lowest() -> None:
    rule = threshold("spo2_low")
    alert = firing(rule, 93)
    for second, value in enumerate((92, 94), 1):
        alert = changed(observe(alert, rule, seen(rule, value, second), NOW))
    assert (alert.worst, alert.value) == (92, 94)


def test_a_breach_starts_the_time_to_clear_anew() -> None:
    alert = firing()
    for value, second in ((70, 60), (110, 120), (70, 180)):
        alert = changed(observe(alert, threshold(), seen(threshold(), value, second), NOW))
    assert alert.clear_since == NOW + timedelta(seconds=180)


def test_unknown_starts_the_time_to_clear_anew() -> None:
    alert = changed(observe(firing(), threshold(), seen(threshold(), 70, 60), NOW))
    assert changed(observe(alert, threshold(), seen(threshold(), None, 90), NOW)).clear_since is None


def test_two_breaches_far_apart_were_not_held_in_between() -> None:
    rule = threshold(hold=timedelta(minutes=10))
    alert = changed(observe(None, rule, seen(rule, 110), NOW))
    alert = changed(observe(alert, rule, seen(rule, 110, 900), NOW))
    assert (alert.state, alert.held_since) == (AlertState.PENDING, NOW + timedelta(seconds=900))


def test_an_alert_that_was_held_fires_with_its_worst_severity_and_limit() -> None:
    rule = threshold(hold=timedelta(minutes=2))
    alert = changed(observe(None, rule, seen(rule, 110), NOW))
    alert = changed(observe(alert, rule, seen(rule, 140, 120), NOW))
    assert (alert.state, alert.severity, alert.limit) == (AlertState.FIRING, Severity.CRITICAL, 131)


@pytest.mark.parametrize("value", [70, None, 97])
def test_an_older_reading_that_is_no_breach_changes_nothing(value: float | None) -> None:
    older = seen(threshold(), value, -60, current=False)
    assert observe(firing(), threshold(), older, NOW) is None


def test_an_older_breach_widens_the_alert_and_says_nothing_of_now() -> None:
    alert = changed(observe(firing(), threshold(), seen(threshold(), 105, -60, current=False), NOW))
    assert alert.started_at == NOW - timedelta(seconds=60)
    assert (alert.value, alert.observed_at, alert.worst) == (110, NOW, 110)
    assert alert.id == firing().id


def test_an_older_worse_breach_of_a_few_seconds_worsens_the_alert() -> None:
    change = observe(firing(), threshold(), seen(threshold(), 150, -60, current=False), NOW)
    assert change is not None
    assert (change.moves[0].kind, change.moves[0].note) == (MoveKind.WORSENED, "")


def test_a_late_breach_that_was_overtaken_is_fired_and_over_at_once() -> None:
    change = observe(None, threshold(), seen(threshold(), 150, HOUR_AGO, current=False, late=True), NOW)
    assert change is not None
    assert [move.kind for move in change.moves] == [MoveKind.FIRED, MoveKind.RESOLVED]
    assert (change.alert.note, change.alert.version, change.based_on) == (HISTORY, 2, 0)
    assert change.alert.covers(NOW + timedelta(seconds=HOUR_AGO))


def test_a_late_overtaken_breach_with_a_hold_is_written_down_and_gone() -> None:
    rule = threshold(hold=timedelta(minutes=5))
    change = observe(None, rule, seen(rule, 150, HOUR_AGO, current=False, late=True), NOW)
    assert change is not None
    assert [move.kind for move in change.moves] == [MoveKind.PENDING, MoveKind.GONE]


def test_an_sos_is_never_skipped_for_age() -> None:
    change = observe(None, sos(), seen(sos(), 1, HOUR_AGO, current=False, late=True), NOW)
    assert changed(change).state is AlertState.FIRING


def test_a_late_breach_before_an_open_alert_is_a_history_of_its_own() -> None:
    alert = firing()
    late = seen(threshold(), 150, HOUR_AGO, current=False, late=True)
    assert is_outside(alert, late)
    history = changed(observe(alert, threshold(), late, NOW))
    assert history.id != alert.id
    assert history.state is AlertState.RESOLVED


def test_history_of_a_night_folds_into_one_alert() -> None:
    rule = threshold()
    history = changed(observe(None, rule, seen(rule, 140, HOUR_AGO, current=False, late=True), NOW))
    assert folds(history, rule.id, NOW + FOLD)
    assert not folds(history, rule.id, NOW + FOLD + timedelta(seconds=1))
    change = fold(history, rule, seen(rule, 150, HOUR_AGO - 60, current=False, late=True), NOW)
    assert change is not None
    assert (change.moves, change.alert.worst) == ((), 150)
    assert change.alert.ended_at == NOW + timedelta(seconds=HOUR_AGO)


def test_a_history_that_becomes_critical_is_a_move() -> None:
    rule = threshold()
    history = changed(observe(None, rule, seen(rule, 110, HOUR_AGO, current=False, late=True), NOW))
    change = fold(history, rule, seen(rule, 150, HOUR_AGO + 60, current=False, late=True), NOW)
    assert change is not None
    assert (change.moves[0].kind, change.moves[0].note) == (MoveKind.WORSENED, HISTORY)


def test_the_same_breach_makes_the_same_alert() -> None:
    assert firing().id == firing(value=150).id
    assert firing().id != changed(observe(None, threshold(), seen(threshold(), 110, 1), NOW)).id


def test_a_resolved_alert_covers_what_came_before_its_end() -> None:
    alert = alert_in(AlertState.RESOLVED, threshold())
    assert alert.covers(NOW)
    assert not alert.covers(NOW - timedelta(seconds=1))
    assert not alert.covers(NOW + timedelta(seconds=1))


def test_a_silent_device_fires_and_its_next_word_ends_it() -> None:
    rule = next(rule for rule in default_rules() if isinstance(rule, AbsenceRule))
    last = NOW - timedelta(hours=26)
    sight = Seen(resident="lin", site="s", device="s.w", verdict=BREACHED, observed_at=last)
    alert = begin(rule, sight, NOW).alert
    assert (alert.state, alert.technical, alert.metric, alert.started_at) == (AlertState.FIRING, True, "", last)
    over = ended(alert, NOW + timedelta(hours=1), NOW + timedelta(hours=1)).alert
    assert (over.state, over.ended_at) == (AlertState.RESOLVED, NOW + timedelta(hours=1))
