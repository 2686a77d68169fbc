"""The residents that the asker may see."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Asker, SeesResidents
from api.paths import PRINTABLE, ResidentId
from api.routes.documented import ABOUT_ONE, KNOWN
from api.shapes.residents import ResidentPage, ResidentShape
from domain.access import Deed
from domain.people import Area, Household, Resident, Role
from store.records import Records

router = APIRouter(prefix="/api/v1/residents", tags=["residents"])


@router.get("", summary="List residents", responses=KNOWN)
def list_residents(
    asker: SeesResidents,
    after: Annotated[str, Query(max_length=128, pattern=PRINTABLE, description="`next` of the page before")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> ResidentPage:
    """List the residents that you may see, by id."""
    found = sorted(visible_residents(asker), key=lambda resident: resident.id)
    rest = [resident for resident in found if resident.id > after]
    page = rest[:limit]
    items = _shapes(asker.parts.records, page)
    return ResidentPage(items=items, next=page[-1].id if len(rest) > limit else None)


@router.get("/{resident_id}", summary="See one resident", responses=ABOUT_ONE)
def see_resident(asker: SeesResidents, resident_id: ResidentId) -> ResidentShape:
    """See one resident; 404 for those who may not."""
    asker.about(Deed.SEE_RESIDENT, resident_id)
    records = asker.parts.records
    return _shapes(records, [records.people.resident(resident_id)])[0]


def visible_residents(asker: Asker) -> list[Resident]:
    """Give the residents that the asker may see: by relation for relatives, by assignment for all others."""
    principal, people = asker.principal, asker.parts.records.people
    if principal.role is Role.RELATIVE:
        return people.residents(ids=principal.residents) if principal.residents else []
    return people.residents(areas=principal.areas) if principal.areas else []


def _shapes(records: Records, residents: list[Resident]) -> list[ResidentShape]:
    areas = {area.id: area for area in records.people.areas()}
    households = {one.id: one for one in records.people.households({resident.household for resident in residents})}
    return [_shape(resident, households[resident.household], areas) for resident in residents]


def _shape(resident: Resident, household: Household, areas: Mapping[str, Area]) -> ResidentShape:
    way = _way_down(household.building, areas)
    site = next((area.site for area in way if area.site), "")
    return ResidentShape(
        id=resident.id,
        name=resident.name,
        birth_year=resident.birth_year,
        phone=resident.phone,
        language=resident.language,
        household=household.id,
        flat=household.flat,
        key_holder=household.key_holder,
        place=[area.name for area in way],
        areas=[area.id for area in way],
        site=site,
        timezone=way[-1].timezone if way else "UTC",
    )


def _way_down(building: str, areas: Mapping[str, Area]) -> list[Area]:
    way: list[Area] = []
    area = areas.get(building)
    while area is not None:
        way.insert(0, area)
        area = areas.get(area.parent) if area.parent else None
    return way
