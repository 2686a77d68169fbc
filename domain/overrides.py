"""What a person in charge changed of a rule: for one resident, or for everybody in an area. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.limits import Limit, limit
from domain.rules import LimitRule, Rule, ThresholdRule
from domain.severity import Severity
from domain.subjects import area_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What holds of a rule in place of what it says, until `until` (None = for good). What is None stays.

    subject  a resident's id, or `area:<id>` of any level (see `domain.subjects`)
    warning, critical  where it fires; for rules with limits
    set_by, reason     who set it and why: said beside the limit that it changed
    """

    rule: str
    subject: str
    set_by: str
    reason: str
    warning: float | None = None
    critical: float | None = None
    hold: timedelta | None = None
    enabled: bool | None = None
    until: datetime | None = None
    version: int = 1

    def in_force(self, now: datetime) -> bool:
        """Whether it holds at `now`."""
        return self.until is None or now < self.until


def effective(rule: Rule, overrides: Iterable[Override], now: datetime) -> Rule:
    """Give the rule with these overrides on it, applied in order: the most general first, the resident's own last."""
    for one in overrides:
        if one.rule == rule.id and one.in_force(now):
            rule = _with(rule, one)
    return rule


def in_order(overrides: Iterable[Override], areas: Sequence[str]) -> list[Override]:
    """Put a resident's overrides in order for `effective`; `areas` are their ids from the building up to the street."""
    height = {area: place for place, area in enumerate(areas, 1)}
    return sorted(overrides, key=lambda one: -height.get(area_of(one.subject) or "", 0))


def _with(rule: Rule, override: Override) -> Rule:
    if override.enabled is not None:
        rule = replace(rule, enabled=override.enabled)
    source = f"{override.set_by}: {override.reason}"
    if not isinstance(rule, LimitRule):
        return replace(rule, source=source)
    hold = rule.hold if override.hold is None else override.hold
    return replace(rule, limits=_changed_limits(rule, override), hold=hold, source=source)


def _changed_limits(rule: LimitRule, override: Override) -> tuple[Limit, ...]:
    wanted = {Severity.WARNING: override.warning, Severity.CRITICAL: override.critical}
    metric = rule.metric if isinstance(rule, ThresholdRule) else ""
    kept = {one.severity: one for one in rule.limits}
    for severity, fires_at in wanted.items():
        if fires_at is not None:
            strict = severity in kept and kept[severity].strict
            kept[severity] = limit(metric, rule.fires, severity, fires_at, strict=strict)
    return tuple(kept[severity] for severity in sorted(kept))
