"""Claimed rows in memory, in one lane an endpoint: one message at a time each, the worst first. No IO, no clock.

`moment` is monotonic time in seconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.notifications import Message
from domain.severity import Severity
from store.records.outbox import Delivery as Row

LANE_HOLDS = 64
"""Rows of one endpoint that are held here; more go back to the outbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A claimed row, and its message as it was at `since`. From `until` on the claim may be somebody else's."""

    row: Row
    message: Message
    endpoint: str
    since: float
    until: float

    @property
    def id(self) -> str:
        """The notification's."""
        return self.row.notification.id

    @property
    def critical(self) -> bool:
        """Whether it hurries."""
        alert = self.message.alert
        return alert is not None and alert.severity is Severity.CRITICAL and not alert.technical


@dataclass(slots=True, kw_only=True)
class Lane:
    """One endpoint. `failures` in a row; after one it rests, and nothing is held for it meanwhile."""

    waiting: list[Held] = field(default_factory=list)
    busy: bool = False
    failures: int = 0
    rests_until: float = 0.0


class Lanes:
    """All endpoints that something waits for, and those that are sick."""

    def __init__(self) -> None:
        self._lanes: dict[str, Lane] = {}

    def __len__(self) -> int:
        """How many rows are held."""
        return sum(len(lane.waiting) for lane in self._lanes.values())

    @property
    def sick(self) -> int:
        """How many endpoints failed the last time."""
        return sum(lane.failures > 0 for lane in self._lanes.values())

    @property
    def sick_and_busy(self) -> int:
        """How many of these are being tried now."""
        return sum(lane.failures > 0 and lane.busy for lane in self._lanes.values())

    def rest_of(self, endpoint: str, moment: float) -> float:
        """Seconds that an endpoint rests still."""
        lane = self._lanes.get(endpoint)
        return max(0.0, lane.rests_until - moment) if lane else 0.0

    def is_full(self, endpoint: str, *, critical: bool = False) -> bool:
        """Whether no more is held for it. What is critical finds no room taken by what is not."""
        lane = self._lanes.get(endpoint)
        return lane is not None and sum(held.critical or not critical for held in lane.waiting) >= LANE_HOLDS

    def add(self, held: Held) -> None:
        """Let it wait for its endpoint."""
        self._lanes.setdefault(held.endpoint, Lane()).waiting.append(held)

    def is_suspect(self, endpoint: str) -> bool:
        """Whether the endpoint failed the last time."""
        lane = self._lanes.get(endpoint)
        return lane is not None and lane.failures > 0

    def ready(self) -> Iterator[Held]:
        """Give what may be sent now: of each idle lane the worst, the oldest first. `begin` or `drop` takes it out."""
        for lane in list(self._lanes.values()):
            if lane.waiting and not lane.busy:
                yield max(lane.waiting, key=lambda held: held.critical)

    def begin(self, held: Held) -> None:
        """Note that it is being sent."""
        lane = self._lanes[held.endpoint]
        lane.waiting.remove(held)
        lane.busy = True

    def drop(self, held: Held) -> None:
        """Forget it: it is no longer ours."""
        self._lanes[held.endpoint].waiting.remove(held)

    def ended(self, endpoint: str) -> None:
        """Note that the endpoint answered, with yes or with no."""
        lane = self._lanes[endpoint]
        lane.busy, lane.failures, lane.rests_until = False, 0, 0.0
        if not lane.waiting:
            del self._lanes[endpoint]

    def failed(self, endpoint: str) -> int:
        """Note that it did not work; gives how many times in a row."""
        lane = self._lanes[endpoint]
        lane.busy, lane.failures = False, lane.failures + 1
        return lane.failures

    def rest(self, endpoint: str, until: float) -> list[Held]:
        """Leave the endpoint alone until then; gives what was held for it."""
        lane = self._lanes[endpoint]
        lane.rests_until = until
        held, lane.waiting = lane.waiting, []
        return held

    def clear(self) -> list[Held]:
        """Hold nothing any more; gives what was held."""
        held = [one for lane in self._lanes.values() for one in lane.waiting]
        for lane in self._lanes.values():
            lane.waiting = []
        return held
