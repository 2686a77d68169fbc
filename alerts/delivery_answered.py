"""Whether a message that waits still has to be told. Pure.

The oldest rule is that nobody is paged after somebody has answered: an acknowledgement or a resolution that was
made *after* the message was written makes it void. What is told in spite of it:

- tests and history: nobody is asked to answer;
- the first and the worse news to relatives: they asked to know, not to act;
- the first and the worse news of an alert that ended by itself (its condition is over, no person has seen to it):
  an outage of ours must not swallow it. Escalations, repetitions and reminders of such an alert are void: they
  only call for an answer that nothing needs any more.
"""

from domain.alerts import Alert, AlertState
from domain.life import ENGINE
from domain.notifications import Message, Reason

_ASKS_NOTHING = frozenset({Reason.TEST, Reason.HISTORY})
_NEWS = frozenset({Reason.FIRST, Reason.WORSENED})


def answered_meanwhile(message: Message, *, to_relative: bool) -> bool:
    """Tell whether it is void; `message.alert` is the alert as it stands now."""
    alert, notification = message.alert, message.notification
    if alert is None or notification.reason in _ASKS_NOTHING:
        return False
    if notification.reason in _NEWS and (to_relative or alert.resolved_by == ENGINE):
        return False
    if alert.state is AlertState.RESOLVED:
        return True
    return alert.state is AlertState.ACKNOWLEDGED and _acknowledged_after(alert, message)


def _acknowledged_after(alert: Alert, message: Message) -> bool:
    return alert.acknowledged_at is not None and alert.acknowledged_at > message.notification.created_at
