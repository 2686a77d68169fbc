"""Rules: what is worth an alert. Data only; the verdict on a value is in `domain.evaluation`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from domain.people import DeviceKind, Power
from domain.severity import Severity


class Side(StrEnum):
    """On which side of its limits a threshold fires."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One severity's two limits: it fires at `fires_at` or past it, and is over at `clears_at` or past it.

    `strict`: fires only past `fires_at`, not at it (the field writes `< 3.9`).
    """

    severity: Severity
    fires_at: float
    clears_at: float
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What every rule has.

    id         stable name, such as `heart_rate_high`
    version    goes up with every change; an alert keeps the one it fired by
    technical  about a device, not a person: a list of its own, and other receivers
    latching   only a person ends its alerts
    source     where its numbers come from, said beside them
    """

    id: str
    version: int = 1
    technical: bool = False
    latching: bool = False
    enabled: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdRule(Rule):
    """A metric at or past a limit. `limits` go from mild to severe.

    hold         how long it must be breached between readings before it fires
    largest_gap  two breached readings further apart than this do not count as held
    keep_firing  how long it must be clear between readings before it is over
    """

    metric: str
    side: Side
    limits: tuple[Limit, ...]
    hold: timedelta = timedelta(0)
    largest_gap: timedelta = timedelta(minutes=5)
    keep_firing: timedelta = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule(Rule):
    """Something happened (SOS, fall). Fires at once, for whatever age."""

    metric: str
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRule(Rule):
    """No word from a device of `kind` for longer than what its power allows, judged on our clock."""

    kind: DeviceKind
    silent_after: Mapping[Power, timedelta]
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What a person in charge changed of a rule for one resident, until `until` (None = for good)."""

    rule: str
    resident: str
    set_by: str
    reason: str
    warning: float | None = None
    critical: float | None = None
    hold: timedelta | None = None
    enabled: bool | None = None
    until: datetime | None = None
    version: int = 1


CLEAR_BAND = 0.05
"""Share of the limit between firing and clearing, unless the metric has its own (clinical facts, "Default limits")."""
CLEAR_BANDS: Mapping[str, float] = MappingProxyType({"spo2": 1.0, "body_temperature": 0.3})


def limit(metric: str, side: Side, severity: Severity, fires_at: float, *, strict: bool = False) -> Limit:
    """Build a limit with the metric's default clear band."""
    band = CLEAR_BANDS.get(metric, abs(fires_at) * CLEAR_BAND)
    clears_at = fires_at - band if side is Side.ABOVE else fires_at + band
    return Limit(severity=severity, fires_at=fires_at, clears_at=round(clears_at, 6), strict=strict)


def effective(rule: Rule, override: Override | None, now: datetime) -> Rule:
    """Give the rule as it holds for a resident: `override` applied where it is in force at `now`."""
    if override is None or (override.until is not None and override.until <= now):
        return rule
    if override.enabled is not None:
        rule = replace(rule, enabled=override.enabled)
    source = f"{override.set_by}: {override.reason}"
    if isinstance(rule, ThresholdRule):
        changed = _changed_limits(rule, override)
        hold = rule.hold if override.hold is None else override.hold
        return replace(rule, limits=changed, hold=hold, source=source)
    return rule


def _changed_limits(rule: ThresholdRule, override: Override) -> tuple[Limit, ...]:
    wanted = {Severity.WARNING: override.warning, Severity.CRITICAL: override.critical}
    kept = {one.severity: one for one in rule.limits}
    for severity, fires_at in wanted.items():
        if fires_at is not None:
            strict = severity in kept and kept[severity].strict
            kept[severity] = limit(rule.metric, rule.side, severity, fires_at, strict=strict)
    return tuple(kept[severity] for severity in sorted(kept))
