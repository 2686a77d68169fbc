"""Errors as RFC 9457 problem details.

Each has a stable, relative `type`, `/problems/<word>`, where it is explained; none carries the text of an exception
that nobody foresaw.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from domain.errors import BanisterError

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: what `type`, `title` and `status` say."""

    word: str
    status: int
    title: str


BAD_REQUEST = Kind("bad-request", 400, "The request could not be read.")
UNAUTHENTICATED = Kind("unauthenticated", 401, "Log in, or send an API key.")
WRONG_LOGIN = Kind("wrong-login", 401, "Login or password is wrong.")
SECOND_FACTOR_NEEDED = Kind("second-factor-needed", 401, "Password right: send a code of the second factor with it.")
NOT_VOUCHED = Kind("sign-on-refused", 401, "The identity provider does not vouch for you; `detail` says what is wrong.")
FORBIDDEN = Kind("forbidden", 403, "This account or key may not do that.")
PASSWORD_CHANGE = Kind("password-change-needed", 403, "Somebody else knows this password: set one of your own first.")
FACTOR_ENROL = Kind("second-factor-enrol", 403, "This house asks staff for a second factor: set one up first.")
SIGN_ON_OVER = Kind("sign-on-over", 403, "This sign-on was not begun in this browser, or is over: begin again.")
NOT_LINKED = Kind("identity-not-linked", 403, "No account is linked to this identity: log in and link it.")
FACTOR_ELSEWHERE = Kind("second-factor-elsewhere", 403, "The provider asked for one factor only: log in here.")
CROSS_ORIGIN = Kind("cross-origin", 403, "A page of another origin may not change anything here.")
NOT_FOUND = Kind("not-found", 404, "There is no such thing, or none that you may see.")
METHOD_NOT_ALLOWED = Kind("method-not-allowed", 405, "This address does not take that method.")
REFUSED_MOVE = Kind("refused-move", 409, "The alert's state does not take that move.")
REFUSED = Kind("refused", 409, "The house's rules say no; `detail` says why.")
STILL_GOING = Kind("still-going", 409, "The first request with this Idempotency-Key is not answered yet.")
IMPORTING = Kind("still-importing", 409, "Another import is going on; try again when it is over.")
DONE_BEFORE = Kind("done-before", 409, "That was done already; its answer was shown once, and is not shown again.")
BUSY_ALERT = Kind("busy-alert", 409, "The alert keeps changing; try again.")
OUTDATED = Kind("outdated", 412, "It was changed since you saw it; `ETag` is of what holds now.")
GONE = Kind("gone", 410, "It was there, and is over.")
TOO_LARGE = Kind("too-large", 413, "The body is too large.")
UNSUPPORTED = Kind("unsupported-media", 415, "The body is of a kind that this address does not take.")
INVALID = Kind("invalid", 422, "Some fields are wrong; `errors` says which.")
BAD_SHEETS = Kind("bad-sheets", 422, "The tables are wrong; `errors` says where. Nothing was changed.")
KEY_REUSED = Kind("key-reused", 422, "This Idempotency-Key was used for another request.")
TOO_MANY = Kind("too-many-attempts", 429, "Too many attempts; `Retry-After` says when to try again.")
INTERNAL = Kind("internal", 500, "Something went wrong here. The log has it under the request's id.")
AWAY = Kind("away", 503, "A store does not answer now; try again.")
NO_FONT = Kind(
    "no-chinese-font", 503, "No Chinese font is here, and the page would be boxes; `detail` says what to do."
)
PROVIDER_AWAY = Kind("provider-away", 503, "The identity provider is of no use now; logging in with a password works.")

KINDS = (
    BAD_REQUEST,
    UNAUTHENTICATED,
    WRONG_LOGIN,
    SECOND_FACTOR_NEEDED,
    NOT_VOUCHED,
    FORBIDDEN,
    PASSWORD_CHANGE,
    FACTOR_ENROL,
    SIGN_ON_OVER,
    NOT_LINKED,
    FACTOR_ELSEWHERE,
    CROSS_ORIGIN,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    REFUSED_MOVE,
    REFUSED,
    STILL_GOING,
    IMPORTING,
    DONE_BEFORE,
    BUSY_ALERT,
    OUTDATED,
    GONE,
    TOO_LARGE,
    UNSUPPORTED,
    INVALID,
    BAD_SHEETS,
    KEY_REUSED,
    TOO_MANY,
    INTERNAL,
    AWAY,
    NO_FONT,
    PROVIDER_AWAY,
)
_BY_STATUS = {kind.status: kind for kind in reversed(KINDS)}


@dataclass(eq=False)
class Problem(BanisterError):
    """Raised by routes and dependencies; answered as problem+json."""

    kind: Kind
    detail: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[Mapping[str, str]] = ()


def document(problem: Problem, request_id: str) -> dict[str, Any]:
    """Give the problem as the JSON object that is sent."""
    kind = problem.kind
    body: dict[str, Any] = {"type": f"/problems/{kind.word}", "title": kind.title, "status": kind.status}
    if problem.detail:
        body["detail"] = _sayable(problem.detail)
    if problem.errors:
        body["errors"] = [{name: _sayable(text) for name, text in one.items()} for one in problem.errors]
    return body | {"request_id": request_id}


def _sayable(text: str) -> str:
    """Give a text that JSON can hold: a name that somebody sent may have half a surrogate pair in it."""
    return text.encode("utf-8", "replace").decode()


def answer(problem: Problem, request_id: str) -> Response:
    """Give the problem as a response; a 401 says how to log in."""
    headers = dict(problem.headers)
    if problem.kind.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="banister"'
    return Response(
        orjson.dumps(document(problem, request_id)), problem.kind.status, headers=headers, media_type=MEDIA_TYPE
    )


def from_http(error: HTTPException) -> Problem:
    """Read what the framework raised: an address or method that is not there, a body that cannot be read."""
    kind = _BY_STATUS.get(error.status_code)
    if kind is None:
        kind = Kind("http", error.status_code, HTTPStatus(error.status_code).phrase)
    return Problem(kind, headers=dict(error.headers or {}))


def from_validation(error: RequestValidationError) -> Problem:
    """Say which fields are wrong and why, without repeating what was sent."""
    fields = [
        {"field": ".".join(str(part) for part in one["loc"]), "reason": one["msg"], "kind": one["type"]}
        for one in error.errors()
    ]
    return Problem(INVALID, errors=fields)


def request_id_of(request: Request) -> str:
    """Give the id that the rim has put on this request."""
    request_id: str = request.scope["banister.request_id"]
    return request_id
