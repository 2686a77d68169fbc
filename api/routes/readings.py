"""A resident's readings: the newest of each metric, and series for charts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Response

from api.access import SeesReadings
from api.agreed import kinds, need_metric
from api.limits_in_force import limits_in_force
from api.paths import ResidentId
from api.problems import INVALID, Problem
from api.routes.documented import ABOUT_ONE
from api.series import (
    BUCKET_COLUMNS,
    MOST_BUCKETS,
    RAW_COLUMNS,
    RAW_SPAN,
    Curve,
    Span,
    bucket_for,
    buckets,
    raw,
    span_of,
)
from api.shapes.readings import LatestReading, LatestShape, LimitShape, SeriesQuery, SeriesShape
from domain.access import Deed
from domain.kinds_shown import is_shown
from domain.metrics import METRICS
from domain.people import Ownership
from domain.readings import LATE_AFTER
from store.readings import Latest

router = APIRouter(prefix="/api/v1/residents/{resident_id}", tags=["readings"])

_LONGEST = timedelta(days=3660)


@router.get("/readings/latest", summary="See the newest readings", responses=ABOUT_ONE)
def latest_readings(asker: SeesReadings, resident_id: ResidentId) -> LatestShape:
    """See the newest reading of every metric with its age, and the limits in force for this resident.

    A relative sees the kinds of data that the resident has agreed to show them.
    """
    asker.about(Deed.SEE_READINGS, resident_id)
    records, now = asker.parts.records, asker.now
    worn = records.registry.worn_by(resident_id)
    shown = kinds(asker, resident_id)
    found = asker.parts.readings.latest(sorted({one.device for one in worn}))
    newest = _newest([one for one in found if is_shown(one.metric, shown)], worn)
    limits = limits_in_force(records, resident_id, now)
    readings = [_reading(one, now, limits.get(one.metric, [])) for one in newest]
    return LatestShape(resident=resident_id, at=now, readings=readings)


@router.get("/series", summary="See one metric over time", response_model=SeriesShape, responses=ABOUT_ONE)
def series(asker: SeesReadings, resident_id: ResidentId, wanted: Annotated[SeriesQuery, Query()]) -> Response:
    """See one metric as raw readings (up to 26 hours, at most 10,000) or in buckets of minimum, mean, maximum, count.

    Only readings from the time in which each device was this resident's are shown.
    """
    asker.about(Deed.SEE_READINGS, resident_id)
    need_metric(asker, resident_id, wanted.metric)
    span = span_of(wanted.start, wanted.end, asker.now)
    every = _every(span, wanted.every)
    worn, store = asker.parts.records.registry.worn_by(resident_id), asker.parts.readings
    curve = buckets(store, worn, wanted.metric, span, every) if every else raw(store, worn, wanted.metric, span)
    return Response(_body(resident_id, wanted.metric, span, curve), media_type="application/json")


def _every(span: Span, seconds: int | None) -> timedelta | None:
    """Give how long a bucket is; None: raw readings."""
    if not timedelta(0) < span.length <= _LONGEST:
        raise _wrong("query.start", "must be before `end`, and at most ten years before it")
    if seconds is None:
        return None if span.length <= RAW_SPAN else bucket_for(span.length)
    if seconds and span.length / timedelta(seconds=seconds) > MOST_BUCKETS:
        raise _wrong("query.every", f"would make more than {MOST_BUCKETS} buckets")
    return timedelta(seconds=seconds) if seconds else None


def _body(resident: str, metric: str, span: Span, curve: Curve) -> bytes:
    """Write the answer at once: a chart's thousands of points are not worth a model each."""
    return orjson.dumps(
        {
            "resident": resident,
            "metric": metric,
            "unit": METRICS[metric].unit,
            "start": span.start,
            "end": span.end,
            "every_seconds": int(curve.every.total_seconds()) if curve.every else None,
            "columns": BUCKET_COLUMNS if curve.every else RAW_COLUMNS,
            "series": [{"device": device, "points": points} for device, points in curve.rows.items()],
            "complete": curve.complete,
        },
        option=orjson.OPT_UTC_Z,
    )


def _newest(found: Sequence[Latest], worn: Sequence[Ownership]) -> list[Latest]:
    """Give the newest of each metric, out of what was observed while the device was this resident's."""
    newest: dict[str, Latest] = {}
    for one in sorted(found, key=lambda latest: latest.observed_at):
        if any(had.device == one.device and had.holds_at(one.observed_at) for had in worn):
            newest[one.metric] = one
    return sorted(newest.values(), key=lambda latest: latest.metric)


def _reading(one: Latest, now: datetime, limits: list[LimitShape]) -> LatestReading:
    metric = METRICS[one.metric]
    return LatestReading(
        metric=metric.name,
        kind=metric.kind,
        unit=metric.unit,
        value=one.value,
        word=metric.states.get(int(one.value)),
        device=one.device,
        observed_at=one.observed_at,
        received_at=one.received_at,
        age_seconds=round((now - one.observed_at).total_seconds(), 3),
        late=one.received_at - one.observed_at > LATE_AFTER,
        limits=limits,
    )


def _wrong(field: str, reason: str) -> Problem:
    return Problem(INVALID, errors=[{"field": field, "reason": reason, "kind": "value_error"}])
