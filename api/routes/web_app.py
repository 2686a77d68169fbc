"""The web app under /app/: files that hold nothing personal, so that anybody may ask for them."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.parts import parts_of
from api.problems import NOT_FOUND, Problem
from api.unbuilt_page import unbuilt
from api.web_app import WebApp

APP = "/app/"
router = APIRouter()


@router.api_route("/app", methods=["GET", "HEAD"], include_in_schema=False)
def web_app_without_slash() -> Response:
    """Lead to the app: its addresses are all below the slash, and so far reaches its service worker."""
    return RedirectResponse(APP)


@router.api_route("/app/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
def web_app_file(path: str, request: Request) -> Response:
    """Give one file of the app; a place inside the app is given its page, which knows what to show there."""
    parts = parts_of(request)
    app = WebApp(parts.settings.web)
    answer = app.answer(path, request.headers)
    if answer is not None:
        return answer
    if app.is_built or "text/html" not in request.headers.get("accept", ""):
        raise Problem(NOT_FOUND)
    return unbuilt(named=parts.settings.web_dir is not None, status=503)
