"""One's own account: password, sessions, second factor."""

from datetime import datetime

from pydantic import Field, SecretStr

from api.shapes.shape import Shape, example
from store.records.sessions import Session, Way

_WORD = Field(min_length=1, max_length=1024)


class PasswordForm(Shape):
    """A new password, and the one of until now."""

    model_config = example({"old_password": "abcd-efgh-jkmn", "new_password": "correct horse battery staple"})

    old_password: SecretStr = _WORD
    new_password: SecretStr = _WORD


class ProofForm(Shape):
    """One's password once more: who merely found a telephone unlocked does not know it."""

    model_config = example({"password": "correct horse battery staple"})

    password: SecretStr = _WORD


class CodeForm(Shape):
    """A code that the authenticator app shows."""

    model_config = example({"code": "123456"})

    code: SecretStr = Field(min_length=1, max_length=32)


class SessionShape(Shape):
    """One open session; `id` is the beginning of its token's hash."""

    model_config = example(
        {
            "id": "3f6c2e6f5b02",
            "created_at": "2026-11-24T08:00:00Z",
            "expires_at": "2026-11-24T20:00:00Z",
            "seen_at": "2026-11-24T08:31:00Z",
            "agent": "Mozilla/5.0 (Linux; Android 15)",
            "address": "192.0.2.7",
            "way": "password",
            "current": True,
        }
    )

    id: str
    created_at: datetime
    expires_at: datetime
    seen_at: datetime | None
    agent: str
    address: str
    way: Way
    current: bool

    @classmethod
    def of(cls, one: Session, current: str) -> "SessionShape":
        """Show a session; `current` is the hash of the asker's own token."""
        return cls(
            id=one.id,
            created_at=one.created_at,
            expires_at=one.expires_at,
            seen_at=one.seen_at,
            agent=one.agent,
            address=one.address,
            way=one.way,
            current=one.token_hash == current,
        )


_SESSION = SessionShape.model_config["json_schema_extra"]["examples"][0]  # type: ignore[index]  # ours


class Sessions(Shape):
    """Open sessions, the newest first."""

    model_config = example({"items": [_SESSION]})

    items: list[SessionShape]


class FactorState(Shape):
    """Whether a second factor is in force."""

    model_config = example({"since": "2026-11-24T08:00:00Z", "recovery_left": 10})

    since: datetime | None
    recovery_left: int


class Enrolment(Shape):
    """A secret for an authenticator app, given until it is confirmed."""

    model_config = example(
        {
            "secret": "JBSWY3DPEHPK3PXP",
            "url": "otpauth://totp/Banister:wang?secret=JBSWY3DPEHPK3PXP",
            "qr_svg": "<svg/>",
        }
    )

    secret: str
    url: str
    qr_svg: str


class RecoveryCodes(Shape):
    """Each opens the account once in place of a code. They are given this once."""

    model_config = example({"codes": ["abcde-fghjk", "mnpqr-stuvw"]})

    codes: list[str]


class NewPassword(Shape):
    """A password that somebody was given, shown this once."""

    model_config = example({"login": "wang", "password": "pVq3uT0dXo2mWc9a"})

    login: str | None
    password: str
