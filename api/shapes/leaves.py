"""Leave, and hand-overs."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, Field

from api.paths import NO_NUL, PRINTABLE
from api.shapes.rosters import SomeId
from api.shapes.shape import Shape, example
from domain.rosters import Handover, Leave

_LEAVE: dict[str, Any] = {
    "id": "5b1f0a52-0e8f-4b59-8d3f-3f6c2e6f5b05",
    "person": "steward-wang",
    "starts_at": "2026-12-01T00:00:00Z",
    "ends_at": "2026-12-08T00:00:00Z",
    "set_by": "steward-wang",
    "why": "A wedding.",
}
_HANDOVER: dict[str, Any] = {
    "id": "5b1f0a52-0e8f-4b59-8d3f-3f6c2e6f5b06",
    "area": "building-1",
    "from_person": "steward-wang",
    "to_person": "steward-sun",
    "at": "2026-11-24T08:00:00Z",
    "by": "steward-wang",
    "why": "Two weeks of holidays.",
    "alerts": ["0c1c2f5e-3f0b-5d0a-9f39-0d6c8e1f9a11"],
}


class LeaveForm(Shape):
    """Somebody is not there, for none of their areas, until `ends_at`."""

    model_config = example(
        {"starts_at": "2026-12-01T00:00:00Z", "ends_at": "2026-12-08T00:00:00Z", "why": "A wedding."}
    )

    starts_at: AwareDatetime | None = None
    """Now where it is not given."""
    ends_at: AwareDatetime
    why: str = Field(default="", max_length=500, pattern=NO_NUL)


class LeaveShape(Shape):
    """Somebody's leave."""

    model_config = example(_LEAVE)

    id: str
    person: str
    starts_at: datetime
    ends_at: datetime
    set_by: str
    why: str

    @classmethod
    def of(cls, leave: Leave) -> Self:
        """Show leave."""
        return cls(**{name: getattr(leave, name) for name in cls.model_fields})


class LeaveList(Shape):
    """Leave that has not ended, by its beginning."""

    model_config = example({"items": [_LEAVE]})

    items: list[LeaveShape]


class HandoverForm(Shape):
    """Who takes over, and why. `from_person` is you, or for staff whoever is on duty, where it is not said."""

    model_config = example({"to": "steward-sun", "why": "Two weeks of holidays."})

    to: SomeId
    from_person: SomeId | None = None
    why: Annotated[str, Field(min_length=1, max_length=200, pattern=PRINTABLE)]


class HandoverShape(Shape):
    """Somebody took over an area's post, and these open alerts with it."""

    model_config = example(_HANDOVER)

    id: str
    area: str
    from_person: str
    to_person: str
    at: datetime
    by: str
    why: str
    alerts: list[str]

    @classmethod
    def of(cls, handover: Handover, alerts: list[str]) -> Self:
        """Show a hand-over."""
        same = {name: getattr(handover, name) for name in cls.model_fields if hasattr(handover, name)}
        return cls(**same, alerts=alerts)
