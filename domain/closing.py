"""Ending an alert because there is nobody any more whom it could be about. Pure, like `domain.life`."""

from dataclasses import replace
from datetime import datetime

from domain.alerts import Alert, AlertState, Change, MoveKind
from domain.moves import moved

DECEASED = "the resident has died"
ERASED = "the resident's data was erased"


def close(alert: Alert, by: str, why: str, now: datetime) -> Change | None:
    """End an open alert, in whatever state it is: nobody said what it was, so it has no disposition. None: it is over.

    The move says by whom and why; nobody is told of it.
    """
    if not alert.is_open:
        return None
    kind = MoveKind.GONE if alert.state is AlertState.PENDING else MoveKind.RESOLVED
    over = replace(
        alert,
        state=AlertState.RESOLVED,
        resolved_at=now,
        resolved_by=by,
        ended_at=max(alert.observed_at, now),
        due_at=None,
        note=why,
    )
    return moved(over, kind, now, by=by, note=why)
