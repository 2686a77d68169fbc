"""Ways to log in, and by which identities somebody is known."""

from datetime import datetime

from api.shapes.shape import Shape, example
from store.records.identities import Identity


class SignOnWay(Shape):
    """What the button for single sign-on says, and where it leads."""

    model_config = example({"name": "Community login", "begin": "/api/v1/session/oidc"})

    name: str
    begin: str


class Ways(Shape):
    """How one may log in. A password always works."""

    model_config = example(
        {"password": True, "oidc": {"name": "Community login", "begin": "/api/v1/session/oidc"}},
    )

    password: bool
    oidc: SignOnWay | None


class IdentityShape(Shape):
    """An identity that opens one's account; `subject` is what its provider calls one."""

    model_config = example(
        {
            "id": "3f6c2e6f5b02a4d1",
            "issuer": "https://login.example.org/realms/care",
            "subject": "f:7c1d2a9e",
            "made_at": "2026-11-24T08:00:00Z",
            "used_at": None,
        }
    )

    id: str
    issuer: str
    subject: str
    made_at: datetime
    used_at: datetime | None

    @classmethod
    def of(cls, one: Identity) -> "IdentityShape":
        """Show an identity."""
        return cls(id=one.id, issuer=one.issuer, subject=one.subject, made_at=one.made_at, used_at=one.used_at)


_IDENTITY = IdentityShape.model_config["json_schema_extra"]["examples"][0]  # type: ignore[index]  # ours


class Identities(Shape):
    """One's identities, the oldest first."""

    model_config = example({"items": [_IDENTITY]})

    items: list[IdentityShape]


class SettingOut(Shape):
    """Where to go now, in this browser, to say at the provider who one is."""

    model_config = example({"url": "https://login.example.org/realms/care/protocol/openid-connect/auth?state=…"})

    url: str
