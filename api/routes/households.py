"""Flats: in which building they are, and who has a key."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.access import Asker, KeepsOrganisation, SeesOrganisation
from api.cursors import After, Limit, Words, cut, wanted
from api.etags import IfMatch, etag_of, tell, unless_outdated
from api.organising import check_target, edit_of, id_of, seen_by
from api.paths import PRINTABLE
from api.problems import NOT_FOUND, Problem
from api.routes.areas import moves
from api.routes.documented import ABOUT_ONE, CHANGES, KNOWN, problems
from api.shapes.organisation import HouseholdChanges, HouseholdForm, HouseholdPage, HouseholdShape, MoveList
from api.subjects import way_up
from domain.access import Deed
from domain.errors import NotFound
from domain.organisation import may_organise
from domain.people import Household
from store.records.organisation import household_subject

router = APIRouter(prefix="/api/v1/households", tags=["organisation"])

_LIST = "households"
HouseholdId = Annotated[str, Path(min_length=1, max_length=128, pattern=PRINTABLE, examples=["building-1-301"])]


@router.get("", summary="List flats", responses=KNOWN)
def list_households(
    asker: SeesOrganisation,
    area: Annotated[str | None, Query(max_length=128, pattern=PRINTABLE)] = None,
    q: Words = "",
    after: After = "",
    limit: Limit = 100,
) -> HouseholdPage:
    """List the flats of your areas, by id; of one area and all below it where one is said."""
    found = asker.parts.records.pages.households(
        seen_by(asker, Deed.SEE_ORGANISATION), wanted(_LIST, after, limit, q), area=area
    )
    items, following = cut(_LIST, found, limit)
    return HouseholdPage(items=[HouseholdShape.of(one) for one in items], next=following)


@router.post("", summary="Add a flat", status_code=201, responses=ABOUT_ONE | CHANGES | problems(409))
def add_household(asker: KeepsOrganisation, form: HouseholdForm, response: Response) -> HouseholdShape:
    """Add a flat to a building of yours."""
    check_target(asker, Deed.KEEP_ORGANISATION, form.building, "body.building")
    name = id_of(form.id, "flat")
    household = Household(id=name, building=form.building, flat=form.flat, key_holder=form.key_holder)
    entry = asker.entry(Deed.KEEP_ORGANISATION, household_subject(name), "added")
    asker.parts.records.organisation.add_household(household, entry)
    return _shown(household, response)


@router.get("/{household_id}", summary="See one flat", responses=ABOUT_ONE)
def see_household(asker: SeesOrganisation, household_id: HouseholdId, response: Response) -> HouseholdShape:
    """See one flat."""
    return _shown(_theirs(asker, Deed.SEE_ORGANISATION, household_id), response)


@router.patch("/{household_id}", summary="Change a flat", responses=ABOUT_ONE | CHANGES | problems(409, 412))
def change_household(
    asker: KeepsOrganisation,
    household_id: HouseholdId,
    form: HouseholdChanges,
    response: Response,
    if_match: IfMatch = None,
) -> HouseholdShape:
    """Correct a flat; in another building of yours all who live in it go with it."""
    _theirs(asker, Deed.KEEP_ORGANISATION, household_id)
    if "building" in form.model_fields_set:
        check_target(asker, Deed.KEEP_ORGANISATION, form.building, "body.building")
    entry = asker.entry(Deed.KEEP_ORGANISATION, household_subject(household_id))
    return _shown(
        asker.parts.records.organisation.edit_household(household_id, edit_of(form, if_match), entry), response
    )


@router.delete(
    "/{household_id}", summary="Take an empty flat away", status_code=204, responses=ABOUT_ONE | problems(409, 412)
)
def remove_household(asker: KeepsOrganisation, household_id: HouseholdId, if_match: IfMatch = None) -> None:
    """Take away a flat where nobody lives or lived last."""
    _theirs(asker, Deed.KEEP_ORGANISATION, household_id)
    entry = asker.entry(Deed.KEEP_ORGANISATION, household_subject(household_id), "removed")
    asker.parts.records.organisation.remove_household(household_id, unless_outdated(if_match), entry)


@router.get("/{household_id}/moves", summary="See where a flat was put before", responses=ABOUT_ONE)
def see_moves_of_household(asker: SeesOrganisation, household_id: HouseholdId) -> MoveList:
    """See in which buildings it was before."""
    _theirs(asker, Deed.SEE_ORGANISATION, household_id)
    return moves(asker, household_subject(household_id))


def _theirs(asker: Asker, deed: Deed, household: str) -> Household:
    try:
        found = asker.parts.records.people.household(household)
    except NotFound:
        found = None
    if found is None or not may_organise(asker.principal, deed, way_up(asker.areas(), found.building)):
        raise asker.refused(deed, household_subject(household), Problem(NOT_FOUND))
    return found


def _shown(household: Household, response: Response) -> HouseholdShape:
    tell(response, etag_of(household))
    return HouseholdShape.of(household)
