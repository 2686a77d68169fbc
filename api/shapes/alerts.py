"""Alerts, their timelines, and what people answer."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import AwareDatetime, Field

from api.cursors import CURSOR, LONGEST
from api.paths import NO_NUL, PRINTABLE
from api.shapes.deliveries import DELIVERY, DeliveryShape
from api.shapes.mutes import MutedShape
from api.shapes.shape import Shape, example
from domain.alerts import Alert, AlertState, Disposition, Move, MoveKind
from domain.limits import Side
from domain.metrics import METRICS
from domain.rules import RuleKind
from domain.subjects import area_of

ALERT: dict[str, Any] = {
    "id": "0c1c2f5e-3f0b-5d0a-9f39-0d6c8e1f9a11",
    "resident": "lin-guiying",
    "resident_name": "林桂英",
    "building": "1 号楼",
    "flat": "301",
    "area": None,
    "area_name": "",
    "rule": "heart_rate_high",
    "kind": "threshold",
    "side": "above",
    "metric": "heart_rate",
    "unit": "/min",
    "device": "lin-lane.watch-lin",
    "site": "lin-lane",
    "severity": "critical",
    "state": "firing",
    "technical": False,
    "latching": False,
    "late": False,
    "value": 142.0,
    "worst": 146.0,
    "limit": 131.0,
    "limit_source": "NEWS2 (Royal College of Physicians, 2017)",
    "facts": {},
    "started_at": "2026-11-24T08:00:00Z",
    "observed_at": "2026-11-24T08:02:00Z",
    "fired_at": "2026-11-24T08:00:00.210Z",
    "acknowledged_at": None,
    "acknowledged_by": None,
    "acknowledged_by_name": "",
    "unanswered_at": None,
    "muted": None,
    "resolved_at": None,
    "resolved_by": None,
    "ended_at": None,
    "disposition": None,
    "note": "",
    "version": 1,
}
MOVE: dict[str, Any] = {
    "n": 1,
    "kind": "fired",
    "at": "2026-11-24T08:00:00.210Z",
    "severity": "critical",
    "by": "alerts",
    "observed_at": "2026-11-24T08:00:00Z",
    "value": 142.0,
    "limit": 131.0,
    "step": 0,
    "note": "",
    "disposition": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertNames:
    """Whom and where an alert is about, and who is on it, by their names; empty what does not apply."""

    resident_name: str = ""
    building: str = ""
    flat: str = ""
    area_name: str = ""
    acknowledged_by_name: str = ""


class AlertShape(Shape):
    """Something about one resident, or about an area, that somebody must answer for."""

    model_config = example(ALERT)

    id: str
    resident: str | None
    """Whom it is about; null where it is about an area."""
    resident_name: str
    building: str
    flat: str
    """Where the resident lives; empty where it is about an area."""
    area: str | None
    area_name: str
    rule: str
    kind: RuleKind
    side: Side | None
    metric: str
    unit: str
    device: str
    site: str
    severity: str
    state: AlertState
    technical: bool
    latching: bool
    late: bool
    value: float | None
    worst: float | None
    limit: float | None
    limit_source: str
    facts: dict[str, float]
    """Numbers that explain the value, by name: what is usual for this person, how far it rose, of how many."""
    started_at: datetime
    observed_at: datetime
    fired_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    acknowledged_by_name: str
    unanswered_at: datetime | None
    """When its ladder came to the end and nobody had answered."""
    muted: MutedShape | None
    """What keeps messages about it back now; null where it is told, or over."""
    resolved_at: datetime | None
    resolved_by: str | None
    ended_at: datetime | None
    disposition: Disposition | None
    note: str
    version: int

    @classmethod
    def of(cls, alert: Alert, names: AlertNames, muted: MutedShape | None = None) -> Self:
        """Show an alert; the metric's unit comes from the catalogue."""
        same = {name: getattr(alert, name) for name in cls.model_fields if hasattr(alert, name)}
        metric, area = METRICS.get(alert.metric), area_of(alert.resident)
        own = {
            "resident": alert.resident if area is None else None,
            "area": area,
            "severity": alert.severity.word,
            "unit": metric.unit if metric else "",
            "facts": dict(alert.facts),
            "muted": muted,
        }
        return cls(**{**same, **asdict(names), **own})


class MoveShape(Shape):
    """A row of an alert's timeline."""

    model_config = example(MOVE)

    n: int
    kind: MoveKind
    at: datetime
    severity: str
    by: str
    observed_at: datetime | None
    value: float | None
    limit: float | None
    step: int
    note: str
    disposition: Disposition | None

    @classmethod
    def of(cls, move: Move) -> Self:
        """Show a move."""
        same = {name: getattr(move, name) for name in cls.model_fields}
        return cls(**{**same, "severity": move.severity.word})


class AlertMove(Shape):
    """One event of the alerts' stream: the move, and the alert as it is now."""

    model_config = example({"move": MOVE, "alert": ALERT})

    move: MoveShape
    alert: AlertShape


class AlertDetail(Shape):
    """An alert with everything that has happened to it. A relative sees only the deliveries to themselves."""

    model_config = example(
        {"alert": ALERT, "timeline": [MOVE], "deliveries": [DELIVERY], "people": {"steward-wang": "王师傅"}}
    )

    alert: AlertShape
    timeline: list[MoveShape]
    deliveries: list[DeliveryShape]
    people: dict[str, str]
    """The names of those who stand in the timeline and the deliveries, by id."""


class AlertPage(Shape):
    """Alerts, newest first; `next` goes into `after` for the page that follows."""

    model_config = example({"items": [ALERT], "next": None})

    items: list[AlertShape]
    next: str | None


class AlertQuery(Shape):
    """Which alerts are wanted; lists without an entry mean all (of `state`: all but pending)."""

    state: list[AlertState] = Field(default=[], max_length=8)
    severity: list[Literal["info", "warning", "critical"]] = Field(default=[], max_length=8)
    technical: bool | None = None
    unanswered: bool | None = Field(default=None, description="whose ladder came to its end without an answer")
    resident: str | None = Field(default=None, max_length=128, pattern=PRINTABLE)
    since: AwareDatetime | None = Field(default=None, description="started at or after it")
    after: str = Field(default="", max_length=LONGEST, pattern=CURSOR, description="`next` of the page before")
    cursor: str = Field(
        default="", max_length=LONGEST, pattern=CURSOR, description="the name that `after` had in 0.1: say `after`"
    )
    limit: int = Field(default=50, ge=1, le=200)


class Acknowledgement(Shape):
    """Somebody is on it."""

    model_config = example({"note": "On my way up."})

    note: str = Field(default="", max_length=2000, pattern=NO_NUL)


class Resolution(Shape):
    """It is over, and this is what it was."""

    model_config = example({"disposition": "false_alarm", "note": "Climbed the stairs with shopping."})

    disposition: Disposition
    note: str = Field(default="", max_length=2000, pattern=NO_NUL)
