"""What an alert takes from a reading: its value, how bad it is, how many there were in a row. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from domain.alerts import Alert
from domain.limits import Side
from domain.moves import Seen
from domain.rules import EventRule, LimitRule
from domain.severity import Severity

IN_A_ROW = "in_a_row"
"""The fact that counts the breached readings of a pending alert: kept with it, so that a restart counts on."""


def severity_of(rule: LimitRule | EventRule, seen: Seen) -> Severity:
    """Give how bad a breach is."""
    if isinstance(rule, EventRule):
        return rule.severity
    return seen.verdict.limit.severity if seen.verdict.limit else Severity.WARNING


def worse(alert: Alert, rule: LimitRule | EventRule, seen: Seen) -> Alert:
    """Raise the severity, and the limit that goes with it; it never goes down."""
    severity, limit = severity_of(rule, seen), seen.verdict.limit
    if severity <= alert.severity:
        return alert
    return replace(alert, severity=severity, limit=limit.fires_at if limit else alert.limit)


def with_value(alert: Alert, rule: LimitRule | EventRule, seen: Seen) -> Alert:
    """Take a breach that is the newest: value, facts and device go together."""
    return replace(
        alert,
        value=seen.value,
        facts=seen.facts,
        worst=worst_of(alert.worst, rule, seen.value),
        observed_at=seen.observed_at,
        device=seen.device,
        clear_since=None,
    )


def widened(alert: Alert, rule: LimitRule | EventRule, seen: Seen) -> Alert:
    """Take in an older breach: it belongs to this alert, and says nothing of how things are now."""
    started_at = min(alert.started_at, seen.observed_at)
    return replace(alert, started_at=started_at, worst=worst_of(alert.worst, rule, seen.value))


def worst_of(worst: float | None, rule: LimitRule | EventRule, value: float | None) -> float | None:
    """Give the worse of two values; the one that is known where one is not."""
    if worst is None or value is None:
        return value if worst is None else worst
    below = isinstance(rule, LimitRule) and rule.side is Side.BELOW
    return (min if below else max)(worst, value)


def waits(rule: LimitRule | EventRule) -> bool:
    """Whether one breached reading is not enough to fire."""
    return isinstance(rule, LimitRule) and (bool(rule.hold) or rule.in_a_row > 1)


def counted(rule: LimitRule | EventRule, seen: Seen, before: Alert | None = None) -> Mapping[str, float]:
    """Give the facts of a breach with its place in the row, where the rule counts."""
    if not isinstance(rule, LimitRule) or rule.in_a_row <= 1:
        return seen.facts
    return {**seen.facts, IN_A_ROW: in_a_row(before) + 1}


def in_a_row(alert: Alert | None) -> float:
    """Give how many breached readings in a row an alert has counted."""
    return alert.facts.get(IN_A_ROW, 1) if alert is not None else 0
