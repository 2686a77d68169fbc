"""A door magnet: it reports a change at once, and once an hour that it is alive."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from heapq import merge
from types import MappingProxyType

from simulators.frames import Frame, Value, by_time, ticks
from simulators.life import Life
from simulators.models.monitor import battery

ALIVE = timedelta(minutes=50)  # as door contacts on sale do
INFO = MappingProxyType({"kind": "door", "model": "Banister D1 (simulated)", "firmware": "1.0.3", "interval_s": 3000})


def frames(life: Life, seed: int, start: datetime) -> Iterator[Frame]:
    """Yield what the door's magnet reports from an instant on; the door is taken to be closed at first."""
    beats = (Frame(at=at, fields={}) for _, at in ticks(start, every=ALIVE, seed=seed))
    state: Value = "closed"
    for frame in merge(_changes(life, start), beats, key=by_time):
        state = frame.fields.get("door", state)
        if not life.silent("door", frame.at):
            yield Frame(at=frame.at, fields={"door": state, "battery": battery(seed, frame.at)})


def _changes(life: Life, start: datetime) -> Iterator[Frame]:
    yield Frame(at=start, fields={"door": "closed"})
    for opening in life.openings(start):
        yield Frame(at=opening.opened, fields={"door": "open"})
        yield Frame(at=opening.closed, fields={"door": "closed"})
