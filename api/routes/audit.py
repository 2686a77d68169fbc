"""The trail of who saw and did what: for staff and administrators; and for a resident's family, who has looked."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Asker, SeesAudit
from api.looks import together
from api.paths import ResidentId
from api.problems import FORBIDDEN, Problem
from api.routes.documented import ABOUT_ONE
from api.shapes.audit import AuditPage, AuditQuery, AuditRow, LookShape, LooksPage, LooksQuery
from domain.access import Deed
from domain.people import Person, Role
from domain.subjects import area_subject
from store.records.audit import Recorded, Wanted

router = APIRouter(prefix="/api/v1", tags=["audit"])

_TRAIL = "/api/v1/audit"


@router.get("/audit", summary="See the trail", responses=ABOUT_ONE)
def see_trail(asker: SeesAudit, wanted: Annotated[AuditQuery, Query()]) -> AuditPage:
    """See who saw and did what, refused attempts too, the newest first.

    Staff sees what is about the residents and areas that they answer for; an administrator sees every row, without
    names. A relative asks who has looked at their resident instead.
    """
    if asker.principal.role is Role.RELATIVE:
        raise Problem(FORBIDDEN, detail="ask for the looks at your resident instead")
    rows = asker.parts.records.audit.found(_wanted(asker, wanted), wanted.before, wanted.limit + 1)
    page = rows[: wanted.limit]
    names = {} if asker.principal.role is Role.ADMIN else _persons(asker, page)
    items = [AuditRow.of(row, names[row.person].name if row.person in names else "") for row in page]
    return AuditPage(items=items, next=page[-1].n if len(rows) > wanted.limit else None)


@router.get("/residents/{resident_id}/looks", summary="See who has looked", responses=ABOUT_ONE)
def see_looks(asker: SeesAudit, resident_id: ResidentId, wanted: Annotated[LooksQuery, Query()]) -> LooksPage:
    """See who has looked at a resident's data or done something about them, when, and whether it was allowed.

    What one person did again within an hour is one line, where it stands on one page.
    """
    asker.about(Deed.SEE_AUDIT, resident_id)
    about = Wanted(subjects=[resident_id])
    rows = asker.parts.records.audit.found(about, wanted.before, wanted.limit + 1)
    page = rows[: wanted.limit]
    persons = _persons(asker, page)
    items = [LookShape.of(group, persons.get(group[0].person)) for group in together(page)]
    return LooksPage(items=items, next=page[-1].n if len(rows) > wanted.limit else None)


def _wanted(asker: Asker, wanted: AuditQuery) -> Wanted:
    """Give what is looked for within what the asker may see; that somebody looked at the trail is on record too."""
    named = [wanted.resident] if wanted.resident is not None else None
    areas = _areas_of_staff(asker, wanted) if asker.principal.role is not Role.ADMIN else None
    if asker.principal.role is Role.ADMIN:
        if wanted.area is not None:
            named = [*(named or ()), area_subject(wanted.area)]
        asker.note(Deed.SEE_AUDIT, named[0] if named else _TRAIL)
    return Wanted(areas=areas, subjects=named, person=wanted.person, deed=wanted.deed, allowed=wanted.allowed)


def _areas_of_staff(asker: Asker, wanted: AuditQuery) -> frozenset[str]:
    if wanted.resident is not None:
        asker.about(Deed.SEE_AUDIT, wanted.resident)
    if wanted.area is not None:
        asker.in_area(Deed.SEE_AUDIT, wanted.area)
        return frozenset({wanted.area})
    if wanted.resident is None:
        asker.note(Deed.SEE_AUDIT, _TRAIL)
    return asker.principal.areas


def _persons(asker: Asker, rows: list[Recorded]) -> dict[str, Person]:
    return {one.id: one for one in asker.parts.records.people.persons({row.person for row in rows})}
