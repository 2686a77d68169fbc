"""The life of an alert: every move it can make, pure. The table stands in the design, "The life of an alert".

Readings move it here; people and passing time move it in `domain.answers`. Each function gives a `Change` to be
committed, or None where nothing changes. `now` is our clock; conditions use the readings' own times.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.alerts import Alert, AlertState, Change, Move, MoveKind, alert_id
from domain.escalation import policy_for
from domain.evaluation import Condition, Verdict
from domain.rules import AbsenceRule, EventRule, Rule, Side, ThresholdRule
from domain.severity import Severity

ENGINE = "alerts"
"""Who made the moves that no person made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a reading (or a silence) looks like to one rule.

    current  no newer reading of this metric is known: an older one never overturns a newer one
    late     it was received more than ten minutes after it was observed
    """

    resident: str
    site: str
    device: str
    verdict: Verdict
    observed_at: datetime
    value: float | None = None
    current: bool = True
    late: bool = False


def observe(alert: Alert | None, rule: ThresholdRule | EventRule, seen: Seen, now: datetime) -> Change | None:
    """Move the open alert of (resident, rule), or begin one, by one reading.

    `alert` is None where none is open. The caller has made sure that an older breach is not covered by an alert
    that is over (`Alert.covers`): otherwise a redelivered reading would ring twice.
    """
    if alert is None:
        return _begin(rule, seen, now) if seen.verdict.condition is Condition.BREACHED else None
    return _NEXT[alert.state](alert, rule, seen, now)


def silent(rule: AbsenceRule, seen: Seen, now: datetime) -> Change:
    """Begin the alert of a silent device; `seen.observed_at` is when it was last heard of (our clock)."""
    return _fire(_new(rule, rule.severity, seen), seen, now)


def heard(alert: Alert, at: datetime, now: datetime) -> Change:
    """End the alert of a silent device: it was heard of at `at` (our clock)."""
    return resolved(replace(alert, observed_at=at), at, now)


def _begin(rule: ThresholdRule | EventRule, seen: Seen, now: datetime) -> Change | None:
    alert = _new(rule, _severity(rule, seen), seen)
    if isinstance(rule, ThresholdRule) and rule.hold > timedelta(0):
        return _pend(alert, seen, now) if seen.current else None
    fired = _fire(alert, seen, now)
    if seen.late and not seen.current and not rule.latching:
        return _as_history(fired, seen, now)
    return fired


def _new(rule: Rule, severity: Severity, seen: Seen) -> Alert:
    limit = seen.verdict.limit
    return Alert(
        id=alert_id(seen.resident, rule.id, seen.observed_at),
        resident=seen.resident,
        rule=rule.id,
        rule_version=rule.version,
        site=seen.site,
        device=seen.device,
        metric="" if isinstance(rule, AbsenceRule) else _metric(rule),
        severity=severity,
        state=AlertState.PENDING,
        technical=rule.technical,
        latching=rule.latching,
        late=seen.late,
        started_at=seen.observed_at,
        observed_at=seen.observed_at,
        value=seen.value,
        worst=seen.value,
        limit=limit.fires_at if limit else None,
        limit_source=rule.source,
    )


def _metric(rule: Rule) -> str:
    return rule.metric if isinstance(rule, ThresholdRule | EventRule) else ""


def _severity(rule: ThresholdRule | EventRule, seen: Seen) -> Severity:
    if isinstance(rule, EventRule):
        return rule.severity
    return seen.verdict.limit.severity if seen.verdict.limit else Severity.WARNING


def _pend(alert: Alert, seen: Seen, now: datetime) -> Change:
    held = replace(alert, held_since=seen.observed_at, held_at=seen.observed_at)
    return moved(held, MoveKind.PENDING, now, seen=seen)


def _fire(alert: Alert, seen: Seen, now: datetime) -> Change:
    wait = policy_for(alert.severity, technical=alert.technical).wait_after(0)
    fired = replace(alert, state=AlertState.FIRING, fired_at=now, step=0, due_at=now + wait if wait else None)
    return moved(fired, MoveKind.FIRED, now, seen=seen)


def _as_history(fired: Change, seen: Seen, now: datetime) -> Change:
    """Tell a late reading that newer ones have overtaken, and let it rest: nobody is asked to answer."""
    over = resolved(fired.alert, seen.observed_at, now, note="history")
    return Change(alert=over.alert, moves=(*fired.moves, *over.moves), based_on=fired.based_on)


def _pending(alert: Alert, rule: ThresholdRule | EventRule, seen: Seen, now: datetime) -> Change | None:
    if not seen.current or not isinstance(rule, ThresholdRule):
        return None
    condition = seen.verdict.condition
    if condition is Condition.CLEAR:
        over = replace(alert, state=AlertState.RESOLVED, ended_at=seen.observed_at, resolved_at=now)
        return moved(over, MoveKind.GONE, now, seen=seen)
    if condition is Condition.UNKNOWN:
        return _numbers(alert, replace(alert, held_since=None, held_at=None))
    return _hold(alert, rule, seen, now) if condition is Condition.BREACHED else None


def _hold(alert: Alert, rule: ThresholdRule, seen: Seen, now: datetime) -> Change | None:
    broken = alert.held_at is None or seen.observed_at - alert.held_at > rule.largest_gap
    since = seen.observed_at if broken or alert.held_since is None else alert.held_since
    held = _with_value(alert, rule, seen)
    held = replace(
        held, held_since=since, held_at=seen.observed_at, severity=max(alert.severity, _severity(rule, seen))
    )
    if seen.observed_at - since >= rule.hold:
        return _fire(held, seen, now)
    return _numbers(alert, held)


def _running(alert: Alert, rule: ThresholdRule | EventRule, seen: Seen, now: datetime) -> Change | None:
    condition = seen.verdict.condition
    if condition is Condition.BREACHED:
        return _breached(alert, rule, seen, now)
    if alert.latching or not seen.current:
        return None
    if condition is Condition.UNKNOWN:
        return _numbers(alert, replace(alert, clear_since=None))
    newer = replace(alert, value=seen.value, observed_at=seen.observed_at)
    if condition is Condition.CLEAR and isinstance(rule, ThresholdRule):
        return _clear(alert, newer, rule, now)
    return _numbers(alert, newer)


def _breached(alert: Alert, rule: ThresholdRule | EventRule, seen: Seen, now: datetime) -> Change | None:
    newer = _with_value(alert, rule, seen) if seen.current else alert
    severity = _severity(rule, seen)
    if severity <= alert.severity:
        return _numbers(alert, newer)
    limit = seen.verdict.limit
    worse = replace(newer, severity=severity, limit=limit.fires_at if limit else newer.limit)
    return moved(replace(worse, due_at=_sooner(worse, now)), MoveKind.WORSENED, now, seen=seen)


def _sooner(alert: Alert, now: datetime) -> datetime | None:
    """Give the due time under the ladder of the new severity, never later than the one that stands."""
    policy = policy_for(alert.severity, technical=alert.technical)
    wait = policy.remind_after if alert.state is AlertState.ACKNOWLEDGED else policy.wait_after(alert.step)
    times = [time for time in (alert.due_at, now + wait if wait else None) if time]
    return min(times, default=None)


def _clear(alert: Alert, newer: Alert, rule: ThresholdRule, now: datetime) -> Change | None:
    since = alert.clear_since or newer.observed_at
    if newer.observed_at - since >= rule.keep_firing:
        return resolved(newer, newer.observed_at, now)
    return _numbers(alert, replace(newer, clear_since=since))


def _with_value(alert: Alert, rule: ThresholdRule | EventRule, seen: Seen) -> Alert:
    worst = seen.value
    if alert.worst is not None and seen.value is not None:
        below = isinstance(rule, ThresholdRule) and rule.side is Side.BELOW
        worst = (min if below else max)(alert.worst, seen.value)
    return replace(
        alert, value=seen.value, worst=worst, observed_at=seen.observed_at, device=seen.device, clear_since=None
    )


def _resolved(alert: Alert, rule: ThresholdRule | EventRule, seen: Seen, now: datetime) -> Change | None:
    """Begin anew: a resolved alert has no next state."""
    return observe(None, rule, seen, now) if not alert.covers(seen.observed_at) else None


def resolved(alert: Alert, ended_at: datetime, now: datetime, *, note: str = "") -> Change:
    """End an alert without a person: its condition is over since `ended_at`."""
    over = replace(
        alert, state=AlertState.RESOLVED, ended_at=ended_at, resolved_at=now, resolved_by=ENGINE, due_at=None, note=note
    )
    return moved(over, MoveKind.RESOLVED, now, note=note)


def moved(
    alert: Alert,
    kind: MoveKind,
    now: datetime,
    *,
    by: str = ENGINE,
    seen: Seen | None = None,
    note: str = "",
) -> Change:
    """Write a move of `kind` under the alert's next version."""
    move = Move(
        alert=alert.id,
        n=alert.version + 1,
        kind=kind,
        at=now,
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


def _numbers(before: Alert, after: Alert) -> Change | None:
    return Change(alert=after, moves=(), based_on=before.version) if after != before else None


_Next = Callable[[Alert, ThresholdRule | EventRule, Seen, datetime], Change | None]
_NEXT: dict[AlertState, _Next] = {
    AlertState.PENDING: _pending,
    AlertState.FIRING: _running,
    AlertState.ACKNOWLEDGED: _running,
    AlertState.RESOLVED: _resolved,
}
