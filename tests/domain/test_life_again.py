"""Several breaches in a row before it fires; and an event that comes once more while somebody is on it."""

from datetime import timedelta

import pytest

from domain.alerts import Alert, AlertState, Change, MoveKind
from domain.answers import acknowledge, overdue
from domain.life import ONE_PRESS, observe
from domain.taking import IN_A_ROW
from tests.domain.making import NOW, alert_in, changed, firing, seen, sos, threshold

THREE = threshold(in_a_row=3)
BREACHED, CLEAR, BETWEEN, UNKNOWN = 110.0, 70.0, 97.0, None


def _after(*values: float | None) -> list[Alert]:
    """Give the alerts after these values, a day apart: no gap is too large for a row."""
    alerts: list[Alert] = []
    for day, value in enumerate(values):
        running = alerts.pop() if alerts and alerts[-1].is_open else None
        change = observe(running, THREE, seen(THREE, value, day * 86400), NOW)
        alerts += [change.alert] if change else [running] if running else []
    return alerts


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ((BREACHED,), AlertState.PENDING),
        ((BREACHED, BREACHED), AlertState.PENDING),
        ((BREACHED, BREACHED, BREACHED), AlertState.FIRING),
        ((BREACHED, BETWEEN, BREACHED, BETWEEN), AlertState.PENDING),
        ((BREACHED, BETWEEN, BREACHED, UNKNOWN, BREACHED), AlertState.FIRING),
        ((BREACHED, BREACHED, CLEAR, BREACHED, BREACHED), AlertState.PENDING),
        ((BREACHED, BREACHED, CLEAR), AlertState.RESOLVED),
    ],
)
def test_only_breaches_count_and_only_a_clear_reading_starts_anew(
    values: tuple[float | None, ...], state: AlertState
) -> None:
    assert _after(*values)[-1].state is state


def test_the_row_is_counted_in_what_is_written_down() -> None:
    assert [_after(*[BREACHED] * n)[-1].facts[IN_A_ROW] for n in (1, 2, 3)] == [1, 2, 3]


def test_a_row_and_a_hold_are_both_needed() -> None:
    rule = threshold(in_a_row=2, hold=timedelta(minutes=2))
    alert = changed(observe(None, rule, seen(rule, BREACHED), NOW))
    alert = changed(observe(alert, rule, seen(rule, BREACHED, 60), NOW))
    assert alert.state is AlertState.PENDING
    assert changed(observe(alert, rule, seen(rule, BREACHED, 120), NOW)).state is AlertState.FIRING


def _pressed(alert: Alert, seconds: float) -> Change | None:
    return observe(alert, sos(), seen(sos(), 1, seconds), NOW + timedelta(seconds=seconds))


def _taken(seconds: float) -> Alert:
    return changed(acknowledge(firing(sos(), 1), "wang", NOW + timedelta(seconds=seconds)))


def test_a_press_while_somebody_is_on_it_is_told_at_once_and_reminds_them() -> None:
    change = _pressed(_taken(30), 120)
    assert change is not None
    assert [move.kind for move in change.moves] == [MoveKind.AGAIN]
    alert = change.alert
    assert (alert.state, alert.acknowledged_by, alert.reminded_at) == (
        AlertState.ACKNOWLEDGED,
        "wang",
        NOW + timedelta(seconds=120),
    )
    assert alert.due_at == NOW + timedelta(seconds=120, minutes=3)


def test_presses_within_a_minute_of_the_one_told_are_one_and_later_ones_are_not() -> None:
    minute = ONE_PRESS.total_seconds()
    alert = changed(_pressed(_taken(5), minute + 1))
    for seconds, told in ((minute + 30, []), (2 * minute + 1, []), (2 * minute + 2, [MoveKind.AGAIN])):
        change = _pressed(alert, seconds)
        assert change is not None
        assert [move.kind for move in change.moves] == told
        alert = change.alert


def test_a_press_that_comes_again_or_was_overtaken_is_not_told() -> None:
    alert = changed(_pressed(_taken(5), 120))
    older = observe(alert, sos(), seen(sos(), 1, 110, current=False), NOW)
    assert older is None or older.moves == ()


def test_without_another_answer_the_promise_ends_and_the_ladder_goes_on() -> None:
    alert = changed(_pressed(_taken(5), 120))
    assert alert.due_at is not None
    expired = changed(overdue(alert, alert.due_at))
    assert (expired.state, expired.due_at) == (AlertState.FIRING, alert.due_at)


def test_who_answers_once_more_is_reminded_only_when_it_is_time() -> None:
    alert = changed(_pressed(_taken(5), 120))
    again = changed(acknowledge(alert, "wang", NOW + timedelta(minutes=3)))
    assert (again.reminded_at, again.due_at) == (None, NOW + timedelta(minutes=33))


def test_a_pulse_that_is_breached_once_more_is_not_told_to_who_is_on_it() -> None:
    alert = alert_in(AlertState.ACKNOWLEDGED, threshold())
    change = observe(alert, threshold(), seen(threshold(), BREACHED, 600), NOW)
    assert change is not None
    assert change.moves == ()
