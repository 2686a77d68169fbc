"""How a move is written down: the row, the alert after it, and the change that carries both. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.alerts import Alert, AlertState, Change, Move, MoveKind
from domain.escalation import DEFAULT_LADDERS, Ladders
from domain.evaluation import Verdict

ENGINE = "alerts"
"""Who made the moves that no person made."""

HISTORY = "history"
"""The note of what newer readings had overtaken before it was told: it was so, nobody is asked to answer."""

NOBODY = "nobody to tell"
"""The note of a move that should have been told and had no receiver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a reading (or a silence) looks like to one rule.

    current  no newer reading of this metric is known: an older one never overturns a newer one
    late     it was received more than ten minutes after it was observed
    facts    numbers that explain the value (see `Alert.facts`)
    ladders  the escalation policies that hold for the resident
    """

    resident: str
    site: str
    device: str
    verdict: Verdict
    observed_at: datetime
    value: float | None = None
    current: bool = True
    late: bool = False
    facts: Mapping[str, float] = field(default_factory=dict)
    ladders: Ladders = DEFAULT_LADDERS


def moved(
    alert: Alert, kind: MoveKind, now: datetime, *, by: str = ENGINE, seen: Seen | None = None, note: str = ""
) -> Change:
    """Write a move of `kind` under the alert's next version.

    It is never earlier than an acknowledgement that it follows, wherever the clocks of two machines stand or one is
    set back to: what is told of it must not look as if it had been answered already.
    """
    at = max(now, alert.acknowledged_at or now)
    move = Move(
        alert=alert.id,
        n=alert.version + 1,
        kind=kind,
        at=at,
        severity=alert.severity,
        by=by,
        observed_at=seen.observed_at if seen else alert.observed_at,
        value=seen.value if seen else alert.value,
        limit=alert.limit,
        step=alert.step,
        note=note,
        disposition=alert.disposition,
    )
    return Change(alert=replace(alert, version=move.n), moves=(move,), based_on=alert.version)


def resolved(alert: Alert, ended_at: datetime, now: datetime, *, note: str = "") -> Change:
    """End an alert without a person: its condition is over since `ended_at`."""
    over = replace(
        alert, state=AlertState.RESOLVED, ended_at=ended_at, resolved_at=now, resolved_by=ENGINE, due_at=None, note=note
    )
    return moved(over, MoveKind.RESOLVED, now, note=note)


def numbers(before: Alert, after: Alert) -> Change | None:
    """Give the change of numbers alone: no move, the version stays. None where they are the same."""
    return Change(alert=after, moves=(), based_on=before.version) if after != before else None


def joined(first: Change | None, then: Change) -> Change:
    """Make one change of two that follow each other on the same alert."""
    if first is None:
        return then
    return Change(alert=then.alert, moves=(*first.moves, *then.moves), based_on=first.based_on)
