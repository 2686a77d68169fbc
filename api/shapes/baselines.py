"""What is usual for a resident: the band behind a chart, and what a day comes to."""

from datetime import date, datetime, time
from typing import Any, Self

from api.shapes.shape import Shape, example
from domain.own_bands import Band

_BAND: dict[str, Any] = {"low": 64.0, "median": 71.0, "high": 83.5, "days": 14, "readings": 13240}
_VITAL: dict[str, Any] = {
    "metric": "heart_rate",
    "unit": "/min",
    "day": _BAND,
    "night": {"low": 55.0, "median": 60.0, "high": 67.0, "days": 14, "readings": 6680},
}
_DAILY: dict[str, Any] = {
    "metric": "door",
    "unit": "",
    "band": {"low": 4.0, "median": 6.0, "high": 9.0, "days": 14, "readings": 14},
    "today": 3.0,
}


class BandShape(Shape):
    """Eight in ten of the values lie between `low` and `high`; of how many days and readings that is known."""

    model_config = example(_BAND)

    low: float
    median: float
    high: float
    days: int
    readings: int

    @classmethod
    def of(cls, band: Band | None) -> Self | None:
        """Show a band; None where too little is known for one."""
        if band is None:
            return None
        low, middle, high = (round(one, 2) for one in (band.low, band.median, band.high))
        return cls(low=low, median=middle, high=high, days=band.days, readings=band.readings)


class VitalBands(Shape):
    """What is usual of one vital sign by day and in the night; null where too little is known."""

    model_config = example(_VITAL)

    metric: str
    unit: str
    day: BandShape | None
    night: BandShape | None


class DailyBand(Shape):
    """How much a day is usual: how often a door is opened or somebody moves, and steps; and today so far."""

    model_config = example(_DAILY)

    metric: str
    unit: str
    band: BandShape | None
    today: float


class NightHours(Shape):
    """What counts as night, on the clock of the wall; it crosses midnight."""

    starts: time
    ends: time


class BaselineShape(Shape):
    """What is usual for a resident by the days from `first` to `last`; today is none of them.

    What is drawn, and not what is told: the rules say what is worth an alert. A band needs `least_days` of them.
    """

    model_config = example(
        {
            "resident": "lin-guiying",
            "at": "2026-11-24T08:00:41.200Z",
            "timezone": "Asia/Shanghai",
            "first": "2026-11-10",
            "last": "2026-11-23",
            "least_days": 7,
            "night": {"starts": "22:00:00", "ends": "06:00:00"},
            "is_night": False,
            "vitals": [_VITAL],
            "daily": [_DAILY],
        }
    )

    resident: str
    at: datetime
    timezone: str
    first: date
    last: date
    least_days: int
    night: NightHours
    is_night: bool
    """Whether it is night there now: which of the two bands a value of now is to be seen against."""
    vitals: list[VitalBands]
    daily: list[DailyBand]
