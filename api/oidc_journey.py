"""The way to the provider and back: what is to be remembered meanwhile rests, sealed, with the browser that set out."""

import base64
import hmac
import secrets
from datetime import datetime, timedelta

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, ValidationError

from api import sealing
from api.parts import Parts

COOKIE = "banister_sign_on"
PATH = "/api/v1/session/oidc"
LASTS = timedelta(minutes=10)
_SECRET, _WHAT = "single-sign-on", "journey"
_LONGEST = 4096


class Link(BaseModel):
    """The identity is to be linked to the account of whoever began, in the session in which they did."""

    model_config = ConfigDict(frozen=True)

    person: str
    session: str


class Journey(BaseModel):
    """One way there and back.

    state     what the provider must send back with its answer
    nonce     what the ID token must say
    verifier  what proves to the provider that who asked brings the code (PKCE)
    link      None: it is for logging in
    """

    model_config = ConfigDict(frozen=True)

    state: str
    nonce: str
    verifier: str
    onward: str
    until: datetime
    link: Link | None = None

    @classmethod
    def new(cls, now: datetime, onward: str, link: Link | None = None) -> "Journey":
        """Begin one, with 256 random bits in each of its secrets."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state=state, nonce=nonce, verifier=verifier, onward=onward, until=now + LASTS, link=link)


def remember(parts: Parts, response: Response, journey: Journey) -> None:
    """Give the browser its sealed journey. It comes back with a link from the provider's site (Lax), to one path."""
    sealed = sealing.seal(parts.records.secret(_SECRET), journey.model_dump_json().encode(), _WHAT)
    value, seconds = base64.urlsafe_b64encode(sealed).decode().rstrip("="), int(LASTS.total_seconds())
    secure = parts.settings.secure
    response.set_cookie(COOKIE, value, max_age=seconds, path=PATH, httponly=True, samesite="lax", secure=secure)


def recall(parts: Parts, request: Request, state: str, now: datetime) -> Journey | None:
    """Give the journey that this browser set out on with this state; None: on none, or it is over."""
    journey = _opened(parts, request.cookies.get(COOKIE, ""))
    if journey is None or now >= journey.until:
        return None
    return journey if hmac.compare_digest(journey.state.encode(), state.encode()) else None


def forget(parts: Parts, response: Response) -> None:
    """Take the journey's cookie away."""
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="lax", secure=parts.settings.secure)


def _opened(parts: Parts, value: str) -> Journey | None:
    if not value or len(value) > _LONGEST:
        return None
    try:
        opened = sealing.unseal(
            parts.records.secret(_SECRET), base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)), _WHAT
        )
        return Journey.model_validate_json(opened) if opened is not None else None
    except (ValueError, ValidationError):
        return None
