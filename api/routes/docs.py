"""The API's own pages: Swagger UI from this machine, what each problem means, and a signpost."""

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse

from api.older_openapi import as_3_0
from api.parts import parts_of
from api.problems import KINDS, NOT_FOUND, Problem
from api.routes.documented import problems
from api.routes.web_app import APP
from api.shapes.system import ProblemKind, Signpost
from api.unbuilt_page import unbuilt
from api.web_app import WebApp

router = APIRouter(tags=["about"])

_VENDOR = next(Path(str(files("swagger_ui_bundle"))).glob("vendor/swagger-ui-*"))
_FILES = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "favicon-32x32.png": "image/png",
}
_START = """window.addEventListener("load", () => {
  SwaggerUIBundle({
    url: "/docs/openapi-3.0.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis],
  });
});
"""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Banister API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
_SIGNS = {"name": "Banister", "api": "/api/v1", "docs": "/docs", "openapi": "/openapi.json", "ready": "/readyz"}
_BY_ACCEPT = {"Vary": "Accept"}
_PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)


@router.head("/", include_in_schema=False)
@router.get("/", summary="Signpost", response_model=Signpost, responses=problems(500))
def signpost(request: Request) -> Response:
    """Say where things are, as JSON; browsers are led to the web app, or told what to run while it is not built."""
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse(_SIGNS | {"version": version("banister")}, headers=_BY_ACCEPT)
    settings = parts_of(request).settings
    if WebApp(settings.web).is_built:
        return RedirectResponse(APP, headers=_BY_ACCEPT)
    return unbuilt(named=settings.web_dir is not None, status=200)


@router.get("/problems/{word}", summary="What a problem means", responses=problems(404, 500))
def problem_kind(word: str) -> ProblemKind:
    """Say what a problem's `type` means."""
    for kind in KINDS:
        if kind.word == word:
            return ProblemKind(type=f"/problems/{word}", title=kind.title, status=kind.status)
    raise Problem(NOT_FOUND)


@router.get("/docs", include_in_schema=False)
def docs() -> HTMLResponse:
    """Show Swagger UI; all of it comes from this server."""
    return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _PAGE_POLICY})


@router.get("/docs/{name}", include_in_schema=False)
def docs_file(name: str, request: Request) -> Response:
    """Give one of the page's files."""
    if name == "start.js":
        return Response(_START, media_type="text/javascript")
    if name == "openapi-3.0.json":
        document: dict[str, Any] = request.app.openapi()
        return JSONResponse(as_3_0(document))
    if name not in _FILES:
        raise Problem(NOT_FOUND)
    return FileResponse(_VENDOR / name, media_type=_FILES[name], headers={"Cache-Control": "max-age=86400"})
