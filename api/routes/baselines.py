"""What is usual for a resident, and what doors, motion and steps came to."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from api.access import SeesReadings
from api.agreed import kinds, need_metric
from api.paths import ResidentId
from api.routes.documented import ABOUT_ONE
from api.rule_checks import wrong
from api.series import span_of
from api.shapes.activity import ActivityQuery, ActivityShape, TurnSeries
from api.shapes.baselines import BandShape, BaselineShape, DailyBand, NightHours, VitalBands
from domain.access import Deed
from domain.activity import turned_on
from domain.kinds_shown import is_shown
from domain.metrics import METRICS
from domain.own_bands import DAYS, LEAST_DAYS, NIGHT, is_night
from domain.readings import to_millis
from domain.waiting import day_of, midnight
from store.usual_past import Turned, amounts_since, steps, turned

router = APIRouter(prefix="/api/v1/residents/{resident_id}", tags=["readings"])

_LONGEST = timedelta(days=31)
_DAY = timedelta(days=1)
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


@router.get("/baselines", summary="See what is usual", responses=ABOUT_ONE)
def see_baselines(asker: SeesReadings, resident_id: ResidentId) -> BaselineShape:
    """See the band in which eight in ten of somebody's own values lie, by the two weeks before today.

    A relative sees the kinds of data that the resident has agreed to show them.
    """
    placement = asker.about(Deed.SEE_READINGS, resident_id)
    zone, shown, store = ZoneInfo(placement.timezone), kinds(asker, resident_id), asker.parts.readings
    worn = asker.parts.records.registry.worn_by(resident_id)
    found = asker.parts.usual.of(store, resident_id, worn, zone, asker.now)
    amounts = amounts_since(store, worn, midnight(asker.now, zone), asker.now)
    today = day_of(asker.now, zone)
    return BaselineShape(
        resident=resident_id,
        at=asker.now,
        timezone=placement.timezone,
        first=today - DAYS * _DAY,
        last=today - _DAY,
        least_days=LEAST_DAYS,
        night=NightHours(starts=NIGHT.starts, ends=NIGHT.ends),
        is_night=is_night(asker.now, zone),
        vitals=[
            VitalBands(
                metric=metric, unit=METRICS[metric].unit, day=BandShape.of(one.day), night=BandShape.of(one.night)
            )
            for metric, one in found.vitals.items()
            if is_shown(metric, shown)
        ],
        daily=[
            DailyBand(metric=metric, unit=METRICS[metric].unit, band=BandShape.of(band), today=amounts.get(metric, 0.0))
            for metric, band in found.daily.items()
            if is_shown(metric, shown)
        ],
    )


@router.get("/activity", summary="See doors and steps over time", responses=ABOUT_ONE)
def see_activity(
    asker: SeesReadings, resident_id: ResidentId, wanted: Annotated[ActivityQuery, Query()]
) -> ActivityShape:
    """See when doors were opened and shut and something moved, and the steps of every hour, over at most 31 days.

    Only what was observed while each device was this resident's.
    """
    asker.about(Deed.SEE_READINGS, resident_id)
    need_metric(asker, resident_id, "door")
    span, store = span_of(wanted.start, wanted.end, asker.now), asker.parts.readings
    if not (timedelta(0) < span.length <= _LONGEST and span.start >= _FIRST):
        raise wrong("query.start", f"must be before `end`, and at most {_LONGEST.days} days before it")
    worn = asker.parts.records.registry.worn_by(resident_id)
    doors, motion = (turned(store, worn, metric, span.start, span.end) for metric in ("door", "motion"))
    return ActivityShape(
        resident=resident_id,
        start=span.start,
        end=span.end,
        doors=_series(doors),
        motion=_series(motion),
        steps=[[to_millis(one.start), one.amount] for one in steps(store, worn, span.start, span.end)],
    )


def _series(found: Collection[Turned]) -> list[TurnSeries]:
    return [
        TurnSeries(
            device=one.device,
            turns=[[to_millis(turn.at), int(turn.on)] for turn in one.turns],
            opened=len(turned_on(one.turns)),
            complete=one.complete,
        )
        for one in found
    ]
