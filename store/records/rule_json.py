"""Rules as JSON and back: the body of a rule's version."""

from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from domain.rules import AbsenceRule, EventRule, Rule, ThresholdRule

_KINDS: dict[str, TypeAdapter[Any]] = {
    "threshold": TypeAdapter(ThresholdRule),
    "event": TypeAdapter(EventRule),
    "absence": TypeAdapter(AbsenceRule),
}
_WORDS: dict[type[Rule], str] = {ThresholdRule: "threshold", EventRule: "event", AbsenceRule: "absence"}


def rule_body(rule: Rule) -> dict[str, Any]:
    """Give a rule as JSON; durations as ISO 8601, severities as numbers."""
    kind = _WORDS[type(rule)]
    if isinstance(rule, AbsenceRule):
        rule = replace(rule, silent_after=dict(rule.silent_after))  # pydantic writes no mapping proxies
    body: dict[str, Any] = _KINDS[kind].dump_python(rule, mode="json")
    return {"rule": kind, **body}


def rule_of(body: dict[str, Any]) -> Rule:
    """Give the rule of a body that `rule_body` made."""
    fields = dict(body)
    rule: Rule = _KINDS[fields.pop("rule")].validate_python(fields)
    return rule
