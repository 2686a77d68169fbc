"""How one reading moves the alert of its rule: in order where that matters, and never twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.evaluation import Condition, evaluate
from domain.history import fold, folds, is_history
from domain.life import is_outside, observe
from domain.order import Log, log_of, taken
from domain.readings import LATE_AFTER
from domain.rules import LimitRule, ThresholdRule
from domain.settling import settle
from domain.taking import severity_of

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.engine_working import Working
    from domain.alerts import Alert, Change
    from domain.moves import Seen
    from domain.rules import EventRule


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
    return _worse_than_known(covering, rule, seen, now, working)


def _worse_than_known(
    over: Alert, rule: LimitRule | EventRule, seen: Seen, now: datetime, working: Working
) -> Change | None:
    """Tell, as what was so, of a breach that belongs to an alert that is over, and that none told as severe."""
    severity = severity_of(rule, seen)
    if over.is_open or over.fired_at is None or severity <= over.severity:
        return None
    if any(one.severity >= severity for one in working.all_covering(seen.resident, rule.id, seen.observed_at)):
        return None
    return fold(over, rule, seen, now)


def see_number(rule: LimitRule, seen: Seen, now: datetime, working: Working, alert: Alert | None) -> Change | None:
    """Let a number take its place among those that were seen lately, and the alerts follow.

    What is late and overtaken is history, and stands beside that order.
    """
    log = working.lately.of(seen.resident, rule.id, alert)
    if (seen.late and not seen.current) or (log is not None and not log.reaches(seen.observed_at)):
        change = see_event(rule, seen, now, working, alert)
        _beside(rule, seen, working, alert, change)
        return change
    if log is None:
        return _first(rule, seen, now, working)
    after = taken(log, rule, seen)
    if log.missing:
        after = _recalled(rule, seen, now, working, replace(after or log, missing=False))
    if after is not None:
        _follow(rule, seen, now, working, after)
    return None


def _beside(rule: LimitRule, seen: Seen, working: Working, alert: Alert | None, change: Change | None) -> None:
    """Begin the log anew where an alert of it took in a breach that the log does not know: it would be lost again."""
    after = change.alert if change is not None and alert is not None and change.alert.id == alert.id else alert
    log = working.lately.log(seen.resident, rule.id)
    over = change is not None and log is not None and any(one.alert.id == change.alert.id for one in log.standing)
    taken_in = after is not None and after.covers(seen.observed_at)
    if seen.verdict.condition is Condition.BREACHED and (over or taken_in):
        working.lately.put(seen.resident, rule.id, log_of(after) if after is not None and after.is_open else None)


def _first(rule: LimitRule, seen: Seen, now: datetime, working: Working) -> Change | None:
    """Keep in mind what is seen from a first breach on; not one that an alert covers that is over."""
    if seen.verdict.condition is not Condition.BREACHED:
        return None
    covering = working.covering(seen.resident, rule.id, seen.observed_at)
    if covering is not None and covering.is_open:
        working.adopt(covering)
        return see_number(rule, seen, now, working, covering)
    if covering is not None:
        return _worse_than_known(covering, rule, seen, now, working)
    log = taken(Log(since=seen.observed_at, missing=not seen.current), rule, seen)
    if log is not None:
        _follow(rule, seen, now, working, log)
    return None


def _recalled(rule: LimitRule, seen: Seen, now: datetime, working: Working, log: Log) -> Log:
    """Take in what was seen while nothing was kept in mind: a breach did not wait for that, but was told at once."""
    if not isinstance(rule, ThresholdRule):
        return log
    for one in working.recall(seen.resident, rule.metric, log.since, now + LATE_AFTER):
        said = replace(
            seen,
            device=one.device,
            observed_at=one.observed_at,
            value=one.value,
            verdict=evaluate(rule, one.value),
            facts={},
        )
        log = taken(log, rule, said) or log
    return log


def _follow(rule: LimitRule, seen: Seen, now: datetime, working: Working, log: Log) -> None:
    """Let the alerts follow what was seen."""

    def covered(moment: datetime) -> bool:
        found = working.covering(seen.resident, rule.id, moment)
        return found is not None and all(found.id != one.alert.id for one in log.standing)

    settled, changes = settle(log, seen, now, covered)
    working.lately.put(seen.resident, rule.id, settled if settled.episodes else None)
    for change in changes:
        working.keep(change)


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
