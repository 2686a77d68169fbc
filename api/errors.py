"""From exceptions to problems."""

from typing import cast

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.problems import (
    AWAY,
    FORBIDDEN,
    INTERNAL,
    INVALID,
    NOT_FOUND,
    REFUSED,
    REFUSED_MOVE,
    Kind,
    Problem,
    answer,
    from_http,
    from_validation,
    request_id_of,
)
from domain.errors import Away, BadInput, BanisterError, MoveRefused, NotAllowed, NotFound, Refused

log = structlog.get_logger()

_KINDS: tuple[tuple[type[BanisterError], Kind], ...] = (
    (MoveRefused, REFUSED_MOVE),
    (NotAllowed, FORBIDDEN),
    (Refused, REFUSED),
    (NotFound, NOT_FOUND),
    (BadInput, INVALID),
    (Away, AWAY),
)
_TOLD = (Refused, BadInput)
"""Those whose text is written for the one who asks."""


def answer_errors(app: FastAPI) -> None:
    """Answer whatever is raised as problem+json."""
    app.add_exception_handler(BanisterError, _banister)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _banister(request: Request, error: Exception) -> Response:
    return answer(problem_of(cast("BanisterError", error)), request_id_of(request))


def problem_of(error: BanisterError) -> Problem:
    """Give what is answered to what was raised."""
    if isinstance(error, Problem):
        return error
    for raised, kind in _KINDS:
        if isinstance(error, raised):
            headers = {"Retry-After": "2"} if kind is AWAY else {}
            if kind is AWAY:
                log.warning("a store is away", reason=str(error))
            return Problem(kind, detail=str(error) if isinstance(error, _TOLD) else "", headers=headers)
    log.error("an error without a problem of its own", error=type(error).__name__, reason=str(error))
    return Problem(INTERNAL)


def _validation(request: Request, error: Exception) -> Response:
    return answer(from_validation(cast("RequestValidationError", error)), request_id_of(request))


def _http(request: Request, error: Exception) -> Response:
    return answer(from_http(cast("HTTPException", error)), request_id_of(request))


def _unexpected(request: Request, _error: Exception) -> Response:
    """Say nothing of the exception; the rim logs it."""
    return answer(Problem(INTERNAL), request_id_of(request))
