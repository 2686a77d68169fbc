"""Whether a rule that somebody writes makes sense; BadInput says what does not."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import time, timedelta
from types import UnionType
from typing import Any

from pydantic import ValidationError

from api.problems import INVALID, Problem
from domain.hours import LocalHours
from domain.limits import Side, limit
from domain.metrics import METRICS, Metric
from domain.rules import EventRule, LimitRule, Rule, ThresholdRule
from domain.severity import Severity
from store.records.rule_json import rule_body, rule_of

_FIXED = frozenset({"rule", "id", "version", "metric", "side", "device", "watch", "technical", "latching", "source"})
GRADES = frozenset({"severity", "one_parameter"})
_MINUTE, _LONGEST = timedelta(minutes=1), timedelta(days=31)
_MAY_BE_NOTHING = frozenset({"hold", "keep_firing"})
_MOST = {"version": 10**9, "days": 366, "in_a_row": 100}
SOS = "sos"


def changed(rule: Rule, changes: Mapping[str, Any], source: str) -> Rule:
    """Give the rule with these fields changed; the 422 problem names those that are wrong."""
    body = rule_body(rule)
    unknown = sorted(set(changes) - (set(body) - _FIXED))
    if unknown:
        raise wrong(f"body.changes.{unknown[0]}", "no field of this rule, or one that never changes")
    try:
        body |= {name: _read(rule, name, value) for name, value in changes.items()}
        new = rule_of(body | {"source": source})
    except ValidationError as error:
        first = error.errors()[0]
        raise wrong(".".join(["body.changes", *map(str, first["loc"])]), first["msg"]) from None
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise wrong("body.changes", f"cannot be read: {error}") from None
    check(new, "body.changes")
    _check_kept(rule, new)
    return new


def check(rule: Rule, field: str) -> None:
    """Raise the 422 problem where the rule could not do what it is for, or would stop whoever judges by it."""
    if rule.id == SOS and not rule.enabled:
        raise wrong(f"{field}.enabled", "a call for help is never switched off: end the alert, or change the device")
    if rule.id == SOS and isinstance(rule, EventRule) and rule.severity is not Severity.CRITICAL:
        raise wrong(f"{field}.severity", "a call for help is critical: anything less climbs no ladder")
    for one in fields(rule):
        reason = _unfit(one.name, getattr(rule, one.name))
        if reason:
            raise wrong(f"{field}.{one.name}", reason)
    if isinstance(rule, LimitRule):
        _check_limits(rule, field)


def _check_kept(before: Rule, after: Rule) -> None:
    """Raise the 422 problem where something that the rule works with is gone."""
    for one in fields(before):
        had, has = getattr(before, one.name), getattr(after, one.name)
        lost_keys = isinstance(had, Mapping) and set(had) != set(has)
        lost_span = isinstance(had, timedelta) and had and not has and one.name not in _MAY_BE_NOTHING
        lost_hours = one.name in {"by", "hours"} and had is not None and has is None
        if lost_keys or lost_span or lost_hours:
            raise wrong(f"body.changes.{one.name}", "the rule cannot do without it")


def _unfit(name: str, value: Any) -> str:
    """Say what is wrong with one field's value; empty where nothing is."""
    judge = next((judge for kind, judge in _JUDGES if isinstance(value, kind)), None)
    return judge(name, value) if judge is not None else ""


def _unfit_mapping(_: str, value: Mapping[Any, Any]) -> str:
    good = all(isinstance(one, timedelta) and _MINUTE <= one <= _LONGEST for one in value.values())
    return "" if good else "each between a minute and 31 days"


def _unfit_number(name: str, value: int) -> str:
    least = 0 if name == "more_than" else 1
    return "" if least <= value <= _MOST.get(name, 1000) else "a whole number, and not too large"


def _unfit_time(_: str, value: time) -> str:
    return "a local time of the day, without a zone" if value.tzinfo else ""


_JUDGES: tuple[tuple[type | UnionType, Callable[[str, Any], str]], ...] = (
    (bool | Severity, lambda *_: ""),
    (Mapping, _unfit_mapping),
    (timedelta, lambda _, span: "" if timedelta(0) <= span <= _LONGEST else "between nothing and 31 days"),
    (LocalHours, lambda name, hours: _unfit_time(name, hours.starts) or _unfit_time(name, hours.ends)),
    (time, _unfit_time),
    (int, _unfit_number),
    (float, lambda _, number: "" if 0 < number <= 1_000_000 else "a number above 0"),
)
"""Who judges which kind of value; the first that fits."""


def _check_limits(rule: LimitRule, field: str) -> None:
    numbers = [number for one in rule.limits for number in (one.fires_at, one.clears_at)]
    if not rule.limits or not all(map(math.isfinite, numbers)):
        raise wrong(f"{field}.limits", "at least one, in numbers")
    severities = [one.severity for one in rule.limits]
    if severities != sorted(set(severities)):
        raise wrong(f"{field}.limits", "one of each severity, from mild to severe")
    sign = 1 if rule.fires is Side.ABOVE else -1
    heights = [sign * one.fires_at for one in rule.limits]
    if heights != sorted(set(heights)):
        raise wrong(f"{field}.limits", "the more severe limit must lie further out")
    if any(sign * one.clears_at > sign * one.fires_at for one in rule.limits):
        raise wrong(f"{field}.limits", "`clears_at` must not lie beyond `fires_at`")
    known = METRICS.get(rule.metric)
    if isinstance(rule, ThresholdRule) and known is not None:
        _check_believed(numbers, known, field)


def _check_believed(numbers: Iterable[float], metric: Metric, field: str) -> None:
    """Raise the 422 problem where no value could ever cross a limit, or every value does: that is no way to mute."""
    if not all(metric.lowest <= number <= metric.highest for number in numbers):
        believed = f"{metric.name} is believed between {metric.lowest:g} and {metric.highest:g}"
        raise wrong(f"{field}.limits", f"{believed}: a limit lies there; to mute a rule, silence it or switch it off")


def wrong(field: str, reason: str) -> Problem:
    """Give the 422 problem about one field."""
    return Problem(INVALID, errors=[{"field": field, "reason": reason, "kind": "value_error"}])


def _read(rule: Rule, name: str, value: Any) -> Any:
    if name in GRADES and isinstance(value, str):
        return int(Severity.of(value))
    if name == "limits" and isinstance(rule, LimitRule):
        return [read_limit(rule.metric, rule.fires, dict(one)) for one in value]
    return value


def read_limit(metric: str, fires: Side, said: dict[str, Any]) -> dict[str, Any]:
    """Read a limit with a word for its severity; what clears it is the metric's default where it is not said."""
    extra = sorted(set(said) - {"severity", "fires_at", "clears_at", "strict"})
    if extra:
        raise ValueError(f"a limit has no {extra[0]!r}")
    severity, fires_at, strict = Severity.of(str(said["severity"])), float(said["fires_at"]), said.get("strict", False)
    usual = limit(metric, fires, severity, fires_at)
    return {
        "severity": int(severity),
        "fires_at": fires_at,
        "clears_at": said.get("clears_at", usual.clears_at),
        "strict": strict,
    }
