"""Sessions: log in, who am I, log out."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request, Response

from api.access import Arriving, Asker, owed
from api.callers import COOKIE, Caller, address_of
from api.login import check_code, check_password, let_in
from api.parts import Parts, parts_of
from api.problems import Problem
from api.routes.documented import CHANGES, KNOWN, problems
from api.shapes.session import LoginForm, Me
from domain.access import Deed, may
from store.records.sessions import Way

log = structlog.get_logger()
router = APIRouter(prefix="/api/v1/session", tags=["session"])


def counted(request: Request, form: LoginForm) -> LoginForm:
    """Let the attempt through, or answer 429 where there have been too many."""
    parts_of(request).attempts.count(address_of(request), form.login)
    return form


@router.post("", summary="Log in", responses=CHANGES | problems(401, 403, 422, 429, 500, 503))
def log_in(
    form: Annotated[LoginForm, Depends(counted)],
    request: Request,
    response: Response,
    parts: Annotated[Parts, Depends(parts_of)],
) -> Me:
    """Begin a session; the cookie is HttpOnly. The answer to a wrong password and an unknown login is the same.

    With a second factor, `second-factor-needed` asks for a `code` once the password was right: six digits, which
    count once, or a recovery code.
    """
    try:
        account = check_password(parts, form.login, form.password.get_secret_value())
        check_code(parts, account, form.code.get_secret_value() if form.code else None)
        return _me(let_in(parts, account, Way.PASSWORD, request, response), parts)
    except Problem as problem:
        log.warning("login refused", kind=problem.kind.word)
        raise


@router.get("", summary="Who am I", responses=KNOWN)
def who_am_i(asker: Arriving) -> Me:
    """Say who the cookie or API key belongs to, and what may be asked for with it."""
    return _me(asker.caller, asker.parts)


@router.delete("", summary="Log out", status_code=204, responses=KNOWN)
def log_out(asker: Arriving, response: Response) -> None:
    """End this session and its live streams; an API key is not ended by this."""
    if not asker.caller.credential.is_key:
        entry = asker.entry(Deed.LOG_IN, asker.principal.person, "logged out")
        asker.parts.records.accounts.close_session(asker.caller.credential.secret, entry)
        _clear_cookie(response, asker)


def _me(caller: Caller, parts: Parts) -> Me:
    principal = caller.principal
    return Me(
        person=principal.person,
        name=principal.name,
        role=principal.role,
        areas=sorted(principal.areas),
        residents=sorted(principal.residents),
        grants={one: sorted(scopes) for one, scopes in sorted(principal.grants.items())},
        deeds=[deed for deed in Deed if may(principal, deed)],
        expires_at=caller.expires_at,
        owes=[kind.word for kind in owed(caller, parts.settings)],
    )


def _clear_cookie(response: Response, asker: Asker) -> None:
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=asker.parts.settings.secure)
