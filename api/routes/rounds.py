"""The daily round of an area."""

from zoneinfo import ZoneInfo

from fastapi import APIRouter

from api.access import SeesReadings
from api.cursors import wanted
from api.flat_shapes import Living
from api.paths import AreaId
from api.rounds import look_shapes, reads, watched
from api.routes.documented import ABOUT_ONE
from api.routes.flats import MOST, check_sees_homes
from api.shapes.rounds import RoundShape
from domain.access import Deed
from domain.rounds import daily_round

router = APIRouter(prefix="/api/v1/areas/{area_id}", tags=["residents"])


@router.get("/round", summary="See who needs a look today", responses=ABOUT_ONE)
def see_round(asker: SeesReadings, area_id: AreaId) -> RoundShape:
    """See who of an area needs a look today and why, the most urgent first, as far as anything says so.

    What is usual for somebody is worked out once a day: the first answer of a day takes longer.
    """
    check_sees_homes(asker, area_id)
    areas, parts = asker.areas(), asker.parts
    found = parts.records.flats.page(area_id, wanted("flats", "", MOST))
    flats = found[:MOST]
    living = Living(parts.records, flats, areas, asker.now)
    area = areas[area_id]
    looks = daily_round(watched(parts, area, living), asker.now, ZoneInfo(area.timezone))
    asker.saw(Deed.SEE_READINGS, set(living.residents))
    complete = len(found) <= MOST
    return RoundShape(
        area=area_id,
        at=asker.now,
        looked_at=len(living.residents),
        complete=complete,
        readings=reads(living),
        nobody=complete and not looks,
        items=look_shapes(looks, living, flats, areas),
    )
