"""Who asks: by session cookie or by API key."""

import contextlib
from dataclasses import dataclass, field
from datetime import datetime

from fastapi import Request

from api.origin import is_bearer
from domain.access import Principal
from domain.errors import NotFound, StoreAway
from store.records import Records
from store.records.sessions import Session, Way

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
    session: Session | None = None
    """None: it came with an API key."""

    @property
    def must_change(self) -> bool:
        """Whether somebody else knows their password: it opens the account, by whatever way they came themselves."""
        return self.session is not None and self.session.must_change

    @property
    def lacks_factor(self) -> bool:
        """Whether a password alone let them in; by single sign-on nobody gets in without a factor that is asked for."""
        return self.session is not None and self.session.way == Way.PASSWORD and not self.session.has_factor


def _credential_of(request: Request) -> Credential | None:
    """Read the credential of a request; None where there is none."""
    authorization = request.headers.get("authorization", "")
    if is_bearer(authorization):
        return Credential(secret=authorization.partition(" ")[2].strip()[:_LONGEST], is_key=True)
    token = request.cookies.get(COOKIE)
    return Credential(secret=token[:_LONGEST], is_key=False) if token else None


def caller_of(records: Records, request: Request, now: datetime) -> Caller | None:
    """Tell who sends a request; None: nobody whom we know."""
    credential = _credential_of(request)
    return recognise(records, credential, now) if credential else None


def address_of(request: Request) -> str:
    """Give the address that a request came from."""
    return request.client.host if request.client else "?"


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
    if key.unused_since(now):
        with contextlib.suppress(StoreAway):  # nor is when it was last used
            records.accounts.saw_key(key.prefix, now)
    principal = records.people.principal(key.person, now, key.scopes)
    return Caller(principal=principal, credential=credential, expires_at=key.expires_at)


def _with_session(records: Records, credential: Credential, now: datetime) -> Caller | None:
    session = records.accounts.session(credential.secret, now)
    if session is None:
        return None
    if session.unseen_since(now):
        with contextlib.suppress(StoreAway):  # when it was last seen is not worth a refusal
            records.accounts.saw_session(session.token_hash, now)
    principal = records.people.principal(session.person, now)
    return Caller(principal=principal, credential=credential, expires_at=session.expires_at, session=session)
