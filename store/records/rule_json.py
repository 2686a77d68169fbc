"""Rules as JSON and back: the body of a rule's version."""

from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from domain.rule_kinds import RULES
from domain.rules import Rule, ScoreRule
from domain.time_rules import AbsenceRule

_KINDS: dict[str, TypeAdapter[Any]] = {kind.value: TypeAdapter(one) for kind, one in RULES.items()}


def rule_body(rule: Rule) -> dict[str, Any]:
    """Give a rule as JSON; durations as ISO 8601, severities as numbers."""
    kind = rule.kind.value
    if isinstance(rule, AbsenceRule):
        rule = replace(rule, silent_after=dict(rule.silent_after))  # pydantic writes no mapping proxies
    if isinstance(rule, ScoreRule):
        rule = replace(rule, oldest=dict(rule.oldest))
    body: dict[str, Any] = _KINDS[kind].dump_python(rule, mode="json")
    return {"rule": kind, **body}


def rule_of(body: dict[str, Any]) -> Rule:
    """Give the rule of a body that `rule_body` made."""
    fields = dict(body)
    kind = fields.pop("rule")
    if kind == "absence" and "kind" in fields:  # as it was written before a rule's own kind had that name
        fields["device"] = fields.pop("kind")
    rule: Rule = _KINDS[kind].validate_python(fields)
    return rule
