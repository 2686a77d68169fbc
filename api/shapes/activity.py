"""Doors, motion and steps over time."""

from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, Field

from api.shapes.shape import Shape, example

_DOOR: dict[str, Any] = {
    "device": "zigbee2mqtt.林家大门",
    "turns": [[1795680000000, 0], [1795683600000, 1], [1795683612000, 0]],
    "opened": 1,
    "complete": True,
}


class ActivityQuery(Shape):
    """Which stretch is wanted: at most 31 days."""

    start: AwareDatetime | None = Field(default=None, description="24 hours before `end` where it is not given")
    end: AwareDatetime | None = Field(default=None, description="now where it is not given")


class TurnSeries(Shape):
    """What one sensor said, as often as it said something else: epoch milliseconds, and 1 for open (or motion) or 0.

    The first may lie before `start`: so it stood then. `opened` counts how often it went from 0 to 1. Not `complete`:
    it said more than can be believed, and is cut off.
    """

    model_config = example(_DOOR)

    device: str
    turns: list[list[int]]
    opened: int
    complete: bool


class ActivityShape(Shape):
    """Doors and motion by the moment, steps by the hour: epoch milliseconds of its beginning, and how many."""

    model_config = example(
        {
            "resident": "lin-guiying",
            "start": "2026-11-23T08:00:00Z",
            "end": "2026-11-24T08:00:00Z",
            "doors": [_DOOR],
            "motion": [],
            "steps": [[1795680000000, 212.0], [1795683600000, 0.0]],
        }
    )

    resident: str
    start: datetime
    end: datetime
    doors: list[TurnSeries]
    motion: list[TurnSeries]
    steps: list[list[float]]
