"""New residents, corrections, and moves to another household."""

from fastapi import APIRouter, Response

from api.access import Asker, KeepsResidents
from api.etags import IfMatch, etag_of, tell
from api.organising import edit_of, id_of
from api.paths import ResidentId
from api.resident_shapes import resident_shape
from api.routes.documented import ABOUT_ONE, CHANGES, problems
from api.rule_checks import wrong
from api.shapes.residents import ResidentChanges, ResidentForm, ResidentShape
from domain.access import Deed
from domain.errors import NotFound
from domain.people import Resident

router = APIRouter(prefix="/api/v1/residents", tags=["residents"])


@router.post("", summary="Add a resident", status_code=201, responses=ABOUT_ONE | CHANGES | problems(409))
def add_resident(asker: KeepsResidents, form: ResidentForm, response: Response) -> ResidentShape:
    """Add somebody to a household of your areas."""
    _check_home(asker, form.household)
    name = id_of(form.id, "resident")
    resident = Resident(**form.model_dump() | {"id": name})
    entry = asker.entry(Deed.KEEP_RESIDENTS, name, "added")
    asker.parts.records.organisation.add_resident(resident, entry)
    return _shown(asker, resident, response)


@router.patch(
    "/{resident_id}", summary="Correct a resident, or let them move", responses=ABOUT_ONE | CHANGES | problems(409, 412)
)
def change_resident(
    asker: KeepsResidents, resident_id: ResidentId, form: ResidentChanges, response: Response, if_match: IfMatch = None
) -> ResidentShape:
    """Correct what is said of them, let them move to another household of your areas, or say that they died.

    Where they lived before is kept (`/moves`). On another site their devices stay behind: take them back first.
    """
    asker.about(Deed.KEEP_RESIDENTS, resident_id)
    if "household" in form.model_fields_set:
        _check_home(asker, form.household)
    if form.deceased_at is not None and form.deceased_at > asker.now:
        raise wrong("body.deceased_at", "lies ahead")
    entry = asker.entry(Deed.KEEP_RESIDENTS, resident_id)
    return _shown(
        asker, asker.parts.records.organisation.edit_resident(resident_id, edit_of(form, if_match), entry), response
    )


def _check_home(asker: Asker, household: str) -> None:
    try:
        building = asker.parts.records.people.household(household).building
    except NotFound:
        raise wrong("body.household", "no household of your areas") from None
    if not asker.holds_for(Deed.KEEP_RESIDENTS, building):
        raise wrong("body.household", "no household of your areas")


def _shown(asker: Asker, resident: Resident, response: Response) -> ResidentShape:
    tell(response, etag_of(resident))
    return resident_shape(asker.parts.records, resident, asker.areas())
