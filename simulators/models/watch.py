"""A health watch: a report each minute, skin temperature each tenth, and what it says at once (SOS, a fall)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from heapq import merge
from types import MappingProxyType

from simulators.bodies import Vitals
from simulators.frames import Frame, Value, by_time, ticks
from simulators.life import Life

INTERVAL = timedelta(minutes=1)
_TEMPERATURE_EACH = 10
INFO = MappingProxyType({"kind": "watch", "model": "Banister W1 (simulated)", "firmware": "1.4.2", "interval_s": 60})


def frames(life: Life, seed: int, start: datetime) -> Iterator[Frame]:
    """Yield what the watch of this person reports from an instant on."""
    told = merge(_minutes(life, seed, start), _events(life, start), key=by_time)
    return (frame for frame in told if not life.silent("watch", frame.at))


def _minutes(life: Life, seed: int, start: datetime) -> Iterator[Frame]:
    for number, at in ticks(start, every=life.every or INTERVAL, seed=seed):
        yield Frame(at=at, fields=report(life.at(at), with_temperature=number % _TEMPERATURE_EACH == 0))


def _events(life: Life, start: datetime) -> Iterator[Frame]:
    for at, metric in life.events(start):
        yield Frame(at=at, fields={metric: True, **report(life.at(at), with_temperature=False)})


def report(vitals: Vitals, *, with_temperature: bool) -> dict[str, Value]:
    """Return the fields of one report; a watch off the wrist feels no pulse and says so."""
    fields: dict[str, Value] = {"steps": vitals.steps, "battery": round(vitals.battery), "worn": vitals.worn}
    if vitals.worn:
        fields |= {"heart_rate": round(vitals.heart_rate), "spo2": round(vitals.spo2)}
    if vitals.worn and with_temperature:
        fields["body_temperature"] = round(vitals.temperature, 1)
    return fields
