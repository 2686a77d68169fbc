"""Whom to call about a resident: who is on duty from the building up, who has the key, the family."""

from fastapi import APIRouter

from api.access import Asker, SeesResidents
from api.paths import ResidentId
from api.routes.documented import ABOUT_ONE
from api.shapes.contacts import ContactsShape, LevelContacts, RelativeContact
from api.shapes.rosters import PersonShape
from domain.access import Deed, sees_level, sees_relative
from domain.people import Placement
from domain.rosters import on_duty

router = APIRouter(prefix="/api/v1/residents/{resident_id}", tags=["residents"])


@router.get("/contacts", summary="See whom to call", responses=ABOUT_ONE)
def see_contacts(asker: SeesResidents, resident_id: ResidentId) -> ContactsShape:
    """See who is on duty for a resident now, who has the key, and the relatives, with their telephone numbers.

    Relatives see who answers up to the community, and of the relatives only themselves.
    """
    placement = asker.about(Deed.SEE_RESIDENT, resident_id)
    people = asker.parts.records.people
    resident = people.resident(resident_id)
    return ContactsShape(
        resident=resident_id,
        name=resident.name,
        phone=resident.phone,
        key_holder=people.household(resident.household).key_holder,
        at=asker.now,
        levels=_levels(asker, placement),
        relatives=_relatives(asker, placement),
    )


def _levels(asker: Asker, placement: Placement) -> list[LevelContacts]:
    areas = [asker.areas()[one] for one in placement.areas]
    shown = [one for one in areas if sees_level(asker.principal, one.kind)]
    rosters = asker.parts.records.rosters.rosters([one.id for one in shown])
    duties = {area: on_duty(roster, asker.now) for area, roster in rosters.items()}
    wanted = {person for duty in duties.values() for person in (*duty.primary, *duty.deputies)}
    named = {one.id: PersonShape.of(one) for one in asker.parts.records.people.persons(wanted)}
    return [
        LevelContacts(
            kind=area.kind,
            area=area.id,
            name=area.name,
            primary=[named[one] for one in duties[area.id].primary],
            deputies=[named[one] for one in duties[area.id].deputies],
        )
        for area in shown
    ]


def _relatives(asker: Asker, placement: Placement) -> list[RelativeContact]:
    people = asker.parts.records.people
    relations = people.relations(placement.resident)
    shown = {one.person: one for one in relations if sees_relative(asker.principal, placement, one.person)}
    return [
        RelativeContact(
            person=one.id,
            name=one.name,
            relation=shown[one.id].relation,
            phone=one.phone,
            tell=shown[one.id].tell,
        )
        for one in (people.persons(shown) if shown else [])
    ]
