"""Claimed rows in memory, in one lane an endpoint: one message at a time each, the worst first. No IO, no clock.

A lane is a circuit as well. Closed: it answers. Open: it failed, and rests; nothing is held for it meanwhile, and the
rest grows with each failure in a row. Half open: the rest is over, and one message is tried; the others wait for what
becomes of it.

`moment` is monotonic time in seconds.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from alerts.channels.limits import limits_of
from alerts.channels.severities import severity_of
from alerts.delivery_allowance import Allowance
from domain.notifications import Channel, Message
from domain.severity import Severity
from store.records.outbox import Delivery as Row

LANE_HOLDS = 64
"""Rows of one endpoint that are held here; more go back to the outbox."""


class Circuit(StrEnum):
    """How an endpoint stands."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


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
        return alert is not None and severity_of(self.message) is Severity.CRITICAL and not alert.technical


@dataclass(slots=True, kw_only=True)
class Lane:
    """One endpoint. `failures` in a row; after one it rests, and nothing is held for it meanwhile."""

    allowance: Allowance
    waiting: list[Held] = field(default_factory=list)
    busy: bool = False
    failures: int = 0
    rests_until: float = 0.0

    def circuit(self, moment: float) -> Circuit:
        """Say how it stands."""
        if not self.failures:
            return Circuit.CLOSED
        return Circuit.OPEN if self.rests_until > moment else Circuit.HALF_OPEN


class Lanes:
    """All endpoints that something waits for, those that are sick, and those whose provider counts."""

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

    def circuits(self, moment: float) -> Counter[Circuit]:
        """Count the endpoints that we know of by how they stand."""
        return Counter(lane.circuit(moment) for lane in self._lanes.values())

    def limited(self, moment: float) -> int:
        """How many endpoints have something that waits for their provider's minute."""
        return sum(bool(lane.waiting) and lane.allowance.next_at(moment) > moment for lane in self._lanes.values())

    def rest_of(self, endpoint: str, moment: float) -> float:
        """Seconds that an endpoint rests still."""
        lane = self._lanes.get(endpoint)
        return max(0.0, lane.rests_until - moment) if lane else 0.0

    def failures_of(self, endpoint: str) -> int:
        """How often it failed in a row."""
        lane = self._lanes.get(endpoint)
        return lane.failures if lane else 0

    def is_full(self, endpoint: str, *, critical: bool = False) -> bool:
        """Whether no more is held for it. What is critical finds no room taken by what is not."""
        lane = self._lanes.get(endpoint)
        return lane is not None and sum(held.critical or not critical for held in lane.waiting) >= LANE_HOLDS

    def add(self, held: Held) -> None:
        """Let it wait for its endpoint."""
        self._lane(held.endpoint, held.message.channel).waiting.append(held)

    def remember(self, endpoint: str, channel: Channel, moment: float) -> None:
        """Count a message that was sent before we began; in the order in which they were sent."""
        self._lane(endpoint, channel).allowance.spend(moment)

    def is_suspect(self, endpoint: str) -> bool:
        """Whether the endpoint failed the last time."""
        return self.failures_of(endpoint) > 0

    def ready(self, moment: float) -> Iterator[Held]:
        """Give what may be sent now: of each idle lane the worst, the oldest first. `begin` or `drop` takes it out."""
        for lane in list(self._lanes.values()):
            if lane.waiting and not lane.busy and lane.allowance.next_at(moment) <= moment:
                yield max(lane.waiting, key=lambda held: held.critical)

    def companions(self, held: Held, moment: float) -> list[Held]:
        """Give what goes out with it as one message: of its own group, or everything where its provider counts.

        Everything, where what waits does not fit into what may still be sent one by one. A test message goes alone.
        """
        lane, channel, group = self._lanes[held.endpoint], held.row.notification.channel, held.row.notification.group
        if held.message.alert is None:
            return []
        others = [one for one in lane.waiting if one.id != held.id and one.message.alert is not None]
        if not lane.allowance.fits(len(lane.waiting), moment):
            return others
        rows = ((one, one.row.notification) for one in others if group)
        return [one for one, row in rows if (row.channel, row.group) == (channel, group)]

    def begin(self, held: Held, moment: float) -> None:
        """Note that it is being sent."""
        self.drop(held)
        lane = self._lanes[held.endpoint]
        lane.busy = True
        lane.allowance.spend(moment)

    def drop(self, held: Held) -> None:
        """Hold it no longer."""
        lane = self._lanes[held.endpoint]
        lane.waiting = [one for one in lane.waiting if one.id != held.id]

    def ended(self, endpoint: str, moment: float) -> None:
        """Note that the endpoint answered, with yes or with no."""
        lane = self._lanes[endpoint]
        lane.busy, lane.failures, lane.rests_until = False, 0, 0.0
        if not lane.waiting and not lane.allowance.is_used(moment):
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

    def _lane(self, endpoint: str, channel: Channel) -> Lane:
        if endpoint not in self._lanes:
            self._lanes[endpoint] = Lane(allowance=Allowance(limits_of(channel.kind, channel.target)))
        return self._lanes[endpoint]

    def clear(self) -> list[Held]:
        """Hold nothing any more; gives what was held."""
        held = [one for lane in self._lanes.values() for one in lane.waiting]
        for lane in self._lanes.values():
            lane.waiting = []
        return held
