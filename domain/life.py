"""The life of an alert: every move that readings make it take, pure. The table stands in the design.

People and passing time move it in `domain.answers`; what overtaken readings cause stands in `domain.history`. Each
function gives a `Change` to be committed, or None where nothing changes. `now` is our clock; conditions use the
readings' own times.

After the change is committed, every breach that was seen is covered by an alert (`Alert.covers`), told or not: that is
what makes a redelivered reading harmless.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from domain.alerts import Alert, AlertState, Change, MoveKind, alert_id
from domain.evaluation import Condition
from domain.moves import ENGINE, HISTORY, Seen, joined, moved, numbers, resolved
from domain.rules import EventRule, LimitRule, Rule, RuleKind
from domain.severity import Severity
from domain.taking import counted, in_a_row, severity_of, waits, widened, with_value, worse
from domain.time_rules import SystemRule, TimeRule

__all__ = ["ENGINE", "Seen", "begin", "ended", "is_outside", "observe"]

ONE_PRESS = timedelta(minutes=1)
"""Presses (or falls) so near to the one that was told last are the same call."""


def is_outside(alert: Alert | None, seen: Seen) -> bool:
    """Whether it is a breach from outside the open alert: ask first whether one that is over covers it.

    A breach from before the open alert's start may have been told long ago.
    """
    if seen.verdict.condition is not Condition.BREACHED:
        return False
    return alert is None or not alert.is_open or seen.observed_at < alert.started_at


def observe(alert: Alert | None, rule: LimitRule | EventRule, seen: Seen, now: datetime) -> Change | None:
    """Move the open alert of (resident, rule), or begin one, by one reading.

    `alert` is None where none is open. Where the reading `is_outside`, the caller has made sure that no alert that is
    over covers it: otherwise a redelivered reading would ring twice. Beside an open alert only a late reading from
    before its start begins another, which is history at once.
    """
    is_open = alert is not None and alert.is_open
    if is_outside(alert, seen) and (alert is None or not is_open or _is_before(alert, seen)):
        return _begin(rule, seen, now, beside=is_open)
    return _NEXT[alert.state](alert, rule, seen, now) if alert is not None else None


def begin(rule: TimeRule | SystemRule, seen: Seen, now: datetime) -> Change:
    """Begin the alert of a rule that time breached; `seen.observed_at` is since when (for a silence: our clock)."""
    return fire(_new(rule, rule.severity, seen), seen, now)


def ended(alert: Alert, at: datetime, now: datetime) -> Change:
    """End the alert of such a rule: what it missed was there at `at`."""
    return resolved(replace(alert, observed_at=at), at, now)


def _begin(rule: LimitRule | EventRule, seen: Seen, now: datetime, *, beside: bool) -> Change:
    alert = _new(rule, severity_of(rule, seen), seen)
    if waits(rule):
        counting = replace(alert, facts=counted(rule, seen))
        return _pend(counting, seen, now, overtaken=beside or not seen.current)
    fired = fire(alert, seen, now)
    overtaken = seen.late and not seen.current and not rule.latching
    return joined(fired, resolved(fired.alert, seen.observed_at, now, note=HISTORY)) if overtaken else fired


def _new(rule: Rule, severity: Severity, seen: Seen) -> Alert:
    limit = seen.verdict.limit
    return Alert(
        id=alert_id(seen.resident, rule.id, seen.observed_at),
        resident=seen.resident,
        rule=rule.id,
        rule_version=rule.version,
        site=seen.site,
        device=seen.device,
        metric=getattr(rule, "metric", ""),
        kind=rule.kind,
        side=rule.side if isinstance(rule, LimitRule) else None,
        facts=seen.facts,
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


def _pend(alert: Alert, seen: Seen, now: datetime, *, overtaken: bool) -> Change:
    """Wait for `hold`, or for more in a row; what newer readings have overtaken is gone at once."""
    held = moved(
        replace(alert, held_since=seen.observed_at, held_at=seen.observed_at), MoveKind.PENDING, now, seen=seen
    )
    return joined(held, gone(held.alert, seen, now)) if overtaken else held


def gone(alert: Alert, seen: Seen, now: datetime) -> Change:
    """End an alert that never fired: nobody is told."""
    over = replace(alert, state=AlertState.RESOLVED, ended_at=seen.observed_at, resolved_at=now, resolved_by=ENGINE)
    return moved(over, MoveKind.GONE, now, seen=seen)


def fire(alert: Alert, seen: Seen, now: datetime, *, note: str = "") -> Change:
    """Let it fire by the breach `seen`: its first step is told now, and the next is due."""
    wait = seen.ladders.policy(alert.severity, technical=alert.technical).wait_after(0)
    fired = replace(alert, state=AlertState.FIRING, fired_at=now, step=0, due_at=now + wait if wait else None)
    return moved(fired, MoveKind.FIRED, now, seen=seen, note=note)


def _pending(alert: Alert, rule: LimitRule | EventRule, seen: Seen, now: datetime) -> Change | None:
    condition = seen.verdict.condition
    if not seen.current or not isinstance(rule, LimitRule):
        return _widen(alert, rule, seen) if condition is Condition.BREACHED else None
    if condition is Condition.CLEAR:
        return gone(replace(alert, value=seen.value, facts=seen.facts, observed_at=seen.observed_at), seen, now)
    if condition is Condition.UNKNOWN:
        return numbers(alert, replace(alert, held_since=None, held_at=None))
    return _hold(alert, rule, seen, now) if condition is Condition.BREACHED else None


def _hold(alert: Alert, rule: LimitRule, seen: Seen, now: datetime) -> Change | None:
    broken = alert.held_at is None or seen.observed_at - alert.held_at > rule.largest_gap
    since = seen.observed_at if broken or alert.held_since is None else alert.held_since
    facts = counted(rule, seen, alert)
    held = replace(with_value(alert, rule, seen), facts=facts, held_since=since, held_at=seen.observed_at)
    held = worse(held, rule, seen)
    if seen.observed_at - since >= rule.hold and in_a_row(held) >= rule.in_a_row:
        return fire(held, seen, now)
    return numbers(alert, held)


def _running(alert: Alert, rule: LimitRule | EventRule, seen: Seen, now: datetime) -> Change | None:
    condition = seen.verdict.condition
    if condition is Condition.BREACHED:
        return _breached(alert, rule, seen, now)
    if alert.latching or not seen.current:
        return None
    if condition is Condition.UNKNOWN:
        return numbers(alert, replace(alert, clear_since=None))
    newer = replace(alert, value=seen.value, facts=seen.facts, observed_at=seen.observed_at)
    if condition is Condition.CLEAR and isinstance(rule, LimitRule):
        return _clear(alert, newer, rule, now)
    return numbers(alert, newer)


def _breached(alert: Alert, rule: LimitRule | EventRule, seen: Seen, now: datetime) -> Change | None:
    newer = with_value(alert, rule, seen) if seen.current else widened(alert, rule, seen)
    raised = worse(newer, rule, seen)
    if raised.severity == alert.severity:
        return _again(newer, seen, now) if _is_again(alert, seen) else numbers(alert, newer)
    note = HISTORY if seen.late and not seen.current else ""
    return moved(replace(raised, due_at=sooner(raised, seen, now)), MoveKind.WORSENED, now, seen=seen, note=note)


def _is_again(alert: Alert, seen: Seen) -> bool:
    """Whether somebody who was promised help asks for it anew: presses within `ONE_PRESS` of the one told are one."""
    happened = alert.latching and alert.kind is RuleKind.EVENT and not alert.technical
    told_at = alert.held_at or alert.started_at
    taken = alert.state is AlertState.ACKNOWLEDGED
    return happened and taken and seen.current and seen.observed_at - told_at > ONE_PRESS


def _again(alert: Alert, seen: Seen, now: datetime) -> Change:
    """Remind whoever answered, at once; without another answer it goes up the ladder as if nobody had."""
    policy = seen.ladders.policy(alert.severity, technical=alert.technical)
    wait = min(policy.wait_after(max(alert.step, 0)) or policy.expires_after, policy.expires_after)
    due_at = min(alert.due_at or now + wait, now + wait)
    return moved(
        replace(alert, held_at=seen.observed_at, reminded_at=now, due_at=due_at), MoveKind.AGAIN, now, seen=seen
    )


def sooner(alert: Alert, seen: Seen, now: datetime) -> datetime | None:
    """Give the due time under the ladder of the new severity, never later than the one that stands."""
    policy = seen.ladders.policy(alert.severity, technical=alert.technical)
    wait = policy.remind_after if alert.state is AlertState.ACKNOWLEDGED else policy.wait_after(alert.step)
    times = [time for time in (alert.due_at, now + wait if wait else None) if time]
    return min(times, default=None)


def _clear(alert: Alert, newer: Alert, rule: LimitRule, now: datetime) -> Change | None:
    since = alert.clear_since or newer.observed_at
    if newer.observed_at - since >= rule.keep_firing:
        return resolved(newer, newer.observed_at, now)
    return numbers(alert, replace(newer, clear_since=since))


def _widen(alert: Alert, rule: LimitRule | EventRule, seen: Seen) -> Change | None:
    return numbers(alert, widened(alert, rule, seen))


def _is_before(alert: Alert, seen: Seen) -> bool:
    overtaken = seen.late and not seen.current and not alert.latching
    return overtaken and seen.observed_at < alert.started_at


_Next = Callable[[Alert, LimitRule | EventRule, Seen, datetime], Change | None]
_NEXT: dict[AlertState, _Next] = {
    AlertState.PENDING: _pending,
    AlertState.FIRING: _running,
    AlertState.ACKNOWLEDGED: _running,
    AlertState.RESOLVED: lambda *_: None,
}
