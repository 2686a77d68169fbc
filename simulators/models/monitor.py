"""A vital-sign monitor: the person takes it a few times a day, and more often when not well."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from heapq import merge
from types import MappingProxyType

from simulators.chance import Dice
from simulators.frames import Frame, Value, by_time, ticks
from simulators.life import Life
from simulators.rhythm import HOUR

INFO = MappingProxyType(
    {"kind": "monitor", "model": "Banister M2 (simulated)", "firmware": "2.0.7", "interval_s": 86_400}
)


def frames(life: Life, seed: int, start: datetime) -> Iterator[Frame]:
    """Yield the measurements of this person from an instant on."""
    told = merge(
        (_measured(life, seed, at) for at in _usual_times(life, seed, start)),
        (_measured(life, seed, at) for at in life.measures(start)),
        (_measured(life, seed, at) for at in _continuous(life, seed, start)),
        key=by_time,
    )
    return (frame for frame in told if not life.silent("monitor", frame.at))


def _usual_times(life: Life, seed: int, start: datetime) -> Iterator[datetime]:
    """Morning and evening, sometimes at noon."""
    day = start.astimezone(life.timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    while True:
        dice = Dice(seed, "measures", day.toordinal())
        hours = [dice.between(7.2, 8.8), dice.between(11.2, 12.2), dice.between(18.2, 19.8)]
        if dice.happens(0.5):
            del hours[1]
        moments = (day + timedelta(seconds=hour * HOUR) for hour in hours)
        yield from (moment for moment in moments if moment >= start)
        day += timedelta(days=1)


def _continuous(life: Life, seed: int, start: datetime) -> Iterator[datetime]:
    """Yield the moments of a monitor that measures all the time, beside the bed."""
    return (at for _, at in ticks(start, every=life.every, seed=seed)) if life.every else iter(())


def _measured(life: Life, seed: int, at: datetime) -> Frame:
    vitals = life.at(at)
    fields: dict[str, Value] = {
        "systolic_pressure": round(vitals.systolic),
        "diastolic_pressure": round(vitals.diastolic),
        "heart_rate": round(vitals.heart_rate),
        "spo2": round(vitals.spo2),
        "body_temperature": round(vitals.temperature, 1),
        "respiratory_rate": round(vitals.respiratory_rate),
        "battery": battery(seed, at),
    }
    return Frame(at=at, fields=fields)


def battery(seed: int, at: datetime) -> int:
    """Return the charge of cells that last a year and are changed at 30 %."""
    return 100 - (at.toordinal() + seed) % 365 * 70 // 365
