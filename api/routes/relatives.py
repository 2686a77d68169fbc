"""The relatives of a resident: who they are, what they may see, and whether they are told."""

from fastapi import APIRouter

from api.access import Asker, KeepsConsents
from api.agreed import need_staff, sees_what_is_of
from api.paths import PersonId, ResidentId
from api.problems import NOT_FOUND, Problem
from api.routes.documented import ABOUT_ONE, CHANGES
from api.shapes.consents import RelativeForm, RelativeList, RelativeShape, TellForm
from domain.access import Deed
from domain.people import Relation

router = APIRouter(prefix="/api/v1/residents/{resident_id}/relatives", tags=["consents"])


@router.get("", summary="List a resident's relatives", responses=ABOUT_ONE)
def list_relatives(asker: KeepsConsents, resident_id: ResidentId) -> RelativeList:
    """List the relatives with what each may see; a relative sees themselves."""
    asker.about(Deed.KEEP_CONSENTS, resident_id)
    return RelativeList(items=[one for one in _relatives(asker, resident_id) if sees_what_is_of(asker, one.person)])


@router.put("/{person_id}", summary="Say that somebody is a relative", responses=ABOUT_ONE | CHANGES)
def set_relative(
    asker: KeepsConsents, resident_id: ResidentId, person_id: PersonId, form: RelativeForm
) -> RelativeShape:
    """Put a relative on record, or change what they are: for staff. It shows them nothing without consent."""
    asker.about(Deed.KEEP_CONSENTS, resident_id)
    need_staff(asker, Deed.KEEP_CONSENTS, resident_id)
    relation = Relation(person=person_id, resident=resident_id, relation=form.relation, tell=form.tell)
    asker.parts.records.consents.relate(relation, asker.principal.person, asker.now)
    return _relative(asker, resident_id, person_id)


@router.patch("/{person_id}", summary="Say whether a relative is told", responses=ABOUT_ONE | CHANGES)
def tell_relative(asker: KeepsConsents, resident_id: ResidentId, person_id: PersonId, form: TellForm) -> RelativeShape:
    """Say whether a relative is told of the alerts that they may see: for staff, and for themselves."""
    _let_through(asker, resident_id, person_id)
    by = asker.principal.person
    asker.parts.records.consents.tell(person_id, resident_id, by, asker.now, tell=form.tell)
    return _relative(asker, resident_id, person_id)


@router.delete("/{person_id}", summary="End a relation", status_code=204, responses=ABOUT_ONE)
def end_relation(asker: KeepsConsents, resident_id: ResidentId, person_id: PersonId) -> None:
    """Say that somebody is no relative any more, for staff and for themselves: every consent for them ends with it."""
    _let_through(asker, resident_id, person_id)
    asker.parts.records.consents.unrelate(person_id, resident_id, asker.principal.person, asker.now)


def _let_through(asker: Asker, resident: str, person: str) -> None:
    asker.about(Deed.KEEP_CONSENTS, resident)
    if not sees_what_is_of(asker, person):
        raise Problem(NOT_FOUND)


def _relative(asker: Asker, resident: str, person: str) -> RelativeShape:
    found = [one for one in _relatives(asker, resident) if one.person == person]
    if not found:
        raise Problem(NOT_FOUND)
    return found[0]


def _relatives(asker: Asker, resident: str) -> list[RelativeShape]:
    people = asker.parts.records.people
    relations = people.relations(resident)
    persons = {one.id: one for one in people.persons({relation.person for relation in relations})}
    return [RelativeShape.of(one, persons[one.person]) for one in relations if one.person in persons]
