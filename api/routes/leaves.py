"""Leave: one's own, or set by staff for somebody of their areas."""

import uuid
from datetime import timedelta

from fastapi import APIRouter

from api.access import Asker, SeesDuty
from api.paths import OwnId, PersonId
from api.problems import NOT_FOUND, Problem
from api.routes.documented import ABOUT_ONE, CHANGES
from api.routes.rosters import MAY_ANSWER
from api.shapes.leaves import LeaveForm, LeaveList, LeaveShape
from api.stretches import stretch
from domain.errors import NotFound
from domain.rosters import Leave

router = APIRouter(prefix="/api/v1/people/{person_id}/leaves", tags=["rosters"])

_LONGEST = timedelta(days=366)


@router.get("", summary="List somebody's leave", responses=ABOUT_ONE)
def list_leave(asker: SeesDuty, person_id: PersonId) -> LeaveList:
    """List leave that has not ended: your own, or as staff that of somebody of your areas."""
    _let_through(asker, person_id)
    found = asker.parts.records.rosters.leaves([person_id], asker.now)
    return LeaveList(items=[LeaveShape.of(one) for one in found])


@router.post("", summary="Take leave", status_code=201, responses=ABOUT_ONE | CHANGES)
def take_leave(asker: SeesDuty, person_id: PersonId, form: LeaveForm) -> LeaveShape:
    """Say that you (or somebody of your areas) are not there: deputies stand in, and nobody is called in vain."""
    _let_through(asker, person_id)
    begins, ends = stretch(form.starts_at, form.ends_at, asker.now, _LONGEST)
    leave = Leave(
        id=str(uuid.uuid4()),
        person=person_id,
        starts_at=begins,
        ends_at=ends,
        set_by=asker.principal.person,
        why=form.why,
    )
    asker.parts.records.rosters.put_leave(leave, asker.now)
    return LeaveShape.of(leave)


@router.delete("/{leave_id}", summary="End leave", status_code=204, responses=ABOUT_ONE)
def end_leave(asker: SeesDuty, person_id: PersonId, leave_id: OwnId) -> None:
    """Say that you (or somebody of your areas) are back."""
    _let_through(asker, person_id)
    rosters = asker.parts.records.rosters
    if leave_id not in {one.id for one in rosters.leaves([person_id], asker.now)}:
        raise Problem(NOT_FOUND)
    rosters.end_leave(leave_id, asker.principal.person, asker.now)


def _let_through(asker: Asker, person: str) -> None:
    try:
        known = asker.parts.records.people.person(person).role in MAY_ANSWER
    except NotFound:
        known = False
    if not known or not asker.keeps(person):
        raise Problem(NOT_FOUND)
