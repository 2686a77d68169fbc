"""Who is on duty: posts, shifts, leave and hand-overs."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, Field

from api.paths import PRINTABLE
from api.shapes.channels import LocalTime
from api.shapes.shape import Shape, example
from domain.people import Person, Role
from domain.rosters import Duty, Post, Shift

_PERSON: dict[str, Any] = {"id": "steward-wang", "name": "王建国", "role": "steward", "phone": "+86 571 5550 0111"}
_GAP = {"starts_at": "2026-11-24T22:00:00Z", "ends_at": "2026-11-25T00:00:00Z"}
_POST: dict[str, Any] = {
    "person": "steward-wang",
    "duty": "primary",
    "since": "2026-01-01T00:00:00Z",
    "until": None,
}
_SHIFT_FORM: dict[str, Any] = {
    "person": "steward-wang",
    "weekdays": [0, 1, 2, 3, 4],
    "starts": "08:00:00",
    "ends": "18:00:00",
    "first": None,
    "last": None,
}
_SHIFT: dict[str, Any] = {"id": "5b1f0a52-0e8f-4b59-8d3f-3f6c2e6f5b04", **_SHIFT_FORM}
_ABSENCE: dict[str, Any] = {"person": "steward-wang", **_GAP}
SomeId = Annotated[str, Field(min_length=1, max_length=128, pattern=PRINTABLE)]


class PersonShape(Shape):
    """Somebody who answers for an area, and by which number."""

    id: str
    name: str
    role: Role
    phone: str

    @classmethod
    def of(cls, person: Person) -> Self:
        """Show somebody."""
        return cls(id=person.id, name=person.name, role=person.role, phone=person.phone)


class Stretch(Shape):
    """From `starts_at` up to, not including, `ends_at`."""

    starts_at: datetime
    ends_at: datetime


class DutyShape(Shape):
    """Who is on duty for an area. `until`: when that changes (null: not within a week)."""

    model_config = example(
        {
            "area": "building-1",
            "at": "2026-11-24T08:00:00Z",
            "primary": [_PERSON],
            "deputies": [],
            "until": "2026-11-24T10:00:00Z",
            "following": [],
            "gaps": [_GAP],
        }
    )

    area: str
    at: datetime
    primary: list[PersonShape]
    """Those who are called first; deputies where they stand in for them."""
    deputies: list[PersonShape]
    until: datetime | None
    following: list[PersonShape]
    """Who is called first from `until` on."""
    gaps: list[Stretch]
    """When nobody at all is on duty within the next 24 hours."""


class PostShape(Shape):
    """Somebody answers for an area."""

    model_config = example(_POST)

    person: str
    duty: Duty
    since: datetime
    until: datetime | None

    @classmethod
    def of(cls, post: Post) -> Self:
        """Show a post."""
        return cls(person=post.person, duty=post.duty, since=post.since, until=post.until)


class ShiftForm(Shape):
    """Local hours of somebody who has a post: they are on duty only during their shifts, where they have any.

    `weekdays` (0 = Monday) are those on which it starts; it may cross midnight, and equal times are a whole day.
    """

    model_config = example(_SHIFT_FORM)

    person: SomeId
    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(min_length=1, max_length=7)
    starts: LocalTime
    ends: LocalTime
    first: date | None = None
    last: date | None = None


class ShiftShape(ShiftForm):
    """A shift."""

    model_config = example(_SHIFT)

    id: str

    @classmethod
    def of(cls, shift: Shift) -> Self:
        """Show a shift."""
        same = {name: getattr(shift, name) for name in cls.model_fields}
        return cls(**{**same, "weekdays": sorted(shift.weekdays)})


class AbsenceShape(Shape):
    """Somebody is not there; why is theirs to say."""

    model_config = example(_ABSENCE)

    person: str
    starts_at: datetime
    ends_at: datetime


class RosterShape(Shape):
    """Everything that says who is on duty for an area now or later."""

    model_config = example(
        {
            "area": "building-1",
            "timezone": "Asia/Shanghai",
            "posts": [_POST],
            "shifts": [_SHIFT],
            "absences": [_ABSENCE],
            "people": [_PERSON],
        }
    )

    area: str
    timezone: str
    posts: list[PostShape]
    shifts: list[ShiftShape]
    absences: list[AbsenceShape]
    people: list[PersonShape]
    """All who are named above, and all to whom their stewards may hand over: who has a post here or above, or had."""


class PostForm(Shape):
    """Somebody is to answer for an area: from now on, or from `since`; for good, or until `until`."""

    model_config = example({"person": "steward-sun", "duty": "deputy"})

    person: SomeId
    duty: Duty = Duty.PRIMARY
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
