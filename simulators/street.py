"""A street of devices as messages in the order of time: first the buffered past, then the present.

The same neighbourhood, seed and instants give the same bytes; only the devices' counters are remembered between calls.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
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
        yield from dialects.bridges(self.devices, "online", due=due)
        for device in self.devices:
            yield from dialects.greeting(device, due=due)

    def farewells(self, due: datetime) -> Iterator[Message]:
        """Yield the `offline` of every device."""
        for device in self.devices:
            yield from dialects.farewell(device, due=due)
        yield from dialects.bridges(self.devices, "offline", due=due)

    def past(self, start: datetime, end: datetime) -> Iterator[Message]:
        """Yield the buffered uploads of [start, end), device by device; what speaks through a gateway has no buffer."""
        for device in self.devices:
            if device.dialect == "native":
                yield from self._uploads(device, start, end)

    def live(self, timeline: Timeline) -> Iterator[Message]:
        """Yield every report from the timeline's origin on, without an end, in the order of `due`."""
        reports = (self._reports(device, timeline) for device in self.devices)
        besides = (self._said(device, timeline) for device in self.devices)
        return merge(*reports, *besides, self._bridge_says(timeline), key=_due)

    def frames(self, device: Device, start: datetime) -> Iterator[Frame]:
        """Yield what one device reports from an instant on, without an end."""
        seed = seed_of(self.seed, "device", device.name)
        return MODELS[device.kind](self._life(device), seed, start)

    def _life(self, device: Device) -> Life:
        body = body_of(device.person, seed=self.seed, timezone=self.timezone, hints=device.hints)
        every = timedelta(seconds=device.every) if device.every else None
        return Life(body=body, tellings=tuple(self.tellings.get(device.person, ())), every=every)

    def _uploads(self, device: Device, start: datetime, end: datetime) -> Iterator[Message]:
        counter = self._counters[device.name]
        frames = takewhile(lambda frame: frame.at < end, self.frames(device, start))
        stamped = (Stamped(ts=frame.at, seq=next(counter), frame=frame) for frame in frames)
        return dialects.uploads(device, stamped, due=end)

    def _reports(self, device: Device, timeline: Timeline) -> Iterator[Message]:
        life, kept = self._life(device), list[Stamped]()
        until = timeline.origin
        for stamped in self._stamped(device, life, timeline):
            if kept and stamped.frame.at >= until:
                yield from dialects.uploads(device, kept, due=timeline.real(until))
                kept.clear()
            held = life.kept_until(device.kind, stamped.frame.at)
            if held is not None:
                until = held
                kept.append(stamped)
            elif not life.is_lost(device.kind, stamped.frame.at):
                yield from dialects.readings(device, stamped, due=timeline.real(stamped.frame.at))

    def _stamped(self, device: Device, life: Life, timeline: Timeline) -> Iterator[Stamped]:
        counter = self._counters[device.name]
        for frame in self.frames(device, timeline.origin):
            ts = timeline.real(life.clock(device.kind, frame.at))
            yield Stamped(ts=ts, seq=next(counter), frame=frame)

    def _said(self, device: Device, timeline: Timeline) -> Iterator[Message]:
        """Yield what stories make it say besides its usual reports."""
        for at, said in self._life(device).said(device.kind, timeline.origin):
            frame = Frame(at=at - timedelta(seconds=said.age), fields=said.fields)
            stamped = Stamped(ts=timeline.real(frame.at), seq=None, frame=frame)
            yield from dialects.readings(device, stamped, due=timeline.real(at), retain=said.retained)

    def _bridge_says(self, timeline: Timeline) -> Iterator[Message]:
        tellings = [one for those in self.tellings.values() for one in those]
        said = sorted({(one.moment(at), state) for one in tellings for at, state in one.story.bridge})
        for at, state in said:
            if at >= timeline.origin:
                yield from dialects.bridges(self.devices, state, due=timeline.real(at))


def _due(message: Message) -> datetime:
    return message.due
