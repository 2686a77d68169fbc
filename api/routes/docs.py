"""The API's own pages: Swagger UI from this machine, what each problem means, and a signpost."""

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse

from api.older_openapi import as_3_0
from api.problems import KINDS, NOT_FOUND, Problem
from api.routes.documented import problems
from api.shapes.system import ProblemKind, Signpost

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
_SIGNPOST = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Banister</title></head>
<body>
<h1>Banister</h1>
<p>This is the API. <a href="/docs">How to use it</a>, <a href="/readyz">whether the house is well</a>.</p>
</body>
</html>
"""
_SIGNS = {"name": "Banister", "api": "/api/v1", "docs": "/docs", "openapi": "/openapi.json", "ready": "/readyz"}
_PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)


@router.get("/", summary="Signpost", response_model=Signpost, responses=problems(500))
def signpost(request: Request) -> Response:
    """Say where things are: a page for browsers, JSON for all others."""
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(_SIGNPOST)
    return JSONResponse(_SIGNS | {"version": version("banister")})


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
