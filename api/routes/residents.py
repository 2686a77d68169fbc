"""The residents that the asker may see, and those whom they keep."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access import SeesResidents
from api.cursors import After, Limit, Words, cut, wanted
from api.etags import etag_of, tell
from api.organising import seen_by
from api.paths import PRINTABLE, ResidentId
from api.resident_shapes import resident_shape, resident_shapes
from api.routes.areas import moves
from api.routes.documented import ABOUT_ONE, KNOWN
from api.shapes.organisation import MoveList
from api.shapes.residents import ResidentPage, ResidentShape
from domain.access import Deed

router = APIRouter(prefix="/api/v1/residents", tags=["residents"])

_LIST = "residents"


@router.get("", summary="List residents", responses=KNOWN)
def list_residents(
    asker: SeesResidents,
    q: Words = "",
    area: Annotated[str | None, Query(max_length=128, pattern=PRINTABLE)] = None,
    after: After = "",
    limit: Limit = 100,
) -> ResidentPage:
    """List the residents that you may see, by id; of one area and all below it where one is said.

    Each word of `q` is part of a name, a flat or a building's name, the end of a telephone number, or pinyin or its
    initials: `lxy` and `xiuying` find 林秀英.
    """
    page, seen = wanted(_LIST, after, limit, q), seen_by(asker, Deed.SEE_RESIDENT)
    items, following = cut(_LIST, asker.parts.records.pages.residents(seen, page, area=area), limit)
    asker.saw(Deed.SEE_RESIDENT, {one.id for one in items})
    return ResidentPage(items=resident_shapes(items, asker.areas()), next=following)


@router.get("/{resident_id}", summary="See one resident", responses=ABOUT_ONE)
def see_resident(asker: SeesResidents, resident_id: ResidentId, response: Response) -> ResidentShape:
    """See one resident; 404 for those who may not. `ETag` goes into `If-Match` when you change them."""
    asker.about(Deed.SEE_RESIDENT, resident_id)
    resident = asker.parts.records.people.resident(resident_id)
    tell(response, etag_of(resident))
    return resident_shape(asker.parts.records, resident, asker.areas())


@router.get("/{resident_id}/moves", summary="See where a resident lived before", responses=ABOUT_ONE)
def see_moves_of_resident(asker: SeesResidents, resident_id: ResidentId) -> MoveList:
    """See from which household to which they moved, and when; the newest move first."""
    asker.about(Deed.SEE_RESIDENT, resident_id)
    return moves(asker, resident_id)
