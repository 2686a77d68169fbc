"""The daily round: who needs a look today, and why."""

from datetime import datetime
from typing import Any, Literal, Self

from api.shapes.shape import Shape, example
from domain.metrics import METRICS
from domain.round_reasons import Reason, Why

_REASONS: list[dict[str, Any]] = [
    {
        "why": "little_activity",
        "since": None,
        "alert": None,
        "rule": None,
        "severity": None,
        "metric": "door",
        "unit": "",
        "device": None,
        "facts": {"amount": 0.0, "low": 4.0, "median": 6.0},
        "urgency": "soon",
    },
    {
        "why": "battery_low",
        "since": None,
        "alert": None,
        "rule": None,
        "severity": None,
        "metric": "battery",
        "unit": "%",
        "device": "lin-lane.watch-lin",
        "facts": {"battery": 14.0},
        "urgency": "sometime",
    },
]
_LOOK: dict[str, Any] = {
    "resident": "lin-guiying",
    "name": "林桂英",
    "phone": "+86 571 5550 0101",
    "household": "building-1-301",
    "building": "1 号楼",
    "flat": "301",
    "key_holder": "王建国",
    "away": False,
    "urgency": "soon",
    "reasons": _REASONS,
}
Urgent = Literal["now", "soon", "today", "sometime"]


class ReasonShape(Shape):
    """One reason to look; `facts` are numbers by name, in the unit of `metric`, of hours (`hours`) or of %.

    open_alert       `alert` is open: value, worst, limit, unanswered (1)
    nothing_heard    of none of the devices: hours
    little_activity  of `metric` in the last 24 hours, less than half of what a quiet day has: amount, low, median
    off_band         most hours of the last 24 lay off the person's own band: value, low, high (of the last), hours
    recent_alert     `alert` was over within 24 hours: value, worst, limit
    back_today       back from being away since `since`
    battery_low      of `device`: battery
    no_device        nothing measures there
    no_consent       nobody has said that they agreed to be watched over
    """

    model_config = example(_REASONS[0])

    why: Why
    urgency: Urgent
    since: datetime | None
    alert: str | None
    rule: str | None
    severity: str | None
    metric: str | None
    unit: str
    device: str | None
    facts: dict[str, float]

    @classmethod
    def of(cls, reason: Reason) -> Self:
        """Show a reason."""
        metric = METRICS.get(reason.metric)
        return cls(
            why=reason.why,
            urgency=reason.urgency.word,
            since=reason.since,
            alert=reason.alert or None,
            rule=reason.rule or None,
            severity=reason.severity.word if reason.severity is not None else None,
            metric=reason.metric or None,
            unit=metric.unit if metric else "",
            device=reason.device or None,
            facts={name: round(number, 2) for name, number in reason.facts.items()},
        )


class LookShape(Shape):
    """Somebody who needs a look, where to find them, and why; the most urgent reason stands first."""

    model_config = example(_LOOK)

    resident: str
    name: str
    phone: str
    household: str
    building: str
    flat: str
    key_holder: str
    away: bool
    urgency: Urgent
    reasons: list[ReasonShape]


class RoundShape(Shape):
    """Who needs a look today, the most urgent first. `nobody`: all of them were looked at, and nobody needs one.

    looked_at  how many residents were; `complete` is false where more live there than one answer looks at
    readings   of so many of them it was looked at too what their devices measured: of nobody, where over 200 live there
    to_come    so many more will be, by and by, when you ask again
    """

    model_config = example(
        {
            "area": "building-1",
            "at": "2026-11-24T00:30:00Z",
            "looked_at": 58,
            "complete": True,
            "readings": 58,
            "to_come": 0,
            "nobody": False,
            "items": [_LOOK],
        }
    )

    area: str
    at: datetime
    looked_at: int
    complete: bool
    readings: int
    to_come: int
    nobody: bool
    items: list[LookShape]
