"""Access to routes, deny by default: every route declares its rule here; a test walks them all."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

import structlog
from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer

from api.callers import COOKIE, Caller, caller_of
from api.parts import Parts, parts_of
from api.problems import FACTOR_ENROL, FORBIDDEN, NOT_FOUND, PASSWORD_CHANGE, UNAUTHENTICATED, Kind, Problem
from api.settings import ApiSettings
from api.subjects import area_placement, areas_of, placement_of
from domain.access import Deed, Principal, may, may_about, may_everywhere, may_in
from domain.errors import NotFound
from domain.people import Area, Placement
from domain.subjects import area_of, area_subject
from store.records.audit import Entry

PUBLIC = frozenset(
    {
        "/",
        "/app",
        "/app/{path:path}",
        "/healthz",
        "/readyz",
        "/docs",
        "/docs/{name}",
        "/openapi.json",
        "/problems/{word}",
        "/a/{token}",
        "/i/{token}",
        "/api/v1/session/ways",
        "/api/v1/session/oidc",
        "/api/v1/session/oidc/callback",
    }
)
"""Routes that anybody may ask: they hold nothing personal. (And `POST /api/v1/session`: there one becomes somebody.)

`/a/{token}` is opened by a message's receiver who has no session on that telephone: the token is signed, is of one
receiver and one alert, ends after a day and can be used once. It shows a flat and how bad it is: no name, no value.
`/i/{token}` is the page of an invitation, as `/api/v1/invitations/{token}`: its token is what lets in.
`/api/v1/session/oidc…` is where one becomes somebody by single sign-on; what lets in is the provider's signature.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody who has passed the route's rule, with what the route works with."""

    caller: Caller
    parts: Parts
    now: datetime
    _areas: list[dict[str, Area]] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def principal(self) -> Principal:
        """Who asks."""
        return self.caller.principal

    def about(self, deed: Deed, resident: str) -> Placement:
        """Give the resident's placement if the asker may do this deed about them; else the 404 problem.

        The look is on record either way. Somebody outside learns not even that there is such a resident.
        """
        if area_of(resident) is not None:
            raise Problem(NOT_FOUND)
        return self.about_alert(deed, resident)

    def about_alert(self, deed: Deed, subject: str) -> Placement:
        """Give where an alert's subject is, resident or area, if the asker may do this deed about it; else 404."""
        try:
            placement = placement_of(self.parts.records, subject, self.areas)
        except NotFound:
            placement = None
        allowed = placement is not None and may_about(self.principal, deed, placement)
        self.note(deed, subject, allowed=allowed)
        if placement is None or not allowed:
            raise Problem(NOT_FOUND)
        return placement

    def in_area(self, deed: Deed, area: str) -> Placement:
        """Give where an area is if the asker may do this deed for everybody in it; else the 404 problem."""
        return self.about_alert(deed, area_subject(area))

    def everywhere(self, deed: Deed, subject: str) -> None:
        """Let through who may do what holds for everybody; else the 403 problem that says how to go about it."""
        allowed = self.holds_everywhere(deed)
        self.note(deed, subject, allowed=allowed)
        if not allowed:
            raise Problem(FORBIDDEN, detail="it holds for everybody: change it for an area or a resident of yours")

    def holds_everywhere(self, deed: Deed) -> bool:
        """Whether the asker may do what holds for everybody; nothing is put on record."""
        tops = {area.id for area in self.areas().values() if area.parent is None}
        return may_everywhere(self.principal, deed, tops)

    def holds_for(self, deed: Deed, area: str) -> bool:
        """Whether the asker may do it for everybody in an area; nothing is put on record."""
        areas = self.areas()
        return area in areas and may_in(self.principal, deed, area_placement(areas, area).areas)

    def keeps(self, person: str) -> bool:
        """Whether it is the asker, or somebody whom they look after as staff: of their areas, or a relative there."""
        if person == self.principal.person:
            return True
        if not may(self.principal, Deed.KEEP_ROSTERS):
            return False
        them = self.parts.records.people.principal(person, self.now)
        homes = [self.parts.records.people.placement(one) for one in them.residents]
        return any(self.holds_for(Deed.KEEP_ROSTERS, area) for area in them.areas) or any(
            may_about(self.principal, Deed.KEEP_ROSTERS, home) for home in homes
        )

    def areas(self) -> dict[str, Area]:
        """Give all areas by id, as they stood when this request first asked for them."""
        if not self._areas:
            self._areas.append(areas_of(self.parts.records))
        return self._areas[0]

    def saw(self, deed: Deed, residents: set[str]) -> None:
        """Put on record that a list showed these residents."""
        self.parts.records.audit.put([self.entry(deed, one) for one in sorted(residents)])

    def entry(self, deed: Deed, subject: str, detail: str = "", *, allowed: bool = True) -> Entry:
        """Give the trail's row of what the asker does; a change takes it into its transaction."""
        who = self.principal.person
        return Entry(at=self.now, person=who, deed=deed, subject=subject, allowed=allowed, detail=detail)

    def note(self, deed: Deed, subject: str, detail: str = "", *, allowed: bool = True) -> None:
        """Put on record what no change takes into its transaction."""
        self.parts.records.audit.put([self.entry(deed, subject, detail, allowed=allowed)])

    def refused(self, deed: Deed, subject: str, problem: Problem, detail: str = "") -> Problem:
        """Put on record that it was refused, and give the problem to raise."""
        self.note(deed, subject, detail, allowed=False)
        return problem


