"""Rules and their versions."""

from datetime import datetime
from typing import Any, Self

from pydantic import Field, JsonValue

from api.paths import SAYS_WHY
from api.shapes.shape import Shape, example
from domain.limits import Limit, Side
from domain.rules import LimitRule, Rule, RuleKind
from store.records.rule_json import rule_body

RULE: dict[str, Any] = {
    "id": "heart_rate_high",
    "version": 2,
    "kind": "threshold",
    "metric": "heart_rate",
    "side": "above",
    "severity": None,
    "limits": [{"severity": "critical", "fires_at": 131.0, "clears_at": 124.45, "strict": False}],
    "enabled": True,
    "technical": False,
    "latching": False,
    "at_home": False,
    "source": "NEWS2 (Royal College of Physicians, 2017)",
    "details": {"hold": "PT0S", "in_a_row": 1, "largest_gap": "PT5M", "keep_firing": "PT2M"},
}
_VERSION: dict[str, Any] = {"rule": RULE, "set_by": "staff-chen", "set_at": "2026-11-24T08:00:00Z"}


class RuleLimit(Shape):
    """Where a number begins to be worth an alert of this severity; `strict` fires only past it, not at it."""

    severity: str
    fires_at: float
    clears_at: float
    strict: bool

    @classmethod
    def of(cls, limit: Limit) -> Self:
        """Show a limit."""
        return cls(
            severity=limit.severity.word, fires_at=limit.fires_at, clears_at=limit.clears_at, strict=limit.strict
        )


class RuleShape(Shape):
    """What is worth an alert. `details` holds what only its kind has; durations are ISO 8601."""

    model_config = example(RULE)

    id: str
    version: int
    kind: RuleKind
    metric: str
    side: Side | None
    severity: str | None
    """Of its alerts; null where the limits say it."""
    limits: list[RuleLimit]
    enabled: bool
    technical: bool
    latching: bool
    at_home: bool
    """It says something only while the resident is at home."""
    source: str
    """Where its numbers come from, or who changed them and why."""
    details: dict[str, JsonValue]

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """Show a rule of any kind."""
        same = {name: getattr(rule, name) for name in ("id", "version", "kind", "enabled", "technical", "latching")}
        severity = getattr(rule, "severity", None)
        return cls(
            **same,
            at_home=rule.at_home,
            source=rule.source,
            metric=getattr(rule, "metric", ""),
            side=getattr(rule, "side", None),
            severity=severity.word if severity else None,
            limits=[RuleLimit.of(one) for one in rule.limits] if isinstance(rule, LimitRule) else [],
            details={name: value for name, value in rule_body(rule).items() if name not in {*cls.model_fields, "rule"}},
        )


class RuleList(Shape):
    """The newest version of every rule."""

    model_config = example({"items": [RULE]})

    items: list[RuleShape]


class RuleVersion(Shape):
    """A rule as it was set by somebody."""

    model_config = example(_VERSION)

    rule: RuleShape
    set_by: str
    set_at: datetime


class RuleHistory(Shape):
    """A rule as it stands, and all its versions, the newest first."""

    model_config = example({"rule": RULE, "versions": [_VERSION]})

    rule: RuleShape
    versions: list[RuleVersion]


class RuleForm(Shape):
    """What the next version says otherwise: fields of the rule by name, as `details` and `limits` show them.

    A limit without `clears_at` gets the metric's default. What a rule looks at never changes.
    """

    model_config = example(
        {
            "source": "Our doctors' round of 2026-11: fewer calls at night.",
            "changes": {
                "limits": [{"severity": "warning", "fires_at": 111}, {"severity": "critical", "fires_at": 131}]
            },
        }
    )

    source: str = Field(min_length=1, max_length=500, pattern=SAYS_WHY)
    """Where the new numbers come from: said beside them from now on."""
    changes: dict[str, JsonValue] = Field(min_length=1, max_length=20)


class NewRuleForm(Shape):
    """A rule that is not there yet: fields of its kind by name, as `details` and `limits` show those of others.

    Durations are ISO 8601, or seconds. People make thresholds, rates, baselines, expected readings and door rules.
    """

    model_config = example(
        {
            "id": "weight_high",
            "kind": "threshold",
            "source": "Our doctors' round of 2026-11.",
            "fields": {"metric": "weight", "side": "above", "limits": [{"severity": "info", "fires_at": 95}]},
        }
    )

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{2,62}$")
    kind: RuleKind
    source: str = Field(min_length=1, max_length=500, pattern=SAYS_WHY)
    fields: dict[str, JsonValue] = Field(min_length=1, max_length=30)
