"""Readings as they travel: one report carries the readings that one device made at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LATE_AFTER = timedelta(minutes=10)
"""A reading older than this at its receipt is late (MQTT contract, "Time")."""


def to_millis(moment: datetime) -> int:
    """Epoch milliseconds (rounded) of an aware datetime."""
    return round(moment.timestamp() * 1000)


def from_millis(millis: int) -> datetime:
    """Aware UTC datetime of epoch milliseconds."""
    return datetime.fromtimestamp(millis / 1000, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The readings of one device at one moment.

    device       the device's id: `<site>.<device>` on native topics, `<base>.<friendly name>` for Zigbee2MQTT,
                 `<base>.<mac>` for what gateways hear by Bluetooth
    observed_at  the device's clock (aware, UTC), or `received_at` where that clock was absent or wrong
    received_at  our clock (aware, UTC)
    values       metric name -> number in the catalogue's unit; states and events as their numbers
    seq          the device's own counter, where it has one
    device_time  what the device's clock said, where it said anything: `device_time - received_at` is its offset
    clock_wrong  the device's clock was not believed (more than 5 minutes ahead, or before 2020)
    history      a retained message replayed on subscribing: stored, never an event
    """

    device: str
    observed_at: datetime
    received_at: datetime
    values: Mapping[str, float]
    seq: int | None = None
    device_time: datetime | None = None
    clock_wrong: bool = False
    history: bool = False

    @property
    def late(self) -> bool:
        """True when it was observed more than `LATE_AFTER` before it was received."""
        return self.received_at - self.observed_at > LATE_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """Something a device said that could not be taken, kept for a person to look at.

    `reason` is a short stable word (`not_json`, `implausible`, `unknown_metric` …); `detail` says what was seen,
    cut to a bounded length; `payload` is the start of what came.
    """

    device: str | None
    topic: str
    reason: str
    detail: str
    payload: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """A device (or its bridge) says that it is there or gone."""

    device: str
    online: bool
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfDescription:
    """What a device tells of itself on its `info` topic."""

    device: str
    kind: str | None
    model: str | None
    firmware: str | None
    interval_seconds: float | None
    received_at: datetime