_COOKIE = APIKeyCookie(name=COOKIE, auto_error=False, description="`POST /api/v1/session` sets it.")
_KEY = HTTPBearer(auto_error=False, description="An API key, `ban_…`.")


def owed(caller: Caller, settings: ApiSettings) -> list[Kind]:
    """Give what somebody must do before anything else."""
    owes = [PASSWORD_CHANGE] if caller.must_change else []
    asked = settings.asks_factor_of(caller.principal.role)
    return [*owes, FACTOR_ENROL] if asked and caller.lacks_factor else owes


class AccessRule:
    """What a route declares, as one of its dependencies."""


class Allows(AccessRule):
    """The asker is somebody, and their role (and key) holds `deed`. None: anybody who is logged in."""

    def __init__(self, deed: Deed | None, *, meanwhile: Collection[Kind] = ()) -> None:
        self.deed = deed
        self.meanwhile = meanwhile

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
        caller = caller_of(parts.records, request, now)
        if caller is None:
            raise Problem(UNAUTHENTICATED)
        structlog.contextvars.bind_contextvars(person=caller.principal.person)
        for kind in owed(caller, parts.settings):
            if kind not in self.meanwhile:
                raise Problem(kind)
        asker = Asker(caller=caller, parts=parts, now=now)
        if self.deed is not None and not may(caller.principal, self.deed):
            raise asker.refused(self.deed, request.url.path[:128], Problem(FORBIDDEN))
        return asker


class AllowsInPerson(Allows):
    """Somebody who is logged in with a session: what is one's own is not a key's to change."""

    def __call__(
        self,
        request: Request,
        _cookie: Annotated[object, Depends(_COOKIE)] = None,
        _key: Annotated[object, Depends(_KEY)] = None,
    ) -> Asker:
        """Give the asker; raises the 401 or 403 problem."""
        asker = super().__call__(request)
        if asker.caller.credential.is_key:
            raise Problem(FORBIDDEN, detail="log in: a key may not do that")
        return asker


_OWING = (PASSWORD_CHANGE, FACTOR_ENROL)
Arriving = Annotated[Asker, Depends(Allows(None, meanwhile=_OWING))]
SetsOwnPassword = Annotated[Asker, Depends(AllowsInPerson(Deed.KEEP_OWN_ACCOUNT, meanwhile=_OWING))]
SetsOwnFactor = Annotated[Asker, Depends(AllowsInPerson(Deed.KEEP_OWN_ACCOUNT, meanwhile=(FACTOR_ENROL,)))]
KeepsOwnAccount = Annotated[Asker, Depends(AllowsInPerson(Deed.KEEP_OWN_ACCOUNT))]
KeepsAccounts = Annotated[Asker, Depends(AllowsInPerson(Deed.KEEP_PEOPLE))]
InPerson = Annotated[Asker, Depends(AllowsInPerson(None))]
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
SetsRules = Annotated[Asker, Depends(Allows(Deed.SET_RULES))]
MutesAlerts = Annotated[Asker, Depends(Allows(Deed.MUTE_ALERTS))]
SetsAway = Annotated[Asker, Depends(Allows(Deed.SET_AWAY))]
SeesDuty = Annotated[Asker, Depends(Allows(Deed.SEE_DUTY))]
KeepsRosters = Annotated[Asker, Depends(Allows(Deed.KEEP_ROSTERS))]
AnswersAlerts = Annotated[Asker, Depends(Allows(Deed.ANSWER_ALERTS))]
SeesDevices = Annotated[Asker, Depends(Allows(Deed.SEE_DEVICES))]
SeesUnclaimed = Annotated[Asker, Depends(Allows(Deed.SEE_UNCLAIMED))]
SeesOrganisation = Annotated[Asker, Depends(Allows(Deed.SEE_ORGANISATION))]
KeepsOrganisation = Annotated[Asker, Depends(Allows(Deed.KEEP_ORGANISATION))]
KeepsResidents = Annotated[Asker, Depends(Allows(Deed.KEEP_RESIDENTS))]
KeepsPeople = Annotated[Asker, Depends(Allows(Deed.KEEP_PEOPLE))]
KeepsDevices = Annotated[Asker, Depends(Allows(Deed.KEEP_DEVICES))]
KeepsConsents = Annotated[Asker, Depends(Allows(Deed.KEEP_CONSENTS))]
SeesAudit = Annotated[Asker, Depends(Allows(Deed.SEE_AUDIT))]
KeepsWebhooks = Annotated[Asker, Depends(Allows(Deed.KEEP_WEBHOOKS))]
