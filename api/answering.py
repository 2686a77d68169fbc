"""Acknowledge and resolve: compare-and-set, tried again when somebody else was faster."""

from collections.abc import Callable
from datetime import datetime

from api.problems import BUSY_ALERT, Problem
from domain.alerts import Alert, Change
from store.records import Records

_TRIES = 8


def answer_alert(records: Records, alert_id: str, answer: Callable[[Alert], Change | None], now: datetime) -> Alert:
    """Give the alert as it is after the answer; where the answer changes nothing, as it is.

    Raises what `answer` raises (MoveRefused), NotFound, and the 409 problem where the alert never stands still.
    """
    for _ in range(_TRIES):
        alert = records.alerts.alert(alert_id)
        change = answer(alert)
        if change is None:
            return alert
        if not records.alerts.commit([change], [], now):
            return change.alert
    raise Problem(BUSY_ALERT)
