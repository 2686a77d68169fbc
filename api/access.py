"""Access to routes, deny by default: every route declares its rule here; a test walks them all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import structlog
from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer

from api.callers import COOKIE, Caller, credential_of, recognise
from api.parts import Parts, parts_of
from api.problems import FORBIDDEN, NOT_FOUND, UNAUTHENTICATED, Problem
from domain.access import Deed, Principal, may, may_about
from domain.errors import NotFound
from domain.people import Placement

PUBLIC = frozenset({"/", "/healthz", "/readyz", "/docs", "/docs/{name}", "/openapi.json", "/problems/{word}"})
"""Routes that anybody may ask: they hold nothing personal. (And `POST /api/v1/session`: there one becomes somebody.)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody who has passed the route's rule, with what the route works with."""

    caller: Caller
    parts: Parts
    now: datetime

    @property
    def principal(self) -> Principal:
        """Who asks."""
        return self.caller.principal

    def about(self, deed: Deed, resident: str) -> Placement:
        """Give the resident's placement if the asker may do this deed about them; else the 404 problem.

        The look is on record either way. Somebody outside learns not even that there is such a resident.
        """
        try:
            placement = self.parts.records.people.placement(resident)
        except NotFound:
            placement = None
        allowed = placement is not None and may_about(self.principal, deed, placement)
        self._look(deed, resident, allowed=allowed)
        if placement is None or not allowed:
            raise Problem(NOT_FOUND)
        return placement

    def saw(self, deed: Deed, residents: set[str]) -> None:
        """Put on record that a list showed these residents."""
        self.parts.records.accounts.saw(self.principal, deed, sorted(residents), self.now)

    def _look(self, deed: Deed, subject: str, *, allowed: bool) -> None:
        self.parts.records.accounts.look(self.principal, deed, subject, allowed=allowed, now=self.now)


_COOKIE = APIKeyCookie(name=COOKIE, auto_error=False, description="`POST /api/v1/session` sets it.")
_KEY = HTTPBearer(auto_error=False, description="An API key, `ban_…`.")


class AccessRule:
    """What a route declares, as one of its dependencies."""


class Allows(AccessRule):
    """The asker is somebody, and their role (and key) holds `deed`. None: anybody who is logged in."""

    def __init__(self, deed: Deed | None) -> None:
        self.deed = deed

    def __call__(
        self,
        request: Request,
        _cookie: Annotated[object, Depends(_COOKIE)] = None,
        _key: Annotated[object, Depends(_KEY)] = None,
    ) -> Asker:
        """Give the asker; raises the 401 or 403 problem. A refusal of a known person is on record.

        `_cookie` and `_key` only tell the OpenAPI document how one logs in.
        """
        parts = parts_of(request)
        now = parts.clock()
        credential = credential_of(request)
        caller = recognise(parts.records, credential, now) if credential else None
        if caller is None:
            raise Problem(UNAUTHENTICATED)
        structlog.contextvars.bind_contextvars(person=caller.principal.person)
        if self.deed is not None and not may(caller.principal, self.deed):
            subject = request.url.path[:128]
            parts.records.accounts.look(caller.principal, self.deed, subject, allowed=False, now=now)
            raise Problem(FORBIDDEN)
        return Asker(caller=caller, parts=parts, now=now)


AnybodyKnown = Annotated[Asker, Depends(Allows(None))]


class AllowsHere(AccessRule):
    """This machine itself, not by way of a proxy; and everybody who passes `otherwise`."""

    _LOOPBACK = frozenset({"127.0.0.1", "::1"})
    _BY_PROXY = ("forwarded", "x-forwarded-for", "x-real-ip", "via")

    def __init__(self, otherwise: Allows) -> None:
        self._otherwise = otherwise

    def __call__(self, request: Request) -> None:
        """Raise the 401 or 403 problem for everybody else."""
        here = request.client is not None and request.client.host in self._LOOPBACK
        if not here or any(name in request.headers for name in self._BY_PROXY):
            self._otherwise(request)


SeesResidents = Annotated[Asker, Depends(Allows(Deed.SEE_RESIDENT))]
SeesReadings = Annotated[Asker, Depends(Allows(Deed.SEE_READINGS))]
SeesAlerts = Annotated[Asker, Depends(Allows(Deed.SEE_ALERTS))]
AnswersAlerts = Annotated[Asker, Depends(Allows(Deed.ANSWER_ALERTS))]
SeesDevices = Annotated[Asker, Depends(Allows(Deed.SEE_DEVICES))]
SeesUnclaimed = Annotated[Asker, Depends(Allows(Deed.SEE_UNCLAIMED))]
