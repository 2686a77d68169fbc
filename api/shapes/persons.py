"""Those who log in or are told, as whoever keeps them sees them."""

from datetime import datetime
from typing import Any, Self

from pydantic import Field

from api.shapes.shape import Shape, example
from api.shapes.words import Changes, Filled, Language, Login, Short, Slug
from domain.people import Person, Role
from domain.rosters import Duty, Post

_POST: dict[str, Any] = {"area": "building-1", "duty": "primary", "since": "2026-01-01T00:00:00Z", "until": None}
_KEPT: dict[str, Any] = {
    "id": "steward-wang",
    "name": "王建国",
    "role": "steward",
    "login": "wang",
    "phone": "+86 571 5550 0111",
    "language": "zh-CN",
}
_FULL: dict[str, Any] = _KEPT | {
    "disabled_at": None,
    "has_password": True,
    "posts": [_POST],
    "relative_of": [],
    "only_one_in": ["building-1"],
}


class KeptPersonShape(Shape):
    """Somebody, by id."""

    model_config = example(_KEPT)

    id: str
    name: str
    role: Role
    login: str | None
    phone: str
    language: str

    @classmethod
    def of(cls, person: Person) -> Self:
        """Show somebody."""
        return cls(**{name: getattr(person, name) for name in KeptPersonShape.model_fields})


class KeptPersonPage(Shape):
    """People by id; `next` goes into `after` for the page that follows."""

    model_config = example({"items": [_KEPT], "next": None})

    items: list[KeptPersonShape]
    next: str | None


class HeldPostShape(Shape):
    """What somebody is, was or will be assigned to."""

    model_config = example(_POST)

    area: str
    duty: Duty
    since: datetime
    until: datetime | None

    @classmethod
    def of(cls, post: Post) -> Self:
        """Show a post."""
        return cls(area=post.area, duty=post.duty, since=post.since, until=post.until)


class HeldPosts(Shape):
    """All posts of somebody, the newest first."""

    model_config = example({"items": [_POST]})

    items: list[HeldPostShape]


class FullPersonShape(KeptPersonShape):
    """Somebody, with what they answer for. `only_one_in`: areas where nobody else is on duty now."""

    model_config = example(_FULL)

    disabled_at: datetime | None
    has_password: bool
    posts: list[HeldPostShape]
    relative_of: list[str]
    only_one_in: list[str]


class FirstPost(Shape):
    """An area to answer for from now on."""

    model_config = example({"area": "building-1", "duty": "deputy"})

    area: Slug
    duty: Duty = Duty.PRIMARY


class Kin(Shape):
    """Whose relative it is; they see nothing until the resident has consented."""

    model_config = example({"resident": "lin-guiying", "relation": "daughter", "tell": True})

    resident: Slug
    relation: Filled
    tell: bool = False


class PersonForm(Shape):
    """Somebody new: a steward, staff or an integration with areas, a relative with residents, an administrator."""

    model_config = example(
        {"name": "孙丽", "role": "steward", "login": "sun", "posts": [{"area": "building-1", "duty": "deputy"}]}
    )

    id: Slug | None = None
    name: Filled
    role: Role
    login: Login | None = None
    phone: Short = ""
    language: Language = "zh-CN"
    posts: list[FirstPost] = Field(default=[], max_length=50)
    relative_of: list[Kin] = Field(default=[], max_length=20)


class PersonChanges(Changes):
    """What is changed of somebody; with another login or none they must log in again."""

    model_config = example({"phone": "+86 571 5550 0112"})

    name: Filled = ""
    role: Role = Role.STEWARD
    login: Login | None = None
    phone: Short = ""
    language: Language = "zh-CN"
