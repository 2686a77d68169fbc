"""Every cell of the design's table, "The life of an alert"."""

from datetime import timedelta

import pytest

from domain.alerts import Alert, AlertState, Change, Disposition, MoveKind
from domain.answers import acknowledge, resolve
from domain.errors import MoveRefused
from domain.life import observe
from tests.domain.making import NOW, alert_in, seen, sos, threshold

P, F, A, R = AlertState.PENDING, AlertState.FIRING, AlertState.ACKNOWLEDGED, AlertState.RESOLVED
BREACHED, CLEAR, UNKNOWN, BETWEEN = 110.0, 70.0, None, 97.0
LATER = 600
"""Seconds: past every hold and keep_firing."""


def _told(change: Change | None) -> list[MoveKind]:
    return [] if change is None else [move.kind for move in change.moves]


@pytest.mark.parametrize(
    ("value", "hold", "state", "moves"),
    [
        (BREACHED, 0, F, [MoveKind.FIRED]),
        (BREACHED, 300, P, [MoveKind.PENDING]),
        (CLEAR, 0, None, []),
        (UNKNOWN, 0, None, []),
        (BETWEEN, 0, None, []),
    ],
)
def test_where_no_alert_is_open(
    value: float | None, hold: int, state: AlertState | None, moves: list[MoveKind]
) -> None:
    rule = threshold(hold=timedelta(seconds=hold))
    change = observe(None, rule, seen(rule, value), NOW)
    assert (change.alert.state if change else None, _told(change)) == (state, moves)


@pytest.mark.parametrize(
    ("before", "value", "state", "moves"),
    [
        (P, BREACHED, P, []),
        (P, CLEAR, R, [MoveKind.GONE]),
        (P, UNKNOWN, P, []),
        (P, BETWEEN, P, []),
        (F, BREACHED, F, []),
        (F, CLEAR, F, []),
        (F, UNKNOWN, F, []),
        (F, BETWEEN, F, []),
        (A, BREACHED, A, []),
        (A, CLEAR, A, []),
        (A, UNKNOWN, A, []),
        (A, BETWEEN, A, []),
        (R, BREACHED, F, [MoveKind.FIRED]),
        (R, CLEAR, R, []),
        (R, UNKNOWN, R, []),
        (R, BETWEEN, R, []),
    ],
)
def test_one_reading(before: AlertState, value: float | None, state: AlertState, moves: list[MoveKind]) -> None:
    rule = threshold(hold=timedelta(minutes=5) if before is P else timedelta(0))
    alert = alert_in(before, rule)
    change = observe(alert, rule, seen(rule, value, LATER), NOW)
    assert (change.alert.state if change else alert.state, _told(change)) == (state, moves)


@pytest.mark.parametrize("before", [F, A])
def test_clear_for_keep_firing_resolves(before: AlertState) -> None:
    alert = _after(alert_in(before, threshold()), [(CLEAR, 60), (CLEAR, 179)])
    assert alert.state is before
    assert _after(alert, [(CLEAR, 180)]).state is R


@pytest.mark.parametrize("before", [F, A])
def test_a_latching_rule_stays_whatever_is_read(before: AlertState) -> None:
    alert = alert_in(before, sos())
    assert observe(alert, sos(), seen(sos(), 0.0, LATER), NOW) is None
    assert observe(alert, sos(), seen(sos(), None, LATER), NOW) is None


def test_held_for_hold_fires() -> None:
    rule = threshold(hold=timedelta(minutes=5))
    alert = _after(alert_in(P, rule), [(BREACHED, 120), (BREACHED, 299)], hold=timedelta(minutes=5))
    assert alert.state is P
    assert _after(alert, [(BREACHED, 300)], hold=timedelta(minutes=5)).state is F


def test_unknown_stops_the_hold_from_counting() -> None:
    hold = timedelta(minutes=5)
    alert = _after(alert_in(P, threshold(hold=hold)), [(BREACHED, 120), (UNKNOWN, 200), (BREACHED, 300)], hold=hold)
    assert (alert.state, alert.held_since) == (P, NOW + timedelta(seconds=300))


@pytest.mark.parametrize(
    ("before", "state", "moves"), [(F, A, [MoveKind.ACKNOWLEDGED]), (A, A, []), (P, None, []), (R, None, [])]
)
def test_somebody_acknowledges(before: AlertState, state: AlertState | None, moves: list[MoveKind]) -> None:
    alert = alert_in(before, threshold())
    if state is None:
        with pytest.raises(MoveRefused):
            acknowledge(alert, "wang", NOW)
        return
    change = acknowledge(alert, "wang", NOW)
    assert (change.alert.state if change else alert.state, _told(change)) == (state, moves)


@pytest.mark.parametrize(("before", "moves"), [(F, [MoveKind.RESOLVED]), (A, [MoveKind.RESOLVED]), (P, None), (R, [])])
def test_somebody_resolves(before: AlertState, moves: list[MoveKind] | None) -> None:
    alert = alert_in(before, threshold())
    if moves is None:
        with pytest.raises(MoveRefused):
            resolve(alert, "wang", Disposition.REAL, NOW)
        return
    change = resolve(alert, "wang", Disposition.REAL, NOW)
    assert _told(change) == moves
    assert change is None or change.alert.disposition is Disposition.REAL


def _after(alert: Alert, readings: list[tuple[float | None, float]], hold: timedelta = timedelta(0)) -> Alert:
    rule = threshold(hold=hold)
    for value, seconds in readings:
        change = observe(alert, rule, seen(rule, value, seconds), NOW)
        alert = change.alert if change else alert
    return alert
