"""The trail, and who has looked."""

from datetime import datetime
from typing import Any, Self

from pydantic import Field

from api.paths import PRINTABLE
from api.shapes.shape import Shape, example
from domain.access import Deed
from domain.people import Person, Role
from store.records.audit import Recorded

_LAST = 2**63 - 1
_ROW: dict[str, Any] = {
    "n": 1042,
    "at": "2026-11-24T08:00:00Z",
    "person": "steward-wang",
    "name": "王建国",
    "deed": "see_readings",
    "subject": "lin-guiying",
    "allowed": True,
    "detail": "",
    "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
_LOOK: dict[str, Any] = {
    "name": "王建国",
    "role": "steward",
    "deed": "see_readings",
    "allowed": True,
    "first_at": "2026-11-24T08:00:00Z",
    "last_at": "2026-11-24T08:20:00Z",
    "times": 3,
}


class AuditQuery(Shape):
    """Which rows are looked for; `before` is the `next` of the page before."""

    resident: str | None = Field(default=None, min_length=1, max_length=128, pattern=PRINTABLE)
    area: str | None = Field(default=None, min_length=1, max_length=128, pattern=PRINTABLE)
    person: str | None = Field(default=None, min_length=1, max_length=128, pattern=PRINTABLE)
    deed: Deed | None = None
    allowed: bool | None = None
    before: int | None = Field(default=None, ge=1, le=_LAST)
    limit: int = Field(default=100, ge=1, le=500)


class AuditRow(Shape):
    """One row of the trail. `name` is empty where names are not shown, or the person is gone."""

    model_config = example(_ROW)

    n: int
    at: datetime
    person: str
    name: str
    deed: Deed
    subject: str
    allowed: bool
    detail: str
    hash: str

    @classmethod
    def of(cls, row: Recorded, name: str) -> Self:
        """Show a row."""
        return cls(**{field: getattr(row, field) for field in cls.model_fields if field != "name"}, name=name)


class AuditPage(Shape):
    """Rows, the newest first; `next` goes into `before` for the page that follows."""

    model_config = example({"items": [_ROW], "next": 1042})

    items: list[AuditRow]
    next: int | None


class LooksQuery(Shape):
    """How many rows of the trail are read for a page; `before` is the `next` of the page before."""

    before: int | None = Field(default=None, ge=1, le=_LAST)
    limit: int = Field(default=200, ge=1, le=500)


class LookShape(Shape):
    """Somebody looked or did something, once or several times with less than an hour between."""

    model_config = example(_LOOK)

    name: str
    role: Role | None
    """Null for a part of Banister itself, and for somebody who is gone."""
    deed: Deed
    allowed: bool
    first_at: datetime
    last_at: datetime
    times: int

    @classmethod
    def of(cls, rows: list[Recorded], person: Person | None) -> Self:
        """Show rows of one person and deed, the newest first, as one."""
        newest, oldest = rows[0], rows[-1]
        return cls(
            name=person.name if person else newest.person,
            role=person.role if person else None,
            deed=newest.deed,
            allowed=newest.allowed,
            first_at=oldest.at,
            last_at=newest.at,
            times=len(rows),
        )


class LooksPage(Shape):
    """Who has looked, the newest first; `next` goes into `before` for the page that follows."""

    model_config = example({"items": [_LOOK], "next": None})

    items: list[LookShape]
    next: int | None
