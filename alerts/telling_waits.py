"""When a message may go out: quiet hours, and what can be said together where it waits. Pure.

A ladder counts a step's wait from when its people are told, so it does not race up while they sleep.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from alerts.routing_case import Directory
from domain.alerts import Alert, AlertState, Change, Move, MoveKind
from domain.answers import wait_of
from domain.escalation import NOBODY_YET, EscalationPolicy
from domain.moves import NOBODY
from domain.muting import Muted, MutedBy, happened, quiet, trace
from domain.notifications import Notification
from domain.rules import RuleKind
from domain.severity import Severity

_TRY_AGAIN = timedelta(minutes=10)
_TRY_AGAIN_CALMLY = timedelta(hours=1)
_QUIET = "quiet:"
_COUNTED = frozenset({MoveKind.FIRED, MoveKind.ESCALATED})


def in_time(notifications: Sequence[Notification], alert: Alert, directory: Directory) -> list[Notification]:
    """Put off what may not go out at once, and name what waits together; turns of higher ranks come after that."""
    return [_in_time(one, alert, directory) for one in notifications]


def counted_from(
    change: Change, notifications: Iterable[Notification], answering: Collection[str], policy: EscalationPolicy
) -> Change:
    """Let what is due next count from when the first of those who have to answer is told of the last move.

    Where all of them sleep, the move says so.
    """
    alert, last = change.alert, change.moves[-1]
    those = [one for one in notifications if one.move == last.n and one.person in answering]
    told_at = min((one.not_before or one.created_at for one in those), default=last.at)
    due = _due(alert, last, told_at, policy)
    change = change if due == alert.due_at else replace(change, alert=replace(alert, due_at=due))
    return _noted(change, told_at) if those and all(one.group.startswith(_QUIET) for one in those) else change


def tried_again(change: Change, policy: EscalationPolicy, now: datetime) -> Change:
    """Let an alert that nobody could be told of be tried again soon, whatever its ladder says of repetition.

    But not info: that nobody wants to hear of it is a choice.
    """
    alert, last = change.alert, change.moves[-1]
    if alert.state is not AlertState.FIRING or last.note != NOBODY or alert.severity <= Severity.INFO:
        return change
    soon = now + try_again_after(alert)
    step = alert.step if policy.repeat is not None else max(len(policy.steps) - 2, NOBODY_YET)
    return replace(change, alert=replace(alert, step=step, due_at=min(alert.due_at or soon, soon)))


def try_again_after(alert: Alert) -> timedelta:
    """Give how long after nobody could be told of it an alert is tried again at the latest."""
    return _TRY_AGAIN if alert.severity >= Severity.CRITICAL and not alert.technical else _TRY_AGAIN_CALMLY


def put_off(one: Notification, until: datetime, group: str) -> Notification:
    """Let it wait until then with others of its group; the turn of a higher rank comes so much after that."""
    turn = one.not_before - one.created_at if one.not_before is not None else timedelta(0)
    return replace(one, not_before=until + turn, group=group)


def _in_time(one: Notification, alert: Alert, directory: Directory) -> Notification:
    until = _sleeps_until(one, alert, directory)
    if until is not None:
        return put_off(one, until, f"{_QUIET}{one.person}")
    if alert.kind is RuleKind.ABSENCE and alert.technical:
        return replace(one, group=f"silent:{directory.building}")
    if alert.technical:
        return replace(one, group=f"technical:{directory.building}")
    return replace(one, group="info") if alert.severity is Severity.INFO else one


def _sleeps_until(one: Notification, alert: Alert, directory: Directory) -> datetime | None:
    if alert.severity >= Severity.CRITICAL or happened(alert):
        return None
    mute = quiet(directory.quiet.get(one.person), alert.severity, directory.timezone, one.created_at)
    return mute.until if mute is not None else None


def _due(alert: Alert, last: Move, told_at: datetime, policy: EscalationPolicy) -> datetime | None:
    if alert.state is AlertState.ACKNOWLEDGED and last.kind is MoveKind.REMINDED:
        return told_at + policy.expires_after
    if alert.state is not AlertState.FIRING:
        return alert.due_at
    if alert.severity >= Severity.CRITICAL:
        told_at = last.at  # it waits only where its receivers were told the same again and again: others are not
    wait = wait_of(alert, policy)
    due = told_at + wait if wait is not None else None
    if last.kind in _COUNTED:
        return due
    return due if last.kind is MoveKind.WORSENED and told_at > last.at else alert.due_at


def _noted(change: Change, until: datetime) -> Change:
    last = change.moves[-1]
    note = trace(Muted(by=MutedBy.QUIET_HOURS, until=until))
    noted = replace(last, note=f"{last.note}; {note}" if last.note else note)
    return replace(change, moves=(*change.moves[:-1], noted))
