"""Answer an alert: compare-and-set, tried again when somebody else was faster."""

from collections.abc import Callable
from datetime import datetime

from api.problems import BUSY_ALERT, Problem
from api.subjects import placement_of
from domain.alerts import Alert, Change
from domain.escalation import Ladders, ladders
from store.records import Records
from store.records.links import UsedLink

Answer = Callable[[Alert, Ladders], Change | None]
"""Gives the change that an answer makes; the ladders are those of the alert's resident or area."""

_TRIES = 8


def answer_alert(
    records: Records, alert_id: str, answer: Answer, now: datetime, *, link: UsedLink | None = None
) -> Alert:
    """Give the alert as it is after the answer; where the answer changes nothing, as it is.

    With `link` it is used up in the same commit. Raises what `answer` raises (MoveRefused), LinkUsed, NotFound, and the
    409 problem where the alert never stands still.
    """
    for _ in range(_TRIES):
        alert = records.alerts.alert(alert_id)
        change = answer(alert, ladders_of(records, alert.resident))
        if change is None:
            return alert
        if not records.alerts.commit([change], [], now, link=link):
            return change.alert
    raise Problem(BUSY_ALERT)


def ladders_of(records: Records, subject: str) -> Ladders:
    """Give the escalation policies that hold for a resident or an area."""
    return ladders(records.policies.policies(), placement_of(records, subject).areas)
