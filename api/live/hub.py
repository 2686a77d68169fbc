"""Live readings: what arrives on the API's own line goes to those who look at that device's wearer, and nobody else."""

import contextlib
import threading
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Protocol

from api.live.bell import Bell, Wake
from api.live.topics import topic_of
from devices import ALL_DIALECTS, Dialects, decode
from devices.decoded import Decoded
from domain.people import Device
from domain.readings import Report
from mqtt.message import Message

SEAT_HOLDS = 256
"""Reports that wait for one slow stream before it is sent away to resume."""


class Filters(Protocol):
    """What is wanted from the broker."""

    def add_filter(self, filter_: str) -> None:
        """Want it."""

    def remove_filter(self, filter_: str) -> None:
        """Want it no longer."""


Overheard = Callable[[Message, Decoded], None]
"""What is given every message as it came, and what it says."""


class Seat:
    """One stream's place: a bounded queue of reports from the devices it looks at."""

    def __init__(self, devices: Collection[Device], wake: Wake) -> None:
        self.devices = {device.id: device for device in devices}
        self.wake = wake
        self.behind = False
        self._waiting: deque[Report] = deque()

    def put(self, report: Report) -> None:
        """Queue a report; on a full queue the stream counts as behind and gets no more."""
        if len(self._waiting) >= SEAT_HOLDS:
            self.behind = True
        elif not self.behind:
            self._waiting.append(report)
        self.wake.ring()

    def take(self) -> list[Report]:
        """Take all that waits."""
        taken = []
        while self._waiting:
            taken.append(self._waiting.popleft())
        return taken


class Hub:
    """Knows who looks at which device, and asks the broker for exactly those devices' topics."""

    def __init__(self, dialects: Dialects = ALL_DIALECTS) -> None:
        self.bell = Bell()
        self._dialects = dialects
        self._lock = threading.Lock()
        self._seats: dict[str, list[Seat]] = {}
        self._topics: Counter[str] = Counter()
        self._overhearing: tuple[Overheard, ...] = ()
        self._filters: Filters | None = None

    def attach(self, filters: Filters) -> None:
        """Say by which line filters are asked for."""
        with self._lock:
            self._filters = filters
            for topic in self._topics:
                filters.add_filter(topic)

    @property
    def topics(self) -> frozenset[str]:
        """What the broker is asked for now."""
        with self._lock:
            return frozenset(self._topics)

    @contextlib.contextmanager
    def seat(self, devices: Collection[Device]) -> Iterator[Seat]:
        """Look at these devices for the length of a with block, on the event loop."""
        with self.bell.listening() as wake:
            seat = Seat(devices, wake)
            self._join(seat)
            try:
                yield seat
            finally:
                self._leave(seat)

    @contextlib.contextmanager
    def overhearing(self, topics: Collection[str], put: Overheard) -> Iterator[None]:
        """Ask for these topics too, and let `put` have all that arrives, for the length of a with block.

        Also what others asked for comes, and what two filters fit may come twice: `put` is called by the line's thread.
        """
        with self._lock:
            self._overhearing = (*self._overhearing, put)
            self._want(topics)
        try:
            yield
        finally:
            with self._lock:
                self._overhearing = tuple(one for one in self._overhearing if one is not put)
                self._unwant(topics)

    def take(self, messages: Iterable[Message]) -> None:
        """Hand over what arrived; called by the line's thread."""
        for message in messages:
            decoded = decode(
                message.topic,
                message.payload,
                message.received_at,
                retained=message.retained,
                dialects=self._dialects,
            )
            for put in self._overhearing:
                put(message, decoded)
            for report in decoded.reports:
                if report.values and not report.history:
                    self._give(report)

    def _give(self, report: Report) -> None:
        with self._lock:
            seats = tuple(self._seats.get(report.device, ()))
        for seat in seats:
            seat.put(report)

    def _join(self, seat: Seat) -> None:
        with self._lock:
            for device in seat.devices.values():
                self._seats.setdefault(device.id, []).append(seat)
            self._want(map(topic_of, seat.devices.values()))

    def _leave(self, seat: Seat) -> None:
        with self._lock:
            for device in seat.devices.values():
                self._seats[device.id].remove(seat)
                if not self._seats[device.id]:
                    del self._seats[device.id]
            self._unwant(map(topic_of, seat.devices.values()))

    def _want(self, topics: Iterable[str]) -> None:
        """Ask the broker for what nobody had asked for; the lock is held."""
        for topic in topics:
            self._topics[topic] += 1
            if self._topics[topic] == 1 and self._filters:
                self._filters.add_filter(topic)

    def _unwant(self, topics: Iterable[str]) -> None:
        """Give up what nobody asks for any more; the lock is held."""
        for topic in topics:
            self._topics[topic] -= 1
            if not self._topics[topic]:
                del self._topics[topic]
                if self._filters:
                    self._filters.remove_filter(topic)
