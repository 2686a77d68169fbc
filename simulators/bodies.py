"""Bodies over time. Pure: the same seed at the same instant is the same body.

A healthy body stays inside the default limits of the field whatever it does, because the noise is bounded: what makes
it leave them is a story (simulators.scenarios) or a hint that says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from math import cos, pi

from simulators.chance import Dice, drift, seed_of
from simulators.rhythm import day_of, exertion, sleep_depth, steps_until

_DAY = 86_400.0
_CHARGING = 80 * 60.0
_COLDEST = 4.5 * 3600  # body temperature is lowest before dawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What a body is at one instant, before any instrument rounds it; `worn` and `battery` are its watch's."""

    heart_rate: float
    spo2: float
    systolic: float
    diastolic: float
    temperature: float
    respiratory_rate: float
    steps: int
    asleep: bool
    worn: bool
    battery: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A person's constants: values at rest, and the seed of the rhythm and the noise."""

    seed: int
    timezone: tzinfo
    heart_rate: float
    spo2: float
    systolic: float
    diastolic: float
    temperature: float
    respiratory_rate: float

    def at(self, instant: datetime) -> Vitals:
        """Return this body's state at an aware instant."""
        local = instant.astimezone(self.timezone)
        second = local.hour * 3600.0 + local.minute * 60.0 + local.second + local.microsecond / 1e6
        day = day_of(self.seed, local.toordinal())
        depth, effort = sleep_depth(day, second), exertion(day, second)
        epoch = instant.timestamp()
        battery, worn = battery_at(self.seed, (local.toordinal() - _EPOCH_DAY) * _DAY + second)
        return Vitals(
            heart_rate=self.heart_rate - 6 * depth + 20 * effort + 3.5 * self._noise("heart", epoch, 900, 120),
            spo2=self.spo2 - 0.5 * depth + 0.7 * self._noise("oxygen", epoch, 3600, 240),
            systolic=self.systolic - 9 * depth + 7 * effort + 5 * self._noise("pressure", epoch, 5400, 600),
            diastolic=self.diastolic - 6 * depth + 3 * effort + 3 * self._noise("pressure", epoch, 5400, 600),
            temperature=self.temperature + _warmth(second) + 0.12 * self._noise("warmth", epoch, 7200, 600),
            respiratory_rate=self.respiratory_rate - depth + 3 * effort + 0.7 * self._noise("breath", epoch, 1200, 120),
            steps=steps_until(day, second),
            asleep=depth > 0.5,
            worn=worn,
            battery=battery,
        )

    def _noise(self, name: str, epoch: float, slow: float, quick: float) -> float:
        seed = self.seed ^ _STREAMS[name]
        return 0.65 * drift(seed, epoch, slow) + 0.35 * drift(seed + 1, epoch, quick)


def body_of(person: str, *, seed: int, timezone: tzinfo, hints: Mapping[str, float] | None = None) -> Body:
    """Return the body of this person in the world of this seed; hints replace values at rest."""
    dice, given = Dice(seed, "body", person), hints or {}

    def at_rest(name: str, low: float, high: float) -> float:
        drawn = dice.between(low, high)  # also where a hint stands above it: the values after it stay the same
        return given.get(name, drawn)

    return Body(
        seed=seed_of(seed, "life", person),
        timezone=timezone,
        heart_rate=at_rest("heart_rate", 62, 72),
        spo2=at_rest("spo2", 96.9, 98.2),
        systolic=at_rest("systolic", 118, 142),
        diastolic=at_rest("diastolic", 68, 84),
        temperature=at_rest("temperature", 36.3, 36.7),
        respiratory_rate=at_rest("respiratory_rate", 14.2, 16.2),
    )


def battery_at(seed: int, local_second: float) -> tuple[float, bool]:
    """Return a watch's charge in per cent and whether it is worn: every day or second it lies on the charger."""
    dice = Dice(seed, "battery")
    period = _DAY * dice.whole(1, 2)
    rate = dice.between(0.9, 1.4) / 3600
    since = (local_second - dice.between(19.0, 21.0) * 3600) % period
    worn_for = period - _CHARGING
    if since < worn_for:
        return 100 - rate * since, True
    low = 100 - rate * worn_for
    return low + (100 - low) * (since - worn_for) / _CHARGING, False


def _warmth(second: float) -> float:
    return -0.25 * cos(2 * pi * (second - _COLDEST) / _DAY)


_EPOCH_DAY = date(1970, 1, 1).toordinal()
_STREAMS = {name: seed_of("noise", name) for name in ("heart", "oxygen", "pressure", "warmth", "breath")}
