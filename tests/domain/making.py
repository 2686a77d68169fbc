"""Rules, sights and alerts to test the life with."""

from datetime import UTC, datetime, timedelta

from domain.alerts import Alert, AlertState, Change, Disposition
from domain.answers import acknowledge, resolve
from domain.defaults import default_rules
from domain.evaluation import evaluate
from domain.life import observe
from domain.moves import Seen
from domain.rules import EventRule, Rule, ThresholdRule

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
RULES: dict[str, Rule] = {rule.id: rule for rule in default_rules()}


def threshold(rule: str = "heart_rate_high", *, hold: timedelta = timedelta(0), in_a_row: int = 1) -> ThresholdRule:
    """Give a default threshold rule, with a hold or a number in a row."""
    found = RULES[rule]
    assert isinstance(found, ThresholdRule)
    return ThresholdRule(
        id=found.id, metric=found.metric, side=found.side, limits=found.limits, hold=hold, in_a_row=in_a_row
    )


def sos() -> EventRule:
    """Give the rule of SOS."""
    found = RULES["sos"]
    assert isinstance(found, EventRule)
    return found


def seen(
    rule: ThresholdRule | EventRule,
    value: float | None,
    seconds: float = 0,
    *,
    current: bool = True,
    late: bool = False,
) -> Seen:
    """Let a rule see a value so many seconds after NOW."""
    return Seen(
        resident="lin",
        site="lin-lane",
        device="lin-lane.watch",
        verdict=evaluate(rule, value),
        observed_at=NOW + timedelta(seconds=seconds),
        value=value,
        current=current,
        late=late,
    )


def changed(change: Change | None) -> Alert:
    """Give the alert after a change that must have happened."""
    assert change is not None
    return change.alert


def firing(rule: ThresholdRule | EventRule | None = None, value: float = 110) -> Alert:
    """Give an alert that fires since NOW."""
    rule = rule or threshold()
    return changed(observe(None, rule, seen(rule, value), NOW))


def alert_in(state: AlertState, rule: ThresholdRule | EventRule) -> Alert:
    """Give an alert in a state, by the moves that lead there."""
    value = 1 if isinstance(rule, EventRule) else 110
    if state is AlertState.PENDING:
        return changed(observe(None, threshold(hold=timedelta(minutes=5)), seen(rule, value), NOW))
    alert = firing(rule, value)
    if state is AlertState.ACKNOWLEDGED:
        return changed(acknowledge(alert, "wang", NOW))
    if state is AlertState.RESOLVED:
        return changed(resolve(alert, "wang", Disposition.REAL, NOW))
    return alert
