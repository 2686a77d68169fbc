"""What was changed of rules for one resident or an area, and what holds because of it."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import AwareDatetime, Field, FiniteFloat

from api.paths import SAYS_WHY
from api.shapes.rules import RULE, RuleShape
from api.shapes.shape import Shape, example
from domain.overrides import Override
from domain.subjects import area_of

OVERRIDE: dict[str, Any] = {
    "rule": "heart_rate_high",
    "resident": "lin-guiying",
    "area": None,
    "warning": 111.0,
    "critical": None,
    "hold_seconds": None,
    "enabled": None,
    "reason": "Her doctor: a pulse of 105 is usual for her.",
    "set_by": "staff-li",
    "until": "2027-02-01T00:00:00Z",
    "version": 1,
}
_OXYGEN: dict[str, Any] = {
    "scale": 2,
    "set_by": "staff-li",
    "set_at": "2026-11-24T08:00:00Z",
    "why": "Dr. Shen, 2026-11-20: chronic lung disease.",
}


class OverrideShape(Shape):
    """What holds of a rule for one resident or for everybody in an area; what is null stays as the rule says."""

    model_config = example(OVERRIDE)

    rule: str
    resident: str | None
    area: str | None
    warning: float | None
    critical: float | None
    hold_seconds: float | None
    enabled: bool | None
    reason: str
    set_by: str
    until: datetime | None
    version: int

    @classmethod
    def of(cls, override: Override) -> Self:
        """Show an override."""
        area = area_of(override.subject)
        same = {name: getattr(override, name) for name in cls.model_fields if hasattr(override, name)}
        hold = override.hold.total_seconds() if override.hold is not None else None
        return cls(**same, resident=override.subject if area is None else None, area=area, hold_seconds=hold)


class OverrideList(Shape):
    """What was changed for this subject itself and holds now or later."""

    model_config = example({"items": [OVERRIDE]})

    items: list[OverrideShape]


class OverrideForm(Shape):
    """What is to hold instead, why, and until when (null: for good). At least one of the four is said."""

    model_config = example(
        {"warning": 111, "reason": "Her doctor: 105 is usual for her.", "until": "2027-02-01T00:00:00Z"}
    )

    warning: FiniteFloat | None = None
    critical: FiniteFloat | None = None
    hold_seconds: int | None = Field(default=None, ge=0, le=86_400)
    enabled: bool | None = None
    reason: str = Field(min_length=1, max_length=500, pattern=SAYS_WHY)
    until: AwareDatetime | None = None


class RuleInForce(Shape):
    """A rule as it holds for one resident, and what made it so, the most general first."""

    model_config = example({"rule": RULE, "because": [OVERRIDE]})

    rule: RuleShape
    because: list[OverrideShape]


class OxygenForm(Shape):
    """Which of NEWS2's SpO2 scales is to hold, and which clinician said so."""

    model_config = example({"scale": 2, "why": "Dr. Shen, 2026-11-20: chronic lung disease."})

    scale: Literal[1, 2]
    why: str = Field(min_length=1, max_length=500, pattern=SAYS_WHY)


class OxygenShape(Shape):
    """Which scale holds; nobody set it where `set_by` is null."""

    model_config = example(_OXYGEN)

    scale: int
    set_by: str | None
    set_at: datetime | None
    why: str


class RulesInForce(Shape):
    """Every rule as it holds for one resident now."""

    model_config = example(
        {
            "resident": "lin-guiying",
            "at": "2026-11-24T08:00:00Z",
            "oxygen_scale": _OXYGEN,
            "rules": [{"rule": RULE, "because": [OVERRIDE]}],
        }
    )

    resident: str
    at: datetime
    oxygen_scale: OxygenShape
    rules: list[RuleInForce]
