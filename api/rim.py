"""The outermost layer of the application: request id, security headers, origin check, body size, log, counters."""

import re
import time
import uuid
from typing import Any

import structlog
from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.body_sizes import most_bytes, too_large
from api.idempotency import Repeats, documented
from api.origin import is_foreign
from api.problems import CROSS_ORIGIN, Problem, answer
from api.routes.documented import with_problems
from api.settings import ApiSettings
from api.traffic import Traffic

log = structlog.get_logger()

_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_BY_LINK = "/a/"
"""Who comes by a signed link is nobody's cookie; and a page that tells no referrer tells no origin either."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Rim:
    """Wraps the whole application; nothing is answered but through here."""

    def __init__(self, app: ASGIApp, settings: ApiSettings, traffic: Traffic) -> None:
        self._app = app
        self._settings = settings
        self._traffic = traffic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answering = _Answer(scope, send, self._traffic, secure=self._settings.secure)
        with structlog.contextvars.bound_contextvars(request_id=answering.request_id):
            refusal = self._refusal(scope)
            if refusal:
                await answer(refusal, answering.request_id)(scope, receive, answering.send)
                return
            try:
                await self._app(scope, receive, answering.send)
            except Exception:
                log.exception("request failed", method=scope["method"], route=_route(scope))
                if not answering.started:  # the framework answers 500 before it raises
                    raise

    def _refusal(self, scope: Scope) -> Problem | None:
        headers = Headers(scope=scope)
        length = headers.get("content-length", "")
        most = most_bytes(scope["path"], self._settings.max_body_bytes)
        if length.isdecimal() and int(length) > most:
            return too_large(most)
        if scope["path"].startswith(_BY_LINK):
            return None
        return Problem(CROSS_ORIGIN) if is_foreign(scope["method"], headers, self._settings.address) else None


class _Answer:
    """One answer on its way out."""

    def __init__(self, scope: Scope, send: Send, traffic: Traffic, *, secure: bool) -> None:
        given = Headers(scope=scope).get("x-request-id", "")
        self.request_id = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        self.started = False
        self._scope = scope
        self._send = send
        self._traffic = traffic
        self._secure = secure
        self._begun = time.perf_counter()
        scope["banister.request_id"] = self.request_id

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self._dress(message)
            self._tell(message["status"])
        await self._send(message)

    def _dress(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        headers["X-Request-ID"] = self.request_id
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if self._secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")

    def _tell(self, status: int) -> None:
        seconds = time.perf_counter() - self._begun
        method = self._scope["method"] if self._scope["method"] in _METHODS else "OTHER"
        route = _route(self._scope)
        self._traffic.answered(method, route, status, seconds)
        log.info("answered", method=method, route=route, status=status, ms=round(seconds * 1000, 1))


def _route(scope: Scope) -> str:
    """Give the route's template: the path itself names people, and belongs in no log and no metric."""
    return getattr(scope.get("route"), "path", "(none)")


class RimmedApi(FastAPI):
    """A FastAPI application whose outermost layer is the rim."""

    def build_middleware_stack(self) -> ASGIApp:
        """Put the rim around everything, the framework's own error answers included."""
        parts = self.state.parts
        return Rim(Repeats(super().build_middleware_stack(), parts), parts.settings, parts.traffic)

    def openapi(self) -> dict[str, Any]:
        """Give the document, with what the layers around the routes take."""
        return with_problems(documented(super().openapi()))
