"""Keys of other systems: what they may do and until when; the key itself is shown once."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field, SecretStr

from api.shapes.shape import Shape, example
from api.shapes.words import Filled, Moment
from domain.access import Deed
from store.records.api_keys import ApiKey

_FORM: dict[str, Any] = {
    "name": "县级大屏",
    "scopes": ["see_alerts", "see_resident"],
    "expires_at": "2027-02-22T00:00:00Z",
}
_KEY: dict[str, Any] = {
    "prefix": "3f6c2e6f",
    "name": "县级大屏",
    "person": "county-dashboard",
    "scopes": ["see_alerts", "see_resident"],
    "made_by": "staff-li",
    "created_at": "2026-11-24T08:00:00Z",
    "expires_at": "2027-02-22T00:00:00Z",
    "revoked_at": None,
    "used_at": None,
}


class KeyForm(Shape):
    """What a key is for, what it may do, and its end: at most a year ahead; 90 days, where none is said."""

    model_config = example(_FORM)

    name: Filled
    scopes: Annotated[list[Deed], Field(min_length=1, max_length=len(Deed))]
    expires_at: Moment | None = None


class OwnKeyForm(KeyForm):
    """A key of one's own. `password`: one's password once more, unless one logged in by single sign-on just now."""

    model_config = example(_FORM | {"password": "correct horse battery staple"})

    password: SecretStr | None = Field(default=None, min_length=1, max_length=1024)


class KeyShape(Shape):
    """A key without the key. `made_by` is empty where it was made at the machine's terminal; `used_at`: to the hour."""

    model_config = example(_KEY)

    prefix: str
    name: str
    person: str
    scopes: list[Deed]
    made_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        """Show a key."""
        same = {name: getattr(key, name) for name in cls.model_fields if name != "scopes"}
        return cls(**same, scopes=sorted(key.scopes))


class KeyList(Shape):
    """Keys, the newest first; those that have ended, too."""

    model_config = example({"items": [_KEY]})

    items: list[KeyShape]


class KeyMade(Shape):
    """A key, shown this once: `text` is what goes into `Authorization: Bearer`."""

    model_config = example({"key": _KEY, "text": "ban_3f6c2e6f_0f3a…"})

    key: KeyShape
    text: str
