"""What people and passing time do to an alert: acknowledge, resolve, escalate, remind. Pure, like `domain.life`."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from domain.alerts import Alert, AlertState, Change, Disposition, Move, MoveKind
from domain.errors import MoveRefused
from domain.escalation import DEFAULT_LADDERS, NOBODY_YET, EscalationPolicy, Ladders
from domain.moves import joined, moved
from domain.readings import LATE_AFTER
from domain.rosters import Handover
from domain.severity import Severity


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
        unanswered_at=None,
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


def hand_over(alert: Alert, handover: Handover, now: datetime, *, ladders: Ladders = DEFAULT_LADDERS) -> Change | None:
    """Give an open alert of the area to whoever took the post over: they are told of it (see `handed_to`).

    What the one before had acknowledged is theirs from now on, and its reminder is counted anew. None where nobody has
    been told of the alert (pending) or it is over.
    """
    if alert.state not in {AlertState.FIRING, AlertState.ACKNOWLEDGED}:
        return None
    if alert.state is AlertState.ACKNOWLEDGED and alert.acknowledged_by == handover.from_person:
        wait = ladders.policy(alert.severity, technical=alert.technical).remind_after
        alert = replace(alert, acknowledged_by=handover.to_person, reminded_at=None, due_at=now + wait)
    note = f"{handover.from_person} to {handover.to_person}" + (f": {handover.why}" if handover.why else "")
    return moved(alert, MoveKind.HANDED_OVER, now, by=handover.by, note=note)


_HANDED = re.compile(r"\S+ to (?P<person>[^\s:]+)(?::|$)")


def handed_to(move: Move) -> str | None:
    """Give the id of whoever an alert was handed to; None for every other move."""
    found = _HANDED.match(move.note) if move.kind is MoveKind.HANDED_OVER else None
    return found["person"] if found else None


def overdue(alert: Alert, now: datetime, *, ladders: Ladders = DEFAULT_LADDERS) -> Change | None:
    """Do what passing time asks of an alert: tell the next step, remind, let an acknowledgement expire.

    None when nothing is due at `now`.
    """
    if alert.due_at is None or now < alert.due_at:
        return None
    if alert.state is AlertState.FIRING:
        return _climb(alert, now, ladders)
    if alert.state is AlertState.ACKNOWLEDGED:
        return _expire(alert, now, ladders) if alert.reminded_at else _remind(alert, now, ladders)
    return None


def escalate(alert: Alert, now: datetime, *, note: str = "", ladders: Ladders = DEFAULT_LADDERS) -> Change:
    """Go one step up the ladder; at its end, tell the last step again."""
    policy = ladders.policy(alert.severity, technical=alert.technical)
    step = policy.next_step(alert.step)
    climbed = replace(alert, step=step)
    wait = wait_of(climbed, policy)
    due_at = now + wait if wait is not None else None
    return moved(replace(climbed, due_at=due_at), MoveKind.ESCALATED, now, note=note)


def wait_of(alert: Alert, policy: EscalationPolicy) -> timedelta | None:
    """Give how long an alert that fires waits after its step was told; None: nothing comes any more."""
    return policy.due_after(alert.step) if alert.unanswered_at is None else policy.wait_after(alert.step)


def brings_next(alert: Alert, told: Move, *, ladders: Ladders = DEFAULT_LADDERS) -> bool:
    """Whether the next step is due at once because a message of the move `told` cannot be delivered.

    Only from the step that was told last, and not at the ladder's end: the next step there is the same people again,
    and a channel that is broken for good would page them without a pause.
    """
    policy = ladders.policy(alert.severity, technical=alert.technical)
    return told.step == alert.step and not policy.is_last(alert.step)


def _climb(alert: Alert, now: datetime, ladders: Ladders) -> Change:
    """Tell the next step. After the last one nobody has answered: that is written down once, and told on.

    A last step that is not repeated is told no more.
    """
    policy = ladders.policy(alert.severity, technical=alert.technical)
    if not policy.is_last(alert.step) or alert.unanswered_at is not None:
        return escalate(alert, now, ladders=ladders)
    given_up = moved(replace(alert, unanswered_at=now, due_at=None), MoveKind.UNANSWERED, now)
    again = policy.repeat is not None or alert.technical or alert.severity is Severity.INFO
    return joined(given_up, escalate(given_up.alert, now, ladders=ladders)) if again else given_up


def _remind(alert: Alert, now: datetime, ladders: Ladders) -> Change:
    expires = ladders.policy(alert.severity, technical=alert.technical).expires_after
    return moved(replace(alert, reminded_at=now, due_at=now + expires), MoveKind.REMINDED, now)


def _expire(alert: Alert, now: datetime, ladders: Ladders) -> Change:
    """Count it as unacknowledged again; the next step is due at once.

    At the ladder's end that is the last step once more: only when it has been told again can it stay unanswered.
    """
    policy = ladders.policy(alert.severity, technical=alert.technical)
    step = max(len(policy.steps) - 2, NOBODY_YET) if policy.is_last(alert.step) else alert.step
    back = replace(
        alert,
        state=AlertState.FIRING,
        step=step,
        acknowledged_at=None,
        acknowledged_by=None,
        reminded_at=None,
        due_at=now,
    )
    return moved(back, MoveKind.UNACKNOWLEDGED, now)
