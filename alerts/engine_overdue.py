"""Does what is due of an alert now: the next step, a reminder, an expiry; or puts it off while it is muted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from alerts.engine_mutes import Mutes
from alerts.engine_working import Working
from domain.alerts import Alert, AlertState, Change
from domain.answers import overdue
from domain.escalation import Ladders
from domain.holding import put_off


class Overdue:
    """Takes the step in a `Working`, on the alert as the records have it."""

    def __init__(self, mutes: Mutes, ladders: Callable[[Alert], Ladders]) -> None:
        self._mutes = mutes
        self._ladders = ladders

    def take(self, alert: Alert, working: Working, now: datetime) -> None:
        """Do what is due of `alert`, read from the records just now. One that nothing was due of is due now."""
        key = alert.resident, alert.rule
        working.adopt(alert)
        working.take(key, partial(self._step, alert.id, alert.due_at is None, now))

    def _step(self, alert: str, stood_still: bool, now: datetime, _: Working, found: Alert | None) -> Change | None:  # noqa: FBT001 - a step's arguments come in order
        if found is None or found.id != alert:
            return None
        if stood_still and found.due_at is None:
            found = replace(found, due_at=now)
        if found.due_at is None or found.due_at > now:
            return None
        mute = self._mutes.holding(found, now) if found.reminded_at is None else None
        if mute is not None and found.state is not AlertState.PENDING:
            return put_off(found, mute, now)
        return overdue(found, now, ladders=self._ladders(found))
