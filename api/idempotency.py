"""Idempotency-Key: a POST that is sent again is answered again, and not done again.

It wraps every route, so no route knows of it. Keys are a person's own and hold for a day. Only what succeeded is kept:
whatever was refused or broke may be tried again under the same key. An answer may hold a secret that is shown once, so
it rests sealed, by the key together with the cookie or API key that came with it, and neither rests here in clear:
whoever holds the database reads nothing. With another session of the same person it cannot be opened, and the answer is
a 409 that says so; the request is not done twice in any case.
"""

import hashlib
import json
import re
from typing import Any

import structlog
from anyio import CancelScope
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.body_sizes import most_bytes, too_large
from api.callers import Caller, caller_of
from api.errors import problem_of
from api.parts import Parts
from api.problems import DONE_BEFORE, INVALID, KEY_REUSED, STILL_GOING, Problem, answer
from api.routes.documented import problems
from api.sealing import seal, unseal
from domain.errors import BanisterError
from store.records.answers import Kept

log = structlog.get_logger()

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
PATTERN = r"^[A-Za-z0-9_-]{16,128}$"
_KEY = re.compile(PATTERN)
_LARGEST = 1_048_576
"""Bytes of an answer that are kept."""
_KEPT_HEADERS = frozenset({b"content-type", b"etag", b"location"})
_SUCCESS = range(200, 300)
PARAMETER: dict[str, Any] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": PATTERN},
    "description": "A new UUID: the same request with the same key is answered again and not done again, for a day.",
    "example": "5f0b8f2c-4a50-4c1e-9a63-1c7f1b0e8d11",
}


class Repeats:
    """The layer around the routes."""

    def __init__(self, app: ASGIApp, parts: Parts) -> None:
        self._app = app
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or repeat the answer to it."""
        key = Headers(scope=scope).get(HEADER) if scope["type"] == "http" and scope["method"] == "POST" else None
        if key is None or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        try:
            body, claim, kept = await self._once(scope, receive, key)
        except BanisterError as error:
            await answer(problem_of(error), scope["banister.request_id"])(scope, receive, send)
            return
        if claim is None:
            await self._app(scope, _again(body, receive), send)
        elif kept is not None:
            await _repeat(scope, receive, send, claim, kept)
        else:
            await self._do(scope, _again(body, receive), send, claim)

    async def _once(self, scope: Scope, receive: Receive, key: str) -> tuple[bytes, "_Claim | None", Kept | None]:
        if not _KEY.fullmatch(key):
            said = {"field": "header.idempotency-key", "reason": f"must match {PATTERN}", "kind": "value_error"}
            raise Problem(INVALID, errors=[said])
        caller = await run_in_threadpool(caller_of, self._parts.records, Request(scope), self._parts.clock())
        usual = self._parts.settings.max_body_bytes
        body = await _read(receive, most_bytes(scope["path"], usual) if caller else usual)
        if caller is None:
            return body, None, None
        claim = _Claim(caller, key, scope, body)
        kept = await run_in_threadpool(
            self._parts.records.answers.claim, claim.person, claim.name, claim.request_hash, self._parts.clock()
        )
        return body, claim, kept

    async def _do(self, scope: Scope, receive: Receive, send: Send, claim: "_Claim") -> None:
        taking = _Taking(send)
        try:
            await self._app(scope, receive, taking.send)
        finally:
            with CancelScope(shield=True):
                await run_in_threadpool(self._settle, claim, taking)
                await taking.let_go()

    def _settle(self, claim: "_Claim", taking: "_Taking") -> None:
        answers = self._parts.records.answers
        try:
            if taking.succeeded:
                answers.settle(claim.person, claim.name, taking.status, claim.sealed(taking.kept()))
            else:
                answers.release(claim.person, claim.name)
        except BanisterError as error:  # the work is done: the answer goes out, and the key stays claimed
            log.warning("an answer was not kept", reason=str(error))


class _Claim:
    """One key of one person for one request."""

    def __init__(self, caller: Caller, key: str, scope: Scope, body: bytes) -> None:
        self.person = caller.principal.person
        self.name = hashlib.sha256(key.encode()).hexdigest()
        what = [
            scope["method"],
            scope["path"],
            scope["query_string"].decode("latin-1"),
            hashlib.sha256(body).hexdigest(),
        ]
        self.request_hash = hashlib.sha256(json.dumps(what).encode()).hexdigest()
        secret = f"banister answer\0{key}\0{caller.credential.secret}"
        self._key = hashlib.sha256(secret.encode()).digest()

    def sealed(self, plain: bytes | None) -> bytes | None:
        return seal(self._key, plain, self.request_hash) if plain is not None else None

    def opened(self, sealed: bytes | None) -> bytes | None:
        return unseal(self._key, sealed, self.request_hash) if sealed is not None else None


class _Taking:
    """Holds an answer back until it is kept; one that grows too large goes out as it comes, and is not kept."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._messages: list[Message] = []
        self._size = 0
        self._ended = False
        self.status = 0

    @property
    def succeeded(self) -> bool:
        return self.status in _SUCCESS and self._ended

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self._ended = message["type"] == "http.response.body" and not message.get("more_body", False)
        self._size += len(message.get("body", b""))
        if self._size > _LARGEST:
            await self.let_go()
            await self._send(message)
        else:
            self._messages.append(message)

    async def let_go(self) -> None:
        waiting, self._messages = self._messages, []
        for message in waiting:
            await self._send(message)

    def kept(self) -> bytes | None:
        """Give headers and body as one piece; None of what is too large, or gives somebody a session."""
        if self._size > _LARGEST:
            return None
        headers = [(name.lower(), value) for name, value in self._messages[0]["headers"]]
        if any(name == b"set-cookie" for name, _ in headers):
            return None
        said = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers if name in _KEPT_HEADERS}
        return json.dumps(said).encode() + b"\n" + b"".join(one.get("body", b"") for one in self._messages)


async def _repeat(scope: Scope, receive: Receive, send: Send, claim: _Claim, kept: Kept) -> None:
    """Answer as before, or say why that is not possible."""
    if kept.request_hash != claim.request_hash:
        problem = Problem(KEY_REUSED)
    elif kept.status is None:
        problem = Problem(STILL_GOING, headers={"Retry-After": "2"})
    elif (plain := claim.opened(kept.body)) is None:
        problem = Problem(DONE_BEFORE)
    else:
        said, _, body = plain.partition(b"\n")
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in json.loads(said).items()]
        headers += [(REPLAYED.lower().encode(), b"true"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": kept.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        return
    await answer(problem, scope["banister.request_id"])(scope, receive, send)


async def _read(receive: Receive, most: int) -> bytes:
    pieces: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        more = message.get("more_body", False)
        if size > most:
            raise too_large(most)
    return b"".join(pieces)


def _again(body: bytes, receive: Receive) -> Receive:
    """Give the body once more, and then whatever comes (that the client has gone)."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def documented(document: dict[str, Any]) -> dict[str, Any]:
    """Name the header in every POST of the document, once."""
    for path, methods in document["paths"].items():
        if "post" in methods and path.startswith("/api/"):
            parameters = methods["post"].setdefault("parameters", [])
            if PARAMETER not in parameters:
                parameters.append(PARAMETER)
            methods["post"]["responses"].setdefault("409", problems(409)[409])
    return document
