"""Invitations of relatives."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import Field, SecretStr

from api.paths import PRINTABLE, SAYS_WHY
from api.shapes.consents import TEXT, ConsentTextShape, Signing
from api.shapes.shape import Shape, example
from domain.people import Scope
from store.records.invitations import Invitation

INVITATION: dict[str, Any] = {
    "id": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "resident": "lin-guiying",
    "person": None,
    "relation": "son",
    "scopes": ["alerts"],
    "carries_consent": True,
    "made_by": "staff-li",
    "made_at": "2026-11-24T08:00:00Z",
    "expires_at": "2026-12-01T08:00:00Z",
    "used_at": None,
    "used_by": None,
}
_LINK = "https://care.example.org/i/tJ0r…"


class SignedForm(Shape):
    """What the resident has said already, for staff to put on record: who, how, and to which text."""

    model_config = example({"signed_by": "herself", "how": "by_voice", "text_version": "2026-11"})

    signed_by: str = Field(min_length=1, max_length=200, pattern=SAYS_WHY)
    how: Signing
    text_version: str = Field(min_length=1, max_length=64, pattern=PRINTABLE)


class InvitationForm(Shape):
    """Whom to invite to see what.

    `consent` is for staff: with it, accepting shows at once what is agreed to; without it, accepting makes somebody a
    relative who sees nothing until staff puts the resident's consent on record. `person`: a relative on record who has
    no login yet.
    """

    model_config = example(
        {
            "relation": "son",
            "scopes": ["alerts"],
            "hours": 168,
            "consent": {"signed_by": "herself", "how": "by_voice", "text_version": "2026-11"},
        }
    )

    relation: str = Field(min_length=1, max_length=64, pattern=PRINTABLE)
    scopes: list[Scope] = Field(min_length=1, max_length=8)
    hours: int = Field(default=168, ge=1, le=720)
    person: str | None = Field(default=None, min_length=1, max_length=128, pattern=PRINTABLE)
    consent: SignedForm | None = None


class InvitationShape(Shape):
    """An invitation; its secret is not kept."""

    model_config = example(INVITATION)

    id: str
    resident: str
    person: str | None
    relation: str
    scopes: list[Scope]
    carries_consent: bool
    made_by: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    used_by: str | None

    @classmethod
    def of(cls, one: Invitation) -> Self:
        """Show an invitation."""
        same = {name: getattr(one, name) for name in cls.model_fields if hasattr(one, name) and name != "scopes"}
        return cls(**same, id=one.token_hash, scopes=sorted(one.scopes), carries_consent=one.how is not None)


class InvitationList(Shape):
    """Invitations, used or not, the newest first."""

    model_config = example({"items": [INVITATION]})

    items: list[InvitationShape]


class InvitationMade(Shape):
    """An invitation with its secret, shown this once: as a link, and as the picture of it."""

    model_config = example({"invitation": INVITATION, "link": _LINK, "qr_svg": "<svg …></svg>"})

    invitation: InvitationShape
    link: str
    qr_svg: str


class InvitationSeen(Shape):
    """What somebody is invited to. The resident's name is shortened: whoever finds the link learns no more."""

    model_config = example(
        {
            "resident_name": "林*",
            "relation": "son",
            "scopes": ["alerts"],
            "invited_by": "李芳",
            "expires_at": "2026-12-01T08:00:00Z",
            "carries_consent": True,
            "needs_login": False,
            "texts": [TEXT],
        }
    )

    resident_name: str
    relation: str
    scopes: list[Scope]
    invited_by: str
    expires_at: datetime
    carries_consent: bool
    needs_login: bool
    """Whether only somebody who has an account and is logged in can accept it."""
    texts: list[ConsentTextShape]


class AccountForm(Shape):
    """An account of one's own."""

    model_config = example({"login": "linqiang", "name": "林强", "password": "correct horse battery", "language": "en"})

    login: str = Field(min_length=3, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._@+-]*$")
    name: str = Field(min_length=1, max_length=100, pattern=PRINTABLE)
    password: SecretStr = Field(min_length=10, max_length=1024)
    language: Literal["zh-CN", "en"] = "zh-CN"


class AcceptForm(Shape):
    """Without `account`: in the name of the relative who is logged in."""

    model_config = example(
        {"account": {"login": "linqiang", "name": "林强", "password": "correct horse battery", "language": "en"}}
    )

    account: AccountForm | None = None


class Accepted(Shape):
    """Somebody is a relative now, and sees this much: nothing until there is consent, where `scopes` is empty."""

    model_config = example({"person": "relative-4f5c0c0e", "resident": "lin-guiying", "scopes": ["alerts"]})

    person: str
    resident: str
    scopes: list[Scope]
