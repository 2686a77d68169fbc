"""The flats of an area: the grid of a building, which is looked at all day."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.access import Asker, SeesResidents
from api.cursors import After, cut, wanted
from api.etags import IfNoneMatch, is_shown_already, shown_etag
from api.flat_shapes import Living, flat_page, heard_lately
from api.paths import AreaId
from api.problems import FORBIDDEN, NOT_FOUND, Problem
from api.routes.documented import ABOUT_ONE, Responses
from api.shapes.flats import FlatPage
from domain.access import Deed, may
from domain.subjects import area_subject

router = APIRouter(prefix="/api/v1/areas/{area_id}", tags=["residents"])

_LIST = "flats"
MOST = 2_000
NEEDS = (Deed.SEE_RESIDENT, Deed.SEE_ALERTS, Deed.SEE_DEVICES)
"""A flat shows something of each: whoever's key lacks one of them sees none of it."""
_UNCHANGED: Responses = {304: {"description": "Nothing else is to be shown than under the `ETag` that you have."}}
_WITHOUT_HEARD: dict[str, Any] = {"at": True, "flats": {"__all__": {"residents": {"__all__": {"heard_at": True}}}}}


@router.get("/flats", summary="See the flats of an area", response_model=FlatPage, responses=ABOUT_ONE | _UNCHANGED)
def see_flats(
    asker: SeesResidents,
    area_id: AreaId,
    after: After = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """See every flat of an area and below, who lives there, and the worst that is open about each of them.

    Ask again with `If-None-Match`: a 304 costs little, and is no look at anybody. The ETag takes when somebody was
    last heard of to the quarter of an hour.
    """
    check_sees_homes(asker, area_id)
    page = wanted(_LIST, after, limit)
    flats, following = cut(_LIST, asker.parts.records.flats.page(area_id, page), limit)
    areas = asker.areas()
    living = Living(asker.parts.records, flats, areas, asker.now)
    shown = flat_page(living, area_id, flats, areas, following)
    tag = shown_etag("".join([shown.model_dump_json(exclude=_WITHOUT_HEARD), *heard_lately(shown)]))
    if is_shown_already(if_none_match, tag):
        return Response(status_code=304, headers={"ETag": tag})
    asker.saw(Deed.SEE_ALERTS, set(living.residents))
    return Response(shown.model_dump_json(), media_type="application/json", headers={"ETag": tag})


def check_sees_homes(asker: Asker, area: str) -> None:
    """Let through who may see everything about all who live in an area; else the 403 or 404 problem, on record."""
    subject = area_subject(area)
    for deed in NEEDS:
        if not may(asker.principal, deed):
            raise asker.refused(deed, subject, Problem(FORBIDDEN, detail=f"this needs {', '.join(NEEDS)}"))
    if not asker.holds_for(Deed.SEE_RESIDENT, area):
        raise asker.refused(Deed.SEE_RESIDENT, subject, Problem(NOT_FOUND))
