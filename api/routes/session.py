"""Sessions: log in, who am I, log out."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request, Response

from api.access import AnybodyKnown, Asker
from api.callers import COOKIE, Caller, Credential
from api.parts import Parts, parts_of
from api.problems import WRONG_LOGIN, Problem
from api.routes.documented import CHANGES, KNOWN, problems
from api.shapes.session import LoginForm, Me
from domain.access import Deed, may

log = structlog.get_logger()
router = APIRouter(prefix="/api/v1/session", tags=["session"])


def counted(request: Request, form: LoginForm) -> LoginForm:
    """Let the attempt through, or answer 429 where there have been too many."""
    address = request.client.host if request.client else "?"
    parts_of(request).attempts.count(address, form.login)
    return form


@router.post("", summary="Log in", responses=CHANGES | problems(401, 403, 422, 429, 500, 503))
def log_in(
    form: Annotated[LoginForm, Depends(counted)], response: Response, parts: Annotated[Parts, Depends(parts_of)]
) -> Me:
    """Begin a session; the cookie is HttpOnly. The answer to a wrong password and an unknown login is the same."""
    account = parts.records.accounts.by_login(form.login)
    known_hash = account.password_hash if account else None
    if not parts.passwords.verify(form.password.get_secret_value(), known_hash) or account is None:
        log.warning("login refused")
        raise Problem(WRONG_LOGIN)
    now = parts.clock()
    lasts = parts.settings.session_lasts
    token = parts.records.accounts.open_session(account.person.id, now, lasts)
    _set_cookie(response, parts, token, int(lasts.total_seconds()))
    principal = parts.records.people.principal(account.person.id, now)
    return _me(Caller(principal=principal, credential=Credential(secret=token, is_key=False), expires_at=now + lasts))


@router.get("", summary="Who am I", responses=KNOWN)
def who_am_i(asker: AnybodyKnown) -> Me:
    """Say who the cookie or API key belongs to, and what may be asked for with it."""
    return _me(asker.caller)


@router.delete("", summary="Log out", status_code=204, responses=KNOWN)
def log_out(asker: AnybodyKnown, response: Response) -> None:
    """End this session and its live streams; an API key is not ended by this."""
    if not asker.caller.credential.is_key:
        asker.parts.records.accounts.close_session(asker.caller.credential.secret)
        _clear_cookie(response, asker)


def _me(caller: Caller) -> Me:
    principal = caller.principal
    return Me(
        person=principal.person,
        name=principal.name,
        role=principal.role,
        areas=sorted(principal.areas),
        residents=sorted(principal.residents),
        deeds=[deed for deed in Deed if may(principal, deed)],
        expires_at=caller.expires_at,
    )


def _set_cookie(response: Response, parts: Parts, token: str, seconds: int) -> None:
    response.set_cookie(
        COOKIE, token, max_age=seconds, path="/", httponly=True, samesite="lax", secure=parts.settings.secure
    )


def _clear_cookie(response: Response, asker: Asker) -> None:
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=asker.parts.settings.secure)
