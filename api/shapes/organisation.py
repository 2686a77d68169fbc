"""Areas, households, and where they and the residents were before."""

from datetime import datetime
from typing import Any, Self

from api.shapes.shape import Shape, example
from api.shapes.words import Changes, Filled, Short, Slug, Zone
from domain.people import Area, AreaKind, Household
from store.records.organisation import Relocation

_AREA: dict[str, Any] = {
    "id": "building-1",
    "kind": "building",
    "name": "1 号楼",
    "parent": "grid-3",
    "timezone": "Asia/Shanghai",
    "site": None,
}
_HOUSEHOLD: dict[str, Any] = {
    "id": "building-1-301",
    "building": "building-1",
    "flat": "301",
    "key_holder": "王建国",
}
_MOVE = {
    "from_place": "building-1-301",
    "to_place": "building-2-102",
    "at": "2026-11-24T08:00:00Z",
    "by": "staff-li",
}


class AreaShape(Shape):
    """An area of the organisation; `site` is a community's: its devices' topics bear it."""

    model_config = example(_AREA)

    id: str
    kind: AreaKind
    name: str
    parent: str | None
    timezone: str
    site: str | None

    @classmethod
    def of(cls, area: Area) -> Self:
        """Show an area."""
        return cls(**{name: getattr(area, name) for name in cls.model_fields})


class AreaPage(Shape):
    """Areas by id; `next` goes into `after` for the page that follows."""

    model_config = example({"items": [_AREA], "next": None})

    items: list[AreaShape]
    next: str | None


class AreaForm(Shape):
    """A new area: without an id it is given one, without a time zone it has its parent's."""

    model_config = example({"kind": "building", "name": "2 号楼", "parent": "grid-3"})

    id: Slug | None = None
    kind: AreaKind
    name: Filled
    parent: Slug | None = None
    timezone: Zone | None = None
    site: Slug | None = None


class AreaChanges(Changes):
    """What is changed of an area; another parent moves it with all who live in it."""

    model_config = example({"parent": "grid-4"})

    name: Filled = ""
    parent: Slug = ""
    timezone: Zone = ""
    site: Slug = ""


class HouseholdShape(Shape):
    """A flat."""

    model_config = example(_HOUSEHOLD)

    id: str
    building: str
    flat: str
    key_holder: str

    @classmethod
    def of(cls, household: Household) -> Self:
        """Show a flat."""
        return cls(**{name: getattr(household, name) for name in cls.model_fields})


class HouseholdPage(Shape):
    """Flats by id; `next` goes into `after` for the page that follows."""

    model_config = example({"items": [_HOUSEHOLD], "next": None})

    items: list[HouseholdShape]
    next: str | None


class HouseholdForm(Shape):
    """A new flat of a building."""

    model_config = example({"building": "building-1", "flat": "302"})

    id: Slug | None = None
    building: Slug
    flat: Filled
    key_holder: Short = ""


class HouseholdChanges(Changes):
    """What is changed of a flat."""

    model_config = example({"key_holder": "王建国 601"})

    building: Slug = ""
    flat: Filled = ""
    key_holder: Short = ""


class MoveShape(Shape):
    """From where to where something or somebody moved, when, and who put it down."""

    model_config = example(_MOVE)

    from_place: str
    to_place: str
    at: datetime
    by: str

    @classmethod
    def of(cls, move: Relocation) -> Self:
        """Show a move."""
        return cls(from_place=move.from_place, to_place=move.to_place, at=move.at, by=move.by)


class MoveList(Shape):
    """Moves, the newest first."""

    model_config = example({"items": [_MOVE]})

    items: list[MoveShape]
