"""What newer readings had overtaken before we heard of it: told once as history, not once a reading. Pure.

A device that comes back after a night sends what it kept. Its critical readings are told as history; those of one
resident and rule that come within `FOLD` of each other are one story.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.alerts import Alert, AlertState, Change, MoveKind
from domain.moves import HISTORY, Seen, moved, numbers
from domain.rules import EventRule, LimitRule
from domain.taking import waits, widened, worse

FOLD = timedelta(minutes=10)
"""On our clock: how long after a history alert was told what comes belongs to it."""


def is_history(rule: LimitRule | EventRule, seen: Seen) -> bool:
    """Whether a breach that begins an alert begins one that is over at once."""
    return seen.late and not seen.current and not rule.latching and not waits(rule)


def folds(alert: Alert, rule: str, now: datetime) -> bool:
    """Whether what comes now belongs to `alert`, which was history from the start."""
    if alert.state is not AlertState.RESOLVED or alert.rule != rule or alert.note != HISTORY:
        return False
    return alert.resolved_at is not None and now - alert.resolved_at <= FOLD


def fold(alert: Alert, rule: LimitRule | EventRule, seen: Seen, now: datetime) -> Change | None:
    """Take one more overtaken breach into a history alert; only a worse severity is a move."""
    wider = widened(alert, rule, seen)
    ended_at = max(alert.ended_at or seen.observed_at, seen.observed_at)
    after = worse(replace(wider, ended_at=ended_at), rule, seen)
    if after.severity == alert.severity:
        return numbers(alert, after)
    return moved(after, MoveKind.WORSENED, now, seen=seen, note=HISTORY)
