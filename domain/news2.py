"""NEWS2, the National Early Warning Score (Royal College of Physicians, 2017): points, sum, and what is not known.

A triage hint, not validated for watches at home. Consciousness and oxygen are not measured: they are known only where
somebody entered them, so a score at home is nearly always "at least N, k of 7 known". What is not known adds nothing.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from domain.alerts import Alert, AlertState
from domain.evaluation import Condition, Verdict
from domain.severity import Severity

Bands = tuple[tuple[float, int], ...]
"""Up to what value (inclusive) how many points, ascending."""

_END = math.inf
_BANDS: Mapping[str, Bands] = MappingProxyType(
    {
        "respiratory_rate": ((8, 3), (11, 1), (20, 0), (24, 2), (_END, 3)),
        "spo2": ((91, 3), (93, 2), (95, 1), (_END, 0)),
        "oxygen": ((0, 0), (_END, 2)),
        "systolic_pressure": ((90, 3), (100, 2), (110, 1), (219, 0), (_END, 3)),
        "heart_rate": ((40, 3), (50, 1), (90, 0), (110, 1), (130, 2), (_END, 3)),
        "consciousness": ((0, 0), (_END, 3)),
        "body_temperature": ((35.0, 3), (36.0, 1), (38.0, 0), (39.0, 1), (_END, 2)),
    }
)
_SCALE_2_ON_AIR: Bands = ((83, 3), (85, 2), (87, 1), (_END, 0))
_SCALE_2_ON_OXYGEN: Bands = ((83, 3), (85, 2), (87, 1), (92, 0), (94, 1), (96, 2), (_END, 3))

PARAMETERS = tuple(_BANDS)
"""The seven, by the metric that gives them."""

CALM: Mapping[str, float] = MappingProxyType(
    dict(zip(PARAMETERS, (16.0, 97.0, 0.0, 120.0, 70.0, 0.0, 37.0), strict=True))
)
"""A value of each that scores nothing on scale 1."""

RED = 3
"""Points that are an alarm by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What is known of it: at least `total`; `points` of each known parameter."""

    total: int
    points: Mapping[str, int]

    @property
    def red(self) -> bool:
        """Whether one parameter alone has three points."""
        return RED in self.points.values()

    def facts(self) -> dict[str, float]:
        """Give it as an alert keeps it: how many of seven are known, and the points of those that score."""
        scoring = {f"points_{name}": float(points) for name, points in self.points.items() if points}
        return {"known": float(len(self.points)), **scoring}


def rounded(parameter: str, value: float) -> float:
    """Round as the score asks before banding: temperature to one decimal, all others to integers, halves up."""
    step = 10 if parameter == "body_temperature" else 1
    return math.floor(value * step + 0.5 + 1e-9) / step


def points(parameter: str, value: float, *, scale: int = 1, on_oxygen: bool = False) -> int:
    """Give a parameter's points. `scale` and `on_oxygen` matter to SpO2 only."""
    bands = _BANDS[parameter]
    if parameter == "spo2" and scale == 2:
        bands = _SCALE_2_ON_OXYGEN if on_oxygen else _SCALE_2_ON_AIR
    value = rounded(parameter, value)
    return next(given for up_to, given in bands if value <= up_to)


def score(known: Mapping[str, float], *, scale: int = 1) -> Score:
    """Add up the parameters that are known. Oxygen that nobody entered counts as air: what is missing never raises."""
    on_oxygen = bool(known.get("oxygen"))
    each = {name: points(name, known[name], scale=scale, on_oxygen=on_oxygen) for name in PARAMETERS if name in known}
    return Score(total=sum(each.values()), points=each)


def calm_between(parameter: str, *, scale: int = 1) -> tuple[float, float]:
    """Give the open interval in which every value scores nothing, whatever else is known; (inf, inf): there is none."""
    if parameter == "spo2" and scale == 2:
        return _END, _END  # it depends on the oxygen
    half = 0.05 if parameter == "body_temperature" else 0.5
    edges = [up_to for up_to, _ in _BANDS[parameter]]
    place = next(place for place, (_, given) in enumerate(_BANDS[parameter]) if given == 0)
    low = edges[place - 1] + half if place else -_END
    return low, edges[place] + half


def tempered(verdict: Verdict, facts: Mapping[str, float], others: Iterable[Alert]) -> Verdict:
    """Make a breach of the score `info` while people know of one of its parameters by an alert as severe.

    The score must not page a second time for what a single limit just paged. That alert must have been told: one that
    is pending, or muted, does not keep the score down. Once it is over, the score is raised to what it is.
    """
    limit = verdict.limit
    if verdict.condition is not Condition.BREACHED or limit is None:
        return verdict
    told = (one for one in others if one.state is not AlertState.PENDING and one.step >= 0 and not one.technical)
    if any(f"points_{one.metric}" in facts and one.severity >= limit.severity for one in told):
        return replace(verdict, limit=replace(limit, severity=Severity.INFO))
    return verdict
