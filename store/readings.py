"""What a readings store is: the series of all devices, kept by (device, metric, observed_at)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Protocol, Self

from domain.readings import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The newest reading of one series, with both ages."""

    device: str
    metric: str
    value: float
    observed_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One reading of a series that is known from the question."""

    observed_at: datetime
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """What the readings of one stretch of time come to."""

    start: datetime
    minimum: float
    mean: float
    maximum: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A report that the store will never take, and its own words why."""

    report: Report
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """How many readings rest in the store now (those that rested already included), and what it refused for good."""

    readings: int
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """How many rows went, where that is known, and whether there may be more to remove now."""

    removed: int = 0
    more: bool = False


class ReadingStore(Protocol):
    """Keeps readings. Threads may share one; other processes may read and write the same store.

    Every method raises StoreAway while the store cannot answer: nothing is lost by calling again later.
    """

    def append(self, reports: Sequence[Report]) -> Appended:
        """Let all readings of these reports rest, durably, before it returns.

        Idempotent by (device, metric, observed_at, in milliseconds): what comes again changes nothing that is read.
        Of two different values at one key one is kept: the first by SQLite, the last by InfluxDB.
        """
        ...

    def latest(self, devices: Sequence[str]) -> list[Latest]:
        """Give the newest reading by `observed_at` of every metric of these devices, ordered by device and metric."""
        ...

    def series(self, device: str, metric: str, start: datetime, end: datetime, *, limit: int = 10_000) -> list[Point]:
        """Give the readings of [start, end), oldest first, the first `limit` of them."""
        ...

    def buckets(self, device: str, metric: str, start: datetime, end: datetime, every: timedelta) -> list[Bucket]:
        """Give [start, end) in stretches of `every`, counted from 1970, oldest first; empty ones are left out.

        Only readings of [start, end) count, also where the first bucket begins before `start`.
        """
        ...

    def expire(self, now: datetime) -> Expired:
        """Remove readings older than their metric class is kept, or a part of them: as much as goes in a moment.

        Whoever takes readings in calls it between two batches, so it never holds the line up for long.
        """
        ...

    def erase(self, device: str, start: datetime, end: datetime) -> Expired:
        """Remove all readings of a device in [start, end), or a part of them: as much as goes in a moment.

        Call it again while it says `more`. A device of which nothing is left is forgotten, name and all.
        """
        ...

    def scrub(self) -> bool:
        """Let nothing of what was removed stay behind in files that are ours. False: not now, somebody is reading."""
        ...

    def check(self) -> None:
        """Raise StoreAway where readings could not be appended now."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
