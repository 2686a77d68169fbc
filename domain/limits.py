"""Limits: where a number begins to be worth an alert, and where that is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.severity import Severity


class Side(StrEnum):
    """On which side of its limits a rule fires."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One severity's two limits: it fires at `fires_at` or past it, and is over at `clears_at` or past it.

    `strict`: fires only past `fires_at`, not at it (the field writes `< 3.9`).
    """

    severity: Severity
    fires_at: float
    clears_at: float
    strict: bool = False


CLEAR_BAND = 0.05
"""Share of the limit between firing and clearing, unless the metric has its own (clinical facts, "Default limits")."""
CLEAR_BANDS: Mapping[str, float] = MappingProxyType({"spo2": 1.0, "body_temperature": 0.3})


def limit(metric: str, side: Side, severity: Severity, fires_at: float, *, strict: bool = False) -> Limit:
    """Build a limit with the metric's default clear band."""
    band = CLEAR_BANDS.get(metric, abs(fires_at) * CLEAR_BAND)
    clears_at = fires_at - band if side is Side.ABOVE else fires_at + band
    return Limit(severity=severity, fires_at=fires_at, clears_at=round(clears_at, 6), strict=strict)
