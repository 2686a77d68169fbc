"""The flats of an area, each with who lives there and how they are: the grid of a building."""

from datetime import datetime
from typing import Any, Self

from api.shapes.mutes import MutedShape
from api.shapes.shape import Shape, example
from domain.alerts import Alert, AlertState
from domain.metrics import METRICS
from domain.muting import Away, AwayKind, Muted
from domain.rules import RuleKind

_WORST: dict[str, Any] = {
    "id": "0c1c2f5e-3f0b-5d0a-9f39-0d6c8e1f9a11",
    "rule": "heart_rate_high",
    "kind": "threshold",
    "metric": "heart_rate",
    "unit": "/min",
    "value": 142.0,
    "severity": "critical",
    "state": "firing",
    "technical": False,
    "since": "2026-11-24T08:00:00Z",
    "acknowledged_by": None,
    "unanswered": False,
    "muted": None,
}
_RESIDENT: dict[str, Any] = {
    "id": "lin-guiying",
    "name": "林桂英",
    "deceased": False,
    "worst": _WORST,
    "open_alerts": 1,
    "unanswered": False,
    "away": None,
    "silenced_until": None,
    "devices": 3,
    "not_there": 0,
    "heard_at": "2026-11-24T08:01:12Z",
}
_FLAT: dict[str, Any] = {
    "household": "building-1-301",
    "flat": "301",
    "building": "building-1",
    "residents": [_RESIDENT],
}
_BUILDING: dict[str, Any] = {"id": "building-1", "name": "1 号楼"}


class WorstAlert(Shape):
    """What somebody must look at first of all that is open about one resident; `since` is when it began."""

    model_config = example(_WORST)

    id: str
    rule: str
    kind: RuleKind
    metric: str
    unit: str
    value: float | None
    severity: str
    state: AlertState
    technical: bool
    since: datetime
    acknowledged_by: str | None
    unanswered: bool
    """Its ladder came to the end and nobody had answered."""
    muted: MutedShape | None

    @classmethod
    def of(cls, alert: Alert, muted: Muted | None) -> Self:
        """Show it."""
        metric = METRICS.get(alert.metric)
        return cls(
            id=alert.id,
            rule=alert.rule,
            kind=alert.kind,
            metric=alert.metric,
            unit=metric.unit if metric else "",
            value=alert.value,
            severity=alert.severity.word,
            state=alert.state,
            technical=alert.technical,
            since=alert.started_at,
            acknowledged_by=alert.acknowledged_by,
            unanswered=alert.unanswered_at is not None,
            muted=MutedShape.of(muted) if muted else None,
        )


class FlatAway(Shape):
    """Nobody is at home until `ends_at`."""

    kind: AwayKind
    ends_at: datetime

    @classmethod
    def of(cls, away: Away) -> Self:
        """Show it."""
        return cls(kind=away.kind, ends_at=away.ends_at)


class FlatResident(Shape):
    """Somebody who lives in a flat, in as few words as a cell of a grid holds."""

    model_config = example(_RESIDENT)

    id: str
    name: str
    deceased: bool
    worst: WorstAlert | None
    open_alerts: int
    unanswered: bool
    """The ladder of one of the open alerts came to its end and nobody had answered."""
    away: FlatAway | None
    silenced_until: datetime | None
    """A silence keeps back all that would be told of them; of single rules see `worst.muted`."""
    devices: int
    not_there: int
    """So many of their devices are offline, or silent for longer than they may be."""
    heard_at: datetime | None
    """When one of their devices was last heard of; null: never, or there is none."""


class FlatShape(Shape):
    """A flat and who lives there; nobody, where it is empty."""

    model_config = example(_FLAT)

    household: str
    flat: str
    building: str
    residents: list[FlatResident]


class BuildingShape(Shape):
    """A building that some of the flats are in."""

    model_config = example(_BUILDING)

    id: str
    name: str


class FlatPage(Shape):
    """The flats of an area as they stood at `at`, by building and number; `next` is null where these are all."""

    model_config = example(
        {
            "area": "building-1",
            "at": "2026-11-24T08:01:20Z",
            "buildings": [_BUILDING],
            "flats": [_FLAT],
            "next": None,
        }
    )

    area: str
    at: datetime
    buildings: list[BuildingShape]
    flats: list[FlatShape]
    next: str | None
