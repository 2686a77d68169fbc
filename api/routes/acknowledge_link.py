"""The link in a message: a page with one button, for whoever has no session on the telephone that rang."""

import re
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.callers import address_of
from api.link_answers import Outcome, look_at, take_on
from api.link_page import page
from api.link_words import Said, words_for
from api.parts import Parts, parts_of
from api.problems import Problem
from api.routes.documented import Responses, problems
from api.small_pages import HEADERS
from domain.errors import Away

router = APIRouter(prefix="/a", tags=["answer by link"], default_response_class=HTMLResponse)

_TOKEN = re.compile(r"[A-Za-z0-9_-]{40,2048}")
_STATUS = {
    Said.ASK: 200,
    Said.TAKEN: 200,
    Said.ON_IT: 200,
    Said.OVER: 200,
    Said.USED: 409,
    Said.EXPIRED: 410,
    Said.UNKNOWN: 404,
    Said.CUT: 400,
    Said.FORBIDDEN: 403,
    Said.TOO_MANY: 429,
    Said.AWAY: 503,
}
_PAGE: dict[str, Any] = {"content": {"text/html": {"example": "<!doctype html>…", "schema": {"type": "string"}}}}
_PAGES: Responses = {
    200: {"description": "How the alert stands; a button where it can be taken on."} | _PAGE,
    400: {"description": "The link is not complete."} | _PAGE,
    403: {"description": "The receiver may not answer for it any more."} | _PAGE,
    404: {"description": "The link is none of ours, or was changed."} | _PAGE,
    409: {"description": "The link was used before."} | _PAGE,
    410: {"description": "The link has expired."} | _PAGE,
    429: {"description": "Too many attempts from this address."} | _PAGE,
    503: {"description": "A store does not answer now."} | _PAGE,
}


@router.get("/{token}", summary="See an alert by a signed link", responses=_PAGES | problems(422, 500))
def see_by_link(token: str, request: Request) -> HTMLResponse:
    """Show which flat, what sort of thing, how bad and since when. Nothing is answered by looking."""
    return _answered(token, request, look_at)


@router.post("/{token}", summary="Acknowledge by a signed link", responses=_PAGES | problems(422, 500))
def answer_by_link(token: str, request: Request) -> HTMLResponse:
    """Take the alert on in the name of the message's receiver; the link is used up by it."""
    return _answered(token, request, take_on)


def _answered(token: str, request: Request, visit: Callable[[Parts, str], Outcome]) -> HTMLResponse:
    outcome, headers = _outcome(token, request, visit)
    words = words_for(outcome.language or request.headers.get("accept-language", ""))
    return HTMLResponse(
        page(words, outcome.said, outcome.case, outcome.stands), _STATUS[outcome.said], headers=dict(HEADERS) | headers
    )


def _outcome(token: str, request: Request, visit: Callable[[Parts, str], Outcome]) -> tuple[Outcome, dict[str, str]]:
    parts = parts_of(request)
    try:
        parts.attempts.count_link(address_of(request))
        if _TOKEN.fullmatch(token) is None:
            return Outcome(said=Said.CUT), {}
        return visit(parts, token), {}
    except Away:
        return Outcome(said=Said.AWAY), {"Retry-After": "2"}
    except Problem as problem:  # too many attempts, or an alert that never stands still
        said = Said.TOO_MANY if problem.kind.status == 429 else Said.AWAY
        return Outcome(said=said), dict(problem.headers)
