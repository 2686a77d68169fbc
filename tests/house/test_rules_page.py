"""docs/rules.md against the rules and ladders that an installation really starts with."""

import re
from datetime import timedelta

import pytest

from domain.defaults import default_rules
from domain.escalation import DEFAULT_LADDERS
from domain.limits import Side
from domain.rules import Rule, ThresholdRule
from domain.severity import Severity
from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
ROWS = {
    name: line
    for line in PAGE.splitlines()
    if line.startswith("| `")
    for name in re.findall(r"`(\w+)`", line.split("|")[1])
}
RULES = {rule.id: rule for rule in default_rules()}


def _limits(rule: ThresholdRule, severity: Severity) -> str:
    (one,) = [one for one in rule.limits if one.severity is severity]
    sign = {Side.ABOVE: ">", Side.BELOW: "<"} if one.strict else {Side.ABOVE: "≥", Side.BELOW: "≤"}
    return f"{sign[rule.side]} {one.fires_at:g}"


def test_every_rule_is_on_the_page_and_no_other() -> None:
    assert set(ROWS) == set(RULES)


@pytest.mark.parametrize(
    "rule", [one for one in RULES.values() if isinstance(one, ThresholdRule) and not one.technical]
)
def test_limits_are_those_of_the_code(rule: ThresholdRule) -> None:
    _, _, _, warning, critical, _ = ROWS[rule.id].split("|")
    assert _limits(rule, Severity.WARNING) in warning
    assert _limits(rule, Severity.CRITICAL) in critical


@pytest.mark.parametrize(
    "rule", [one for one in RULES.values() if one.id.startswith(("door_", "pressure_")) and not one.technical]
)
def test_severities_of_homes_are_those_of_the_code(rule: Rule) -> None:
    severity: Severity = getattr(rule, "severity")  # noqa: B009 - not every rule has one
    assert ROWS[rule.id].rstrip(" |").endswith(f"| {severity.word}")
    assert ("(off until" in ROWS[rule.id]) == (not rule.enabled)


def test_the_ladders_wait_as_the_page_says() -> None:
    policy = DEFAULT_LADDERS.policy(Severity.CRITICAL, technical=False)
    assert [one.after // timedelta(minutes=1) for one in policy.steps] == [0, 3, 3, 5]
    assert re.findall(r"^\| then \| (\d+) min", PAGE, re.MULTILINE) == ["3", "3", "5"]
    assert policy.repeat == timedelta(minutes=10)
    assert "every 10 min" in PAGE
