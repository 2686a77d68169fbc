"""The daily round of an area."""

from zoneinfo import ZoneInfo

from fastapi import APIRouter

from api.access import SeesReadings
from api.cursors import wanted
from api.flat_shapes import Living
from api.paths import AreaId
from api.rounds import look_shapes, measured_of, to_read, watched
from api.routes.documented import ABOUT_ONE
from api.routes.flats import MOST, check_sees_homes
from api.shapes.rounds import RoundShape
from domain.access import Deed
from domain.rounds import daily_round

router = APIRouter(prefix="/api/v1/areas/{area_id}", tags=["residents"])


@router.get("/round", summary="See who needs a look today", responses=ABOUT_ONE)
def see_round(asker: SeesReadings, area_id: AreaId) -> RoundShape:
    """See who of an area needs a look today and why, the most urgent first, as far as anything says so.

    What is usual for somebody is worked out once a day, for some of them in each answer: ask again while there are
    readings `to_come`.
    """
    check_sees_homes(asker, area_id)
    areas, parts = asker.areas(), asker.parts
    found = parts.records.flats.page(area_id, wanted("flats", "", MOST))
    flats = found[:MOST]
    living = Living(parts.records, flats, areas, asker.now)
    area, zone = areas[area_id], ZoneInfo(areas[area_id].timezone)
    reads = to_read(living)
    measured = measured_of(parts, reads, zone, asker.now)
    looks = daily_round(watched(parts, area, living, measured), asker.now, zone)
    asker.saw(Deed.SEE_READINGS, set(living.residents))
    complete, to_come = len(found) <= MOST, len(reads) - len(measured)
    return RoundShape(
        area=area_id,
        at=asker.now,
        looked_at=len(living.residents),
        complete=complete,
        readings=len(measured),
        to_come=to_come,
        nobody=complete and not to_come and not looks,
        items=look_shapes(looks, living, flats, areas),
    )
