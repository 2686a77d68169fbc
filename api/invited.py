"""Who comes with an invitation: its token is what lets them in, so the rule counts how often that is tried."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import structlog
from fastapi import Path, Request

from api.access import AccessRule
from api.callers import Caller, address_of, caller_of
from api.parts import Parts, parts_of
from api.problems import GONE, NOT_FOUND, Problem
from domain.access import Deed
from domain.errors import NotFound
from store.records.audit import Entry
from store.records.invitations import Invitation

log = structlog.get_logger()

_FORM = r"^[A-Za-z0-9_-]{43}$"
_WITHOUT_NAME = "invited"
"""Who is on record where somebody came by an invitation that is over."""

Token = Annotated[str, Path(pattern=_FORM, examples=["3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """Somebody with an invitation that is open, and who they are where they are logged in."""

    invitation: Invitation
    caller: Caller | None
    parts: Parts
    now: datetime


class HoldsInvitation(AccessRule):
    """The token in the path is of an invitation that is open."""

    def __call__(self, request: Request, token: Token) -> Invited:
        """Give the invitation; raises the 404, 410 or 429 problem. A refusal is on record."""
        parts = parts_of(request)
        now = parts.clock()
        parts.attempts.count_link(address_of(request))
        try:
            invitation = parts.records.invitations.by_token(token)
        except NotFound:
            log.warning("invitation refused")
            _refused(parts, now, "invitation")
            raise Problem(NOT_FOUND) from None
        if not invitation.is_open(now):
            _refused(parts, now, invitation.resident)
            raise Problem(GONE, detail="the invitation was used or is over: ask for another")
        caller = caller_of(parts.records, request, now)
        return Invited(invitation=invitation, caller=caller, parts=parts, now=now)


def _refused(parts: Parts, now: datetime, subject: str) -> None:
    entry = Entry(
        at=now, person=_WITHOUT_NAME, deed=Deed.LOG_IN, subject=subject, allowed=False, detail="by an invitation"
    )
    parts.records.audit.put([entry])
