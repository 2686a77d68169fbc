"""Whether a rule that somebody writes makes sense; BadInput says what does not."""

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from api.problems import INVALID, Problem
from domain.limits import Side, limit
from domain.rules import LimitRule, Rule
from domain.severity import Severity
from store.records.rule_json import rule_body, rule_of

_FIXED = frozenset({"rule", "id", "version", "metric", "side", "device", "watch", "technical", "latching", "source"})
_GRADES = frozenset({"severity", "one_parameter"})
_LONGEST = timedelta(days=31)
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
    return new


def check(rule: Rule, field: str) -> None:
    """Raise the 422 problem where the rule could not do what it is for."""
    if rule.id == SOS and not rule.enabled:
        raise wrong(f"{field}.enabled", "a call for help is never switched off: end the alert, or change the device")
    for name, value in rule_body(rule).items():
        span = getattr(rule, name, None)
        if isinstance(span, timedelta) and not timedelta(0) <= span <= _LONGEST:
            raise wrong(f"{field}.{name}", "between nothing and 31 days")
        if isinstance(value, float) and not math.isfinite(value):
            raise wrong(f"{field}.{name}", "must be a number")
    if isinstance(rule, LimitRule):
        _check_limits(rule, field)


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


def wrong(field: str, reason: str) -> Problem:
    """Give the 422 problem about one field."""
    return Problem(INVALID, errors=[{"field": field, "reason": reason, "kind": "value_error"}])


def _read(rule: Rule, name: str, value: Any) -> Any:
    if name in _GRADES and isinstance(value, str):
        return int(Severity.of(value))
    if name == "limits" and isinstance(rule, LimitRule):
        return [_limit(rule, dict(one)) for one in value]
    return value


def _limit(rule: LimitRule, said: dict[str, Any]) -> dict[str, Any]:
    """Read a limit with a word for its severity; what clears it is the metric's default where it is not said."""
    extra = sorted(set(said) - {"severity", "fires_at", "clears_at", "strict"})
    if extra:
        raise ValueError(f"a limit has no {extra[0]!r}")
    severity, fires_at, strict = Severity.of(str(said["severity"])), float(said["fires_at"]), said.get("strict", False)
    usual = limit(rule.metric, rule.fires, severity, fires_at)
    return {
        "severity": int(severity),
        "fires_at": fires_at,
        "clears_at": said.get("clears_at", usual.clears_at),
        "strict": strict,
    }
