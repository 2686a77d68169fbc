"""A street of devices as messages in the order of time: first the buffered past, then the present.

The same neighbourhood, seed and instants give the same bytes; only the devices' counters are remembered between calls.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from heapq import merge
from itertools import count, takewhile

from simulators import dialects
from simulators.bodies import body_of
from simulators.chance import seed_of
from simulators.dialects import Message, Stamped
from simulators.frames import Frame
from simulators.life import Life
from simulators.models import MODELS
from simulators.neighbourhood import Device
from simulators.story import Telling
from simulators.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """The devices of a neighbourhood in the world of one seed; `tellings` are the stories of each person."""

    devices: Sequence[Device]
    seed: int
    timezone: tzinfo
    tellings: Mapping[str, Sequence[Telling]] = field(default_factory=dict)
    _counters: dict[str, "count[int]"] = field(default_factory=lambda: defaultdict(lambda: count(1)))

    def greetings(self, due: datetime) -> Iterator[Message]:
        """Yield what everything says when it is switched on."""
        yield from self._bridges("online", due)
        for device in self.devices:
            yield from dialects.greeting(device, due=due)

    def farewells(self, due: datetime) -> Iterator[Message]:
        """Yield the `offline` of every device."""
        for device in self.devices:
            yield dialects.availability(device, "offline", due=due)
        yield from self._bridges("offline", due)

    def past(self, start: datetime, end: datetime) -> Iterator[Message]:
        """Yield the buffered uploads of [start, end), device by device. A Zigbee door has no buffer to tell of."""
        for device in self.devices:
            if device.dialect == "native":
                yield from self._uploads(device, start, end)

    def live(self, timeline: Timeline) -> Iterator[Message]:
        """Yield every report from the timeline's origin on, without an end, in the order of `due`."""
        return merge(*(self._reports(device, timeline) for device in self.devices), key=_due)

    def frames(self, device: Device, start: datetime) -> Iterator[Frame]:
        """Yield what one device reports from an instant on, without an end."""
        seed = seed_of(self.seed, "device", device.name)
        return MODELS[device.kind](self._life(device), seed, start)

    def _bridges(self, state: str, due: datetime) -> Iterator[Message]:
        if any(device.dialect == dialects.ZIGBEE_BASE for device in self.devices):
            yield dialects.bridge(state, due=due)

    def _life(self, device: Device) -> Life:
        body = body_of(device.person, seed=self.seed, timezone=self.timezone, hints=device.hints)
        return Life(body=body, tellings=tuple(self.tellings.get(device.person, ())))

    def _uploads(self, device: Device, start: datetime, end: datetime) -> Iterator[Message]:
        counter = self._counters[device.name]
        frames = takewhile(lambda frame: frame.at < end, self.frames(device, start))
        stamped = (Stamped(ts=frame.at, seq=next(counter), frame=frame) for frame in frames)
        return dialects.uploads(device, stamped, due=end)

    def _reports(self, device: Device, timeline: Timeline) -> Iterator[Message]:
        counter = self._counters[device.name]
        for frame in self.frames(device, timeline.origin):
            yield dialects.reading(device, Stamped(ts=timeline.real(frame.at), seq=next(counter), frame=frame))


def _due(message: Message) -> datetime:
    return message.due
