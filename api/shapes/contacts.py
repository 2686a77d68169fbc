"""Whom to call about a resident."""

from datetime import datetime
from typing import Any

from api.shapes.rosters import PersonShape
from api.shapes.shape import Shape, example
from domain.people import AreaKind

_WANG: dict[str, Any] = {"id": "steward-wang", "name": "王建国", "role": "steward", "phone": "+86 571 5550 0111"}
_LEVEL: dict[str, Any] = {
    "kind": "building",
    "area": "building-1",
    "name": "1 号楼",
    "primary": [_WANG],
    "deputies": [],
}
_RELATIVE: dict[str, Any] = {
    "person": "daughter-lin",
    "name": "林晓梅",
    "relation": "daughter",
    "phone": "+86 571 5550 0121",
    "tell": True,
}


class LevelContacts(Shape):
    """Who is on duty now for an area that the resident lives in; deputies who stand in are `primary`."""

    model_config = example(_LEVEL)

    kind: AreaKind
    area: str
    name: str
    primary: list[PersonShape]
    deputies: list[PersonShape]


class RelativeContact(Shape):
    """A relative; `tell`: they asked to be told of alerts."""

    model_config = example(_RELATIVE)

    person: str
    name: str
    relation: str
    phone: str
    tell: bool


class ContactsShape(Shape):
    """Whom to call about a resident, from the building up. An empty phone: none is known.

    A relative sees who answers for the building, the grid and the community, and of the relatives themselves only.
    """

    model_config = example(
        {
            "resident": "lin-guiying",
            "name": "林桂英",
            "phone": "+86 571 5550 0101",
            "key_holder": "王建国",
            "at": "2026-11-24T08:00:00Z",
            "levels": [_LEVEL],
            "relatives": [_RELATIVE],
        }
    )

    resident: str
    name: str
    phone: str
    key_holder: str
    at: datetime
    levels: list[LevelContacts]
    relatives: list[RelativeContact]
