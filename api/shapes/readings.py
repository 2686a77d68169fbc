"""Readings: the newest of each metric, and series for charts."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field

from api.shapes.shape import Shape, example
from domain.limits import Side
from domain.metrics import METRICS, MetricKind

_LIMIT: dict[str, Any] = {
    "rule": "heart_rate_high",
    "side": "above",
    "severity": "critical",
    "fires_at": 131.0,
    "clears_at": 124.45,
    "strict": False,
    "source": "NEWS2 (Royal College of Physicians, 2017)",
}


class LimitShape(Shape):
    """One limit that is in force for this resident now; `strict` fires only past it, not at it."""

    model_config = example(_LIMIT)

    rule: str
    side: Side
    severity: str
    fires_at: float
    clears_at: float
    strict: bool
    source: str


_READING: dict[str, Any] = {
    "metric": "heart_rate",
    "kind": "gauge",
    "unit": "/min",
    "value": 72.0,
    "word": None,
    "device": "lin-lane.watch-lin",
    "observed_at": "2026-11-24T08:00:00Z",
    "received_at": "2026-11-24T08:00:00.180Z",
    "age_seconds": 41.2,
    "late": False,
    "limits": [_LIMIT],
}


class LatestReading(Shape):
    """The newest reading of one metric. `age_seconds` counts from `observed_at`; `word` says a state (`open`)."""

    model_config = example(_READING)

    metric: str
    kind: MetricKind
    unit: str
    value: float
    word: str | None
    device: str
    observed_at: datetime
    received_at: datetime
    age_seconds: float
    late: bool
    limits: list[LimitShape]


class LatestShape(Shape):
    """The newest reading of every metric of one resident, as it was known at `at`."""

    model_config = example({"resident": "lin-guiying", "at": "2026-11-24T08:00:41.200Z", "readings": [_READING]})

    resident: str
    at: datetime
    readings: list[LatestReading]


def _known(metric: str) -> str:
    if metric not in METRICS:
        raise ValueError(f"none of {', '.join(METRICS)}")
    return metric


class SeriesQuery(Shape):
    """Which stretch of which metric is wanted."""

    metric: Annotated[str, AfterValidator(_known)] = Field(
        examples=["heart_rate"], json_schema_extra={"enum": list(METRICS)}
    )
    start: AwareDatetime | None = Field(default=None, description="24 hours before `end` where it is not given")
    end: AwareDatetime | None = Field(default=None, description="now where it is not given")
    every: int | None = Field(
        default=None, ge=0, le=86_400, description="seconds of a bucket; 0: raw readings; not given: chosen"
    )


class DeviceSeries(Shape):
    """What one device has measured; the first column of a point is epoch milliseconds."""

    model_config = example({"device": "lin-lane.watch-lin", "points": [[1795680000000, 66, 72.4, 81, 10]]})

    device: str
    points: list[list[float]]


class SeriesShape(Shape):
    """One metric of one resident over time.

    `columns` names the columns of every point: raw readings (`every_seconds` is null) or buckets. `complete` is false
    where there were more raw readings than one answer holds: ask for buckets or a shorter span.
    """

    model_config = example(
        {
            "resident": "lin-guiying",
            "metric": "heart_rate",
            "unit": "/min",
            "start": "2026-11-17T08:00:00Z",
            "end": "2026-11-24T08:00:00Z",
            "every_seconds": 900,
            "columns": ["start_ms", "minimum", "mean", "maximum", "count"],
            "series": [{"device": "lin-lane.watch-lin", "points": [[1795680000000, 66, 72.4, 81, 15]]}],
            "complete": True,
        }
    )

    resident: str
    metric: str
    unit: str
    start: datetime
    end: datetime
    every_seconds: int | None
    columns: list[str]
    series: list[DeviceSeries]
    complete: bool


class LiveReport(Shape):
    """What one device measured at one moment."""

    model_config = example(
        {
            "device": "lin-lane.watch-lin",
            "observed_at": "2026-11-24T08:00:00Z",
            "received_at": "2026-11-24T08:00:00.180Z",
            "late": False,
            "values": {"heart_rate": 72.0, "spo2": 97.0},
        }
    )

    device: str
    observed_at: datetime
    received_at: datetime
    late: bool
    values: dict[str, float]
