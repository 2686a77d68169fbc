"""The link of an invitation, opened by a person: a page that says what it is, and a form that accepts it."""

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Body, Path, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from api.errors import problem_of
from api.invitation_page import Visit, page
from api.invitation_words import Said, Words, words_for
from api.invited import HoldsInvitation, Invited
from api.problems import REFUSED, Problem
from api.routes.documented import Responses, problems
from api.routes.invitations import accept, see_invitation
from api.shapes.invitations import AcceptForm, AccountForm
from api.small_pages import HEADERS
from api.subjects import placement_of
from domain.errors import BanisterError, Refused
from domain.people import Role

router = APIRouter(prefix="/i", tags=["consents"], default_response_class=HTMLResponse)

_HEADERS = dict(HEADERS) | {"Referrer-Policy": "same-origin"}
"""A form whose page tells no referrer tells no origin either, and would be taken for another site's."""
_SAID = {404: Said.UNKNOWN, 410: Said.GONE, 429: Said.TOO_MANY}
_MOST_FIELDS = 10
_FORM = Body(media_type="application/x-www-form-urlencoded", examples=["name=林强&login=qiang&password=…"])
_HTML: dict[str, Any] = {"content": {"text/html": {"example": "<!doctype html>…", "schema": {"type": "string"}}}}
_PAGES: Responses = {
    200: {"description": "What one is invited to, or that it was accepted."} | _HTML,
    401: {"description": "The invitation is for an account that exists: log in first."} | _HTML,
    404: {"description": "There is no such invitation."} | _HTML,
    409: {"description": "The login is taken, or this account cannot accept."} | _HTML,
    410: {"description": "It was used or is over."} | _HTML,
    422: {"description": "A field is wrong."} | _HTML,
    429: {"description": "Too many attempts from this address."} | _HTML,
    503: {"description": "A store does not answer now."} | _HTML,
}

Token = Annotated[str, Path(examples=["3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])]


@router.get("/{token}", summary="Open an invitation", responses=_PAGES | problems(500))
def open_invitation(token: Token, request: Request) -> HTMLResponse:
    """Show what one is invited to see and by whom. Nothing is accepted by looking."""
    words = _words(request)
    try:
        invited = HoldsInvitation()(request, token)
        visit = _visit(invited)
    except BanisterError as error:
        return _refused(words, error)
    said = Said.LOG_IN if not visit.asks and not visit.known_as else Said.ASK
    return _answer(words, said, 200, visit, invited)


@router.post("/{token}", summary="Accept it by its page", responses=_PAGES | problems(400, 403, 413, 500))
def accept_by_page(token: Token, request: Request, form: Annotated[bytes, _FORM] = b"") -> HTMLResponse:
    """Make a relative of whoever fills in the form, or of the relative who is logged in (`as=me`)."""
    words = _words(request)
    try:
        invited = HoldsInvitation()(request, token)
        visit = _visit(invited)
        return _accepted(words, invited, visit, _fields(form))
    except BanisterError as error:
        return _refused(words, error)


def _accepted(words: Words, invited: Invited, visit: Visit, fields: dict[str, str]) -> HTMLResponse:
    given = {name: fields.get(name, "").strip() for name in ("name", "login")}
    try:
        account = None
        if "as" not in fields:
            account = AccountForm.model_validate(
                given | {"password": fields.get("password", ""), "language": words.language}
            )
        done = accept(invited, AcceptForm(account=account))
    except ValidationError as error:
        wrong = [str(one["loc"][0]) for one in error.errors()]
        return _answer(words, Said.WRONG, 422, replace(visit, given=given, wrong=wrong), invited)
    except Refused:
        again = replace(visit, given=given, wrong=["login"], taken=True)
        return _answer(words, Said.WRONG, 409, again, invited)
    except Problem as problem:
        said = Said.REFUSED if problem.kind is REFUSED else Said.LOG_IN
        return _answer(words, said, problem.kind.status, visit, invited)
    said = Said.SEES if done.scopes else Said.WAITS
    return HTMLResponse(page(words, said, name=visit.seen.resident_name), headers=_HEADERS)


def _visit(invited: Invited) -> Visit:
    seen = see_invitation(invited)
    return Visit(seen=seen, known_as=_known_as(invited), asks=not seen.needs_login)


def _known_as(invited: Invited) -> str:
    """Give the name of the relative who is logged in and may accept it; empty: nobody is."""
    principal = invited.caller.principal if invited.caller else None
    if principal is None or principal.role is not Role.RELATIVE:
        return ""
    return principal.name if invited.invitation.person in {None, principal.person} else ""


def _fields(form: bytes) -> dict[str, str]:
    """Read what a browser sends; what is no form is an empty one, whose fields are then asked for."""
    try:
        return dict(parse_qsl(form.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return {}


def _answer(words: Words, said: Said, status: int, visit: Visit, invited: Invited) -> HTMLResponse:
    timezone = placement_of(invited.parts.records, invited.invitation.resident).timezone
    return HTMLResponse(page(words, said, visit, timezone=timezone), status, headers=_HEADERS)


def _refused(words: Words, error: BanisterError) -> HTMLResponse:
    problem = problem_of(error)
    said = _SAID.get(problem.kind.status, Said.AWAY)
    return HTMLResponse(page(words, said), problem.kind.status, headers=_HEADERS | dict(problem.headers))


def _words(request: Request) -> Words:
    return words_for(request.headers.get("accept-language", ""))
