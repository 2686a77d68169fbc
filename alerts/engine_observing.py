"""How one reading moves the alert of its rule: in order where that matters, and never twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.evaluation import Condition
from domain.history import fold, folds, is_history
from domain.life import is_outside, observe
from domain.order import Log, log_of, taken
from domain.settling import settle

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.engine_working import Working
    from domain.alerts import Alert, Change
    from domain.moves import Seen
    from domain.rules import EventRule, LimitRule


def see_event(
    rule: LimitRule | EventRule, seen: Seen, now: datetime, working: Working, alert: Alert | None
) -> Change | None:
    """Let the alert see what has no order to keep: what happened, what is late, what a device says of itself."""
    if alert is not None and seen.observed_at <= alert.observed_at:
        seen = replace(seen, current=False)
    if not is_outside(alert, seen):
        return observe(alert, rule, seen, now)
    covering = working.covering(seen.resident, rule.id, seen.observed_at)
    if covering is None:
        return _begin(rule, seen, now, working, alert)
    if covering.is_open and alert is None:
        working.adopt(covering)
        return see_event(rule, seen, now, working, covering)
    return None


def see_number(rule: LimitRule, seen: Seen, now: datetime, working: Working, alert: Alert | None) -> Change | None:
    """Let a number take its place among those that were seen lately, and the alerts follow.

    What is late and overtaken is history, and stands beside that order.
    """
    log = working.lately.of(seen.resident, rule.id, alert)
    if (seen.late and not seen.current) or (log is not None and not log.reaches(seen.observed_at)):
        change = see_event(rule, seen, now, working, alert)
        if change is not None and alert is not None and change.alert.id == alert.id:
            working.lately.put(seen.resident, rule.id, log_of(change.alert) if change.alert.is_open else None)
        return change
    if log is None:
        if seen.verdict.condition is not Condition.BREACHED:
            return None
        covering = working.covering(seen.resident, rule.id, seen.observed_at)
        if covering is not None:
            return _covered(rule, seen, now, working, covering)
        log = Log(since=seen.observed_at)
    return _in_order(rule, seen, now, working, log)


def _covered(rule: LimitRule, seen: Seen, now: datetime, working: Working, covering: Alert) -> Change | None:
    """Pass over a breach of an alert that is over; one that is open, and that was not known here, sees it."""
    if not covering.is_open:
        return None
    working.adopt(covering)
    return see_number(rule, seen, now, working, covering)


def _in_order(rule: LimitRule, seen: Seen, now: datetime, working: Working, log: Log) -> Change | None:
    after = taken(log, rule, seen)
    if after is None:
        return None

    def covered(moment: datetime) -> bool:
        found = working.covering(seen.resident, rule.id, moment)
        return found is not None and all(found.id != one.alert.id for one in after.standing)

    settled, changes = settle(after, seen, now, covered)
    working.lately.put(seen.resident, rule.id, settled if settled.episodes else None)
    for change in changes:
        working.keep(change)
    return None


def _begin(
    rule: LimitRule | EventRule, seen: Seen, now: datetime, working: Working, alert: Alert | None
) -> Change | None:
    """Begin an alert, or take the breach into the history that was told a moment ago."""
    history = working.history(seen.resident, rule.id, now) if is_history(rule, seen) else None
    if history is not None:
        change = fold(history, rule, seen, now)
        working.told_as_history(change.alert if change else history)
        return change
    change = observe(alert, rule, seen, now)
    if change is not None and folds(change.alert, rule.id, now):
        working.told_as_history(change.alert)
    return change
