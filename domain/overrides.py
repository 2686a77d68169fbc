"""What a person in charge changed of a rule: for one resident, or for everybody in an area. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.limits import Limit, Side, limit
from domain.rules import LimitRule, Rule, ThresholdRule
from domain.severity import Severity
from domain.subjects import area_of

SCALE_2 = "NEWS2 (Royal College of Physicians, 2017), SpO2 scale 2"
"""The source of the limits of a resident whose scale a clinician set to 2."""
_SCALE_2 = {Severity.WARNING: 87.0, Severity.CRITICAL: 83.0}


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


def in_force(
    rules: Iterable[Rule],
    overrides: Iterable[Override],
    areas: Sequence[str],
    now: datetime,
    *,
    oxygen_scale: int = 1,
) -> dict[str, Rule]:
    """Give the rules of a resident who lives in `areas` (from the building up), by id; those switched off too.

    Oxygen scale 2 is a clinician's word about this person: it stands above what was changed for an area, and below
    what was changed for them alone.
    """
    ordered = in_order(overrides, areas)
    of_areas = [one for one in ordered if area_of(one.subject) in areas]
    own = [one for one in ordered if area_of(one.subject) is None]
    return {rule.id: effective(on_scale(effective(rule, of_areas, now), oxygen_scale), own, now) for rule in rules}


def on_scale(rule: Rule, oxygen_scale: int) -> Rule:
    """Give the rule for a resident on that SpO2 scale of NEWS2: on scale 2 low is 87 and 83 (clinical facts)."""
    if oxygen_scale != 2 or not isinstance(rule, ThresholdRule) or (rule.metric, rule.side) != ("spo2", Side.BELOW):
        return rule
    limits = tuple(
        replace(limit(rule.metric, rule.side, one.severity, _SCALE_2[one.severity]), strict=one.strict)
        for one in rule.limits
        if one.severity in _SCALE_2
    )
    return replace(rule, limits=limits, source=SCALE_2)


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
