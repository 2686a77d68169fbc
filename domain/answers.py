"""What people and passing time do to an alert: acknowledge, resolve, escalate, remind. Pure, like `domain.life`."""

from dataclasses import replace
from datetime import datetime

from domain.alerts import Alert, AlertState, Change, Disposition, Move, MoveKind
from domain.errors import MoveRefused
from domain.escalation import DEFAULT_LADDERS, Ladders
from domain.moves import moved
from domain.readings import LATE_AFTER


def acknowledge(
    alert: Alert, by: str, now: datetime, *, note: str = "", ladders: Ladders = DEFAULT_LADDERS
) -> Change | None:
    """Somebody is on it: the escalation stops. None when it is acknowledged already.

    Raises MoveRefused for a pending or resolved alert.
    """
    if alert.state not in {AlertState.FIRING, AlertState.ACKNOWLEDGED}:
        raise MoveRefused(f"an alert that is {alert.state} cannot be acknowledged")
    if alert.state is AlertState.ACKNOWLEDGED and alert.reminded_at is None:
        return None
    policy = ladders.policy(alert.severity, technical=alert.technical)
    taken = replace(
        alert,
        state=AlertState.ACKNOWLEDGED,
        acknowledged_at=now,
        acknowledged_by=by,
        reminded_at=None,
        due_at=now + policy.remind_after,
    )
    return moved(taken, MoveKind.ACKNOWLEDGED, now, by=by, note=note)


def resolve(alert: Alert, by: str, disposition: Disposition, now: datetime, *, note: str = "") -> Change | None:
    """Somebody says what it was: it is over. None when it is over already; MoveRefused while it is pending."""
    if alert.state is AlertState.RESOLVED:
        return None
    if alert.state is AlertState.PENDING:
        raise MoveRefused("an alert that is pending cannot be resolved")
    over = replace(
        alert,
        state=AlertState.RESOLVED,
        resolved_at=now,
        resolved_by=by,
        ended_at=_covered_until(alert, now),
        disposition=disposition,
        note=note,
        due_at=None,
    )
    return moved(over, MoveKind.RESOLVED, now, by=by, note=note)


def _covered_until(alert: Alert, now: datetime) -> datetime:
    """Give up to when (event time) readings belong to an alert that a person resolves.

    What happened (SOS, fall) belongs to it up to the last that was seen: a later one is another call, also where the
    device's clock is behind ours. Of what is measured, readings that were on their way belong to it as well; but not
    those of hours, which a device whose clock is hours behind would have its next alerts in.
    """
    if alert.latching:
        return alert.observed_at
    return max(alert.observed_at, min(now, alert.observed_at + LATE_AFTER))


def overdue(alert: Alert, now: datetime, *, ladders: Ladders = DEFAULT_LADDERS) -> Change | None:
    """Do what passing time asks of an alert: tell the next step, remind, let an acknowledgement expire.

    None when nothing is due at `now`.
    """
    if alert.due_at is None or now < alert.due_at:
        return None
    if alert.state is AlertState.FIRING:
        return escalate(alert, now, ladders=ladders)
    if alert.state is AlertState.ACKNOWLEDGED:
        return _expire(alert, now) if alert.reminded_at else _remind(alert, now, ladders)
    return None


def escalate(alert: Alert, now: datetime, *, note: str = "", ladders: Ladders = DEFAULT_LADDERS) -> Change:
    """Go one step up the ladder; at its end, tell the last step again."""
    policy = ladders.policy(alert.severity, technical=alert.technical)
    step = policy.next_step(alert.step)
    wait = policy.wait_after(step)
    return moved(replace(alert, step=step, due_at=now + wait if wait else None), MoveKind.ESCALATED, now, note=note)


def brings_next(alert: Alert, told: Move, *, ladders: Ladders = DEFAULT_LADDERS) -> bool:
    """Whether the next step is due at once because a message of the move `told` cannot be delivered.

    Only from the step that was told last, and not at the ladder's end: the next step there is the same people again,
    and a channel that is broken for good would page them without a pause.
    """
    policy = ladders.policy(alert.severity, technical=alert.technical)
    return told.step == alert.step and policy.next_step(alert.step) != alert.step


def _remind(alert: Alert, now: datetime, ladders: Ladders) -> Change:
    expires = ladders.policy(alert.severity, technical=alert.technical).expires_after
    return moved(replace(alert, reminded_at=now, due_at=now + expires), MoveKind.REMINDED, now)


def _expire(alert: Alert, now: datetime) -> Change:
    """Count it as unacknowledged again; the next step is due at once."""
    back = replace(
        alert, state=AlertState.FIRING, acknowledged_at=None, acknowledged_by=None, reminded_at=None, due_at=now
    )
    return moved(back, MoveKind.UNACKNOWLEDGED, now)
