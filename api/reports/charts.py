"""Where the marks of a small chart lie: from 0 (left, bottom) to 1. Pure."""

from typing import Any

from domain.week_vitals import DayVital, VitalWeek

_AIR = 0.08
"""So much of the height stays free above and below."""


def chart(vital: VitalWeek) -> dict[str, Any]:
    """Give each day's line and dot (None: nothing was read), and the band of what is usual."""
    usual = vital.usual
    lows = [vital.summary.lowest, *([usual.low] if usual else [])]
    highs = [vital.summary.highest, *([usual.high] if usual else [])]
    scale = _Scale(min(lows), max(highs))
    return {
        "days": [_day(one, scale) for one in vital.days],
        "band": [scale.at(usual.low), scale.at(usual.high)] if usual else None,
    }


class _Scale:
    def __init__(self, low: float, high: float) -> None:
        self._low = low
        self._span = high - low

    def at(self, value: float) -> float:
        """Give where a value lies; in the middle where all are the same."""
        share = (value - self._low) / self._span if self._span else 0.5
        return round(_AIR + share * (1 - 2 * _AIR), 4)


def _day(day: DayVital, scale: _Scale) -> list[float] | None:
    summary = day.summary
    return None if summary is None else [scale.at(one) for one in (summary.lowest, summary.median, summary.highest)]
