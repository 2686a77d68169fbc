"""Who asks: by session cookie or by API key."""

from dataclasses import dataclass, field
from datetime import datetime

from fastapi import Request

from api.origin import is_bearer
from domain.access import Principal
from domain.errors import NotFound
from store.records import Records

COOKIE = "banister_session"
_LONGEST = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What came with the request; an API key stands above a cookie."""

    secret: str = field(repr=False)
    is_key: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody we know, and until when (None: for good)."""

    principal: Principal
    credential: Credential
    expires_at: datetime | None


def credential_of(request: Request) -> Credential | None:
    """Read the credential of a request; None where there is none."""
    authorization = request.headers.get("authorization", "")
    if is_bearer(authorization):
        return Credential(secret=authorization.partition(" ")[2].strip()[:_LONGEST], is_key=True)
    token = request.cookies.get(COOKIE)
    return Credential(secret=token[:_LONGEST], is_key=False) if token else None


def recognise(records: Records, credential: Credential, now: datetime) -> Caller | None:
    """Tell whose credential it is now; None for an unknown, ended or revoked one."""
    try:
        return _with_key(records, credential, now) if credential.is_key else _with_session(records, credential, now)
    except NotFound:  # the person is gone
        return None


def _with_key(records: Records, credential: Credential, now: datetime) -> Caller | None:
    key = records.accounts.key(credential.secret, now)
    if key is None:
        return None
    principal = records.people.principal(key.person, now, key.scopes)
    return Caller(principal=principal, credential=credential, expires_at=key.expires_at)


def _with_session(records: Records, credential: Credential, now: datetime) -> Caller | None:
    session = records.accounts.session(credential.secret, now)
    if session is None:
        return None
    principal = records.people.principal(session.person, now)
    return Caller(principal=principal, credential=credential, expires_at=session.expires_at)
