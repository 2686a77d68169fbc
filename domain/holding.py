"""How a mute holds a telling back: the alert moves, nobody is told, and it is due again when the mute ends. Pure."""

from collections.abc import Container
from dataclasses import replace
from datetime import datetime

from domain.alerts import Alert, AlertState, Change, Move, MoveKind
from domain.escalation import NOBODY_YET
from domain.moves import moved
from domain.muting import Muted, trace


def held_back(change: Change, mute: Muted, telling: Container[MoveKind]) -> Change:
    """Keep back what readings caused: an alert that has just fired waits at NOBODY_YET for the mute's end.

    Each move of the kinds `telling` says so in its note. One that somebody is on already stays with them: of what is
    worse they are reminded at the mute's end.
    """
    fired = any(move.kind is MoveKind.FIRED for move in change.moves)
    alert = change.alert
    if alert.state is AlertState.FIRING:
        alert = replace(alert, step=NOBODY_YET if fired else alert.step, due_at=mute.until)
    elif alert.state is AlertState.ACKNOWLEDGED and alert.reminded_at is None:
        alert = replace(alert, due_at=min(alert.due_at or mute.until, mute.until))
    moves = tuple(_noted(move, mute, alert.step) if move.kind in telling else move for move in change.moves)
    return replace(change, alert=alert, moves=moves)


def put_off(alert: Alert, mute: Muted, now: datetime) -> Change:
    """Put off what is due now (the next step, a reminder) to the end of the mute; the ladder goes on as it stands."""
    kind = MoveKind.ESCALATED if alert.state is AlertState.FIRING else MoveKind.REMINDED
    return moved(replace(alert, due_at=mute.until), kind, now, note=trace(mute))


def _noted(move: Move, mute: Muted, step: int) -> Move:
    note = f"{move.note}; {trace(mute)}" if move.note else trace(mute)
    return replace(move, note=note, step=min(move.step, step))
