"""A rule tried on the past."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field, FiniteFloat, JsonValue, model_validator

from api.paths import NO_NUL
from api.shapes.rules import RULE, RuleShape
from api.shapes.shape import Shape, example
from domain.limits import Side
from domain.people import Resident
from domain.rules import Rule
from domain.severity import Severity
from domain.tryout import Firing, Tryout
from store.tryouts import Compared

_ID = Field(min_length=1, max_length=64, pattern=NO_NUL)
MOST_FIRINGS = 1_000
"""Stretches that are shown of one resident: a picture of 90 days has not more pixels. All of them are counted."""

_FIRING: dict[str, Any] = {
    "started_at": "2026-11-20T02:10:00Z",
    "ended_at": "2026-11-20T02:31:00Z",
    "severity": "warning",
    "value": 118.0,
    "limit": 110.0,
    "facts": {},
}
_COUNTED: dict[str, Any] = {"rule": RULE, "alerts": 3, "critical": 0, "per_resident_and_day": 0.1}


class ThresholdForm(Shape):
    """A threshold that is not there yet: fires at or past `warning` (and `critical`) on the side that is said."""

    metric: Annotated[str, _ID]
    side: Side
    warning: FiniteFloat
    critical: FiniteFloat | None = None
    hold_seconds: int = Field(default=0, ge=0, le=86_400)
    in_a_row: int = Field(default=1, ge=1, le=100)


class DryRunForm(Shape):
    """A rule (one that is there, changed or not, or a new threshold), whose past, and how many days of it."""

    model_config = example(
        {"threshold": {"metric": "heart_rate", "side": "above", "warning": 110}, "resident": "lin-xiuying", "days": 30}
    )

    rule: Annotated[str, _ID] | None = None
    changes: dict[str, JsonValue] = Field(default_factory=dict, max_length=20)
    """Of a rule that is there: what would be otherwise, as for `PUT /rules/{rule_id}`."""
    threshold: ThresholdForm | None = None
    resident: Annotated[str, _ID] | None = None
    area: Annotated[str, _ID] | None = None
    days: int = Field(default=30, ge=1, le=90)

    @model_validator(mode="after")
    def _says_one_of_each(self) -> Self:
        if (self.rule is None) == (self.threshold is None):
            raise ValueError("say either `rule` or `threshold`")
        if (self.resident is None) == (self.area is None):
            raise ValueError("say either `resident` or `area`")
        if self.changes and self.rule is None:
            raise ValueError("`changes` are of a `rule` that is there")
        return self


class FiringShape(Shape):
    """An alert that would have been; `ended_at` is null where it lasted to the end."""

    model_config = example(_FIRING)

    started_at: datetime
    ended_at: datetime | None
    severity: str
    value: float | None
    limit: float | None
    facts: dict[str, float]

    @classmethod
    def of(cls, firing: Firing) -> Self:
        """Show one."""
        same = {name: getattr(firing, name) for name in ("started_at", "ended_at", "value", "limit")}
        return cls(**same, severity=firing.severity.word, facts=dict(firing.facts))


class Counted(Shape):
    """How often a rule would have fired, for all residents together."""

    model_config = example(_COUNTED)

    rule: RuleShape
    alerts: int
    critical: int
    per_resident_and_day: float

    @classmethod
    def of(cls, rule: Rule, tried: Iterable[Tryout]) -> Self:
        """Count what was tried on some residents."""
        those = list(tried)
        firings = [firing for one in those for firing in one.firings]
        days = sum(one.days for one in those)
        return cls(
            rule=RuleShape.of(rule),
            alerts=len(firings),
            critical=sum(one.severity is Severity.CRITICAL for one in firings),
            per_resident_and_day=round(len(firings) / days, 4) if days else 0.0,
        )


class TriedOn(Shape):
    """What the rule would have done to one resident, and the rule in force (null: none is): the newest 1,000 of each.

    The curve that goes with it is `GET /residents/{resident_id}/series` of the rule's metric, from `since` to `until`.
    """

    resident: str
    name: str
    reports: int
    """How many were read: 0 says that nothing is known, and not that nothing would have been."""
    known_since: datetime
    """Before it nothing is known: draw nothing there, and not a calm time."""
    firings: list[FiringShape]
    in_force: list[FiringShape] | None
    left_out: int
    """How many older stretches, of both together, are counted and not shown."""

    @classmethod
    def of(cls, resident: Resident, found: Compared) -> Self:
        """Show what was found of one."""
        tried, beside = found.tried.firings, found.in_force.firings if found.in_force is not None else None
        return cls(
            resident=resident.id,
            name=resident.name,
            reports=found.tried.reports,
            known_since=found.tried.begun,
            firings=_newest(tried),
            in_force=_newest(beside) if beside is not None else None,
            left_out=sum(max(len(those) - MOST_FIRINGS, 0) for those in (tried, beside or ())),
        )


def _newest(firings: Sequence[Firing]) -> list[FiringShape]:
    return [FiringShape.of(one) for one in firings[-MOST_FIRINGS:]]


class DryRun(Shape):
    """A rule tried, beside the one that holds in its place. `in_force` is null where none does."""

    model_config = example(
        {
            "since": "2026-10-25T08:00:00Z",
            "until": "2026-11-24T08:00:00Z",
            "tried": _COUNTED,
            "in_force": _COUNTED,
            "residents": [
                {
                    "resident": "lin-xiuying",
                    "name": "林秀英",
                    "reports": 43_000,
                    "known_since": "2026-10-25T08:00:00Z",
                    "firings": [_FIRING],
                    "in_force": [_FIRING],
                    "left_out": 0,
                }
            ],
        }
    )

    since: datetime
    until: datetime
    tried: Counted
    in_force: Counted | None
    residents: list[TriedOn]
