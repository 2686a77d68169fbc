"""Whether a message that waits still has to be told, and whether it asks for an answer. Pure.

The oldest rule is that nobody is paged after somebody has answered: an acknowledgement or a resolution that was
made *after* the message was written makes it void. What is told in spite of it:

- tests and history: nobody is asked to answer;
- the first and the worse news to relatives: they asked to know, not to act;
- the first and the worse news of an alert that ended by itself (its condition is over, nobody was on it by then): an
  outage of ours must not swallow it. Escalations, repetitions and reminders of such an alert are void: they only call
  for an answer that nothing needs any more.

A message that was to wait (a group's wait, a mute's end) for an alert that was over before the wait was is void: it is
no outage of ours that nobody heard of it. And so is what a device says of itself once it is over.
"""

from domain.alerts import Alert, AlertState
from domain.life import ENGINE
from domain.notifications import Message, Reason
from domain.severity import Severity

_ASKS_NOTHING = frozenset({Reason.TEST, Reason.HISTORY})
_NEWS = frozenset({Reason.FIRST, Reason.WORSENED})
_ONLY_WHILE_FIRING = frozenset({Reason.FIRST, Reason.ESCALATED, Reason.REPEATED})
"""Written only while nobody is on it: whoever is on it came later, whatever the clocks of two machines say."""


def answered_meanwhile(message: Message, *, to_relative: bool) -> bool:
    """Tell whether it is void; `message.alert` is the alert as it stands now."""
    alert, notification = message.alert, message.notification
    if alert is None or notification.reason in _ASKS_NOTHING:
        return False
    if notification.reason in _NEWS and to_relative:
        return False
    if _acknowledged_after(alert, message):
        return True
    if notification.reason in _NEWS and alert.resolved_by == ENGINE:
        return False
    return alert.state is AlertState.RESOLVED


def over_meanwhile(message: Message) -> bool:
    """Tell whether nothing is left to be told: it was over before the message was to go out, or is a device's own."""
    alert, notification = message.alert, message.notification
    if alert is None or notification.reason in _ASKS_NOTHING or alert.state is not AlertState.RESOLVED:
        return False
    if alert.technical:
        return True
    waited = notification.not_before if not notification.rank else None
    return waited is not None and alert.resolved_at is not None and alert.resolved_at <= waited


def may_become_void(message: Message, *, to_relative: bool) -> bool:
    """Whether an answer makes it void: such a message must never go out after one."""
    reason = message.notification.reason
    return message.alert is not None and reason not in _ASKS_NOTHING and not (to_relative and reason in _NEWS)


def asks_for_answer(message: Message, *, to_relative: bool) -> bool:
    """Whether its receiver, and nobody beside them, is asked to take the alert on: then it carries a link for that."""
    alert = message.alert
    return (
        alert is not None
        and alert.state is AlertState.FIRING
        and message.notification.reason not in _ASKS_NOTHING
        and not to_relative
        and not message.channel.is_group
        and (alert.severity > Severity.INFO or alert.technical)
    )


def _acknowledged_after(alert: Alert, message: Message) -> bool:
    """Whether somebody was on it after the message was written, and until now or the alert's end."""
    notification = message.notification
    if alert.acknowledged_at is None:
        return False
    return notification.reason in _ONLY_WHILE_FIRING or alert.acknowledged_at > notification.created_at
