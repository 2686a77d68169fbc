"""Devices: ours, and those nobody has claimed."""

from datetime import datetime
from typing import Any, Literal

from api.shapes.shape import Shape, example
from domain.availability import Because, EffectiveAvailability
from domain.people import DeviceKind, Power

_AVAILABILITY: dict[str, Any] = {"state": "online", "reason": "online", "since": None}
_DEVICE: dict[str, Any] = {
    "id": "lin-lane.watch-lin",
    "kind": "watch",
    "site": "lin-lane",
    "power": "battery",
    "dialect": "native",
    "model": "CareBand 3",
    "firmware": "3.1.4",
    "resident": "lin-guiying",
    "online": True,
    "availability": _AVAILABILITY,
    "last_heard_at": "2026-11-24T08:00:00.180Z",
    "age_seconds": 41.0,
    "battery": 83.0,
    "clock_offset_seconds": -0.2,
    "missed": 0,
}
_UNCLAIMED: dict[str, Any] = {
    "device": "lin-lane.watch-new",
    "site": "lin-lane",
    "topic": "care/v1/lin-lane/watch-new/readings",
    "first_seen": "2026-11-24T07:00:00Z",
    "last_seen": "2026-11-24T08:00:00Z",
    "age_seconds": 41.0,
    "count": 61,
    "payload": '{"heart_rate": 72}',
}
State = Literal["online", "offline", "unknown"]
STATES: dict[bool | None, State] = {True: "online", False: "offline", None: "unknown"}


class AvailabilityShape(Shape):
    """Whether a device is there, and why: its bridge is down, it said that it goes, it is silent for longer than usual.

    `since` is from when it is not there. `never_heard` and `unknown` are neither: there is nothing to judge by.
    """

    model_config = example({"state": "offline", "reason": "bridge_down", "since": "2026-11-24T07:12:04Z"})

    state: State
    reason: Because
    since: datetime | None

    @classmethod
    def of(cls, found: EffectiveAvailability) -> "AvailabilityShape":
        """Show what was found."""
        return cls(state=STATES[found.online], reason=found.because, since=found.since)


class DeviceShape(Shape):
    """A device with what is known of it. `age_seconds` counts from when it was last heard of.

    `online` is its `availability` in one word; null where there is nothing to judge by.
    """

    model_config = example(_DEVICE)

    id: str
    kind: DeviceKind
    site: str
    power: Power
    dialect: str
    model: str
    firmware: str
    resident: str | None
    online: bool | None
    availability: AvailabilityShape
    last_heard_at: datetime | None
    age_seconds: float | None
    battery: float | None
    clock_offset_seconds: float | None
    missed: int


class DeviceList(Shape):
    """Devices by id; `next` goes into `after` for the page that follows."""

    model_config = example({"items": [_DEVICE], "next": None})

    items: list[DeviceShape]
    next: str | None


class UnclaimedShape(Shape):
    """A device that speaks and belongs to nobody."""

    model_config = example(_UNCLAIMED)

    device: str
    site: str
    topic: str
    first_seen: datetime
    last_seen: datetime
    age_seconds: float
    count: int
    payload: str


class UnclaimedList(Shape):
    """Devices that speak and belong to nobody, the newest first."""

    model_config = example({"items": [_UNCLAIMED]})

    items: list[UnclaimedShape]
