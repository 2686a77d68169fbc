"""How a person's day goes: asleep, on the feet, at rest. One plan a day, drawn from the person's seed."""

from dataclasses import dataclass
from functools import lru_cache

from simulators.chance import Dice

HOUR = 3600.0
MINUTE = 60.0
_DOZE = 20 * MINUTE  # from awake to deep and back
_WARM_UP = 90.0
_RECOVERY = 4 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Some minutes on the feet. `effort` is 0..1; `outdoors` goes through the door of the home."""

    start: float
    end: float
    pace: float
    effort: float
    outdoors: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day's plan in seconds of the local clock: asleep before `wake`, after `bed` and in the nap."""

    wake: float
    bed: float
    nap: tuple[float, float] | None
    walks: tuple[Walk, ...]


@lru_cache(maxsize=65_536)
def day_of(seed: int, ordinal: int) -> Day:
    """Return what this person does on this day (a proleptic Gregorian ordinal)."""
    dice = Dice(seed, "day", ordinal)
    habit = Dice(seed, "habit")
    wake = habit.between(5.2, 6.6) * HOUR + dice.between(-20, 20) * MINUTE
    bed = habit.between(21.0, 22.3) * HOUR + dice.between(-20, 20) * MINUTE
    nap_start = dice.between(12.6, 13.2) * HOUR
    nap = (nap_start, nap_start + dice.between(25, 60) * MINUTE) if dice.happens(habit.between(0.3, 0.9)) else None
    walks = (*_nights(dice, wake), *_chores(dice, wake, bed), *_outings(dice, habit))
    return Day(wake=wake, bed=bed, nap=nap, walks=tuple(sorted(walks, key=lambda walk: walk.start)))


def _nights(dice: Dice, wake: float) -> list[Walk]:
    """Draw the ways to the bathroom and back."""
    starts = [dice.between(0.5 * HOUR, wake - HOUR) for _ in range(dice.whole(0, 2))]
    return [Walk(start=start, end=start + dice.between(60, 200), pace=0.4, effort=0.15) for start in starts]


def _chores(dice: Dice, wake: float, bed: float) -> list[Walk]:
    walks = []
    start = wake + dice.between(2, 15) * MINUTE
    while start < bed - HOUR:
        end = start + dice.between(3, 18) * MINUTE
        walks.append(Walk(start=start, end=end, pace=dice.between(0.15, 0.6), effort=dice.between(0.1, 0.4)))
        start = end + dice.between(25, 100) * MINUTE
    return walks


def _outings(dice: Dice, habit: Dice) -> list[Walk]:
    """Draw the market in the morning and a round in the late afternoon; not every day has both."""
    likely = habit.between(0.6, 0.95)
    hours = (habit.between(8.0, 9.3), habit.between(15.5, 17.0))
    outings = []
    for hour in hours:
        start = hour * HOUR + dice.between(-25, 25) * MINUTE
        end = start + dice.between(20, 55) * MINUTE
        walk = Walk(start=start, end=end, pace=dice.between(0.7, 1.3), effort=dice.between(0.6, 1.0), outdoors=True)
        if dice.happens(likely):
            outings.append(walk)
    return outings


def sleep_depth(day: Day, second: float) -> float:
    """Return 0 (awake) to 1 (deep asleep) at a second of this day."""
    depth = max(_ramp(day.wake - second), _ramp(second - day.bed))
    if day.nap:
        depth = max(depth, 0.7 * min(_ramp(second - day.nap[0]), _ramp(day.nap[1] - second)))
    return depth


def _ramp(seconds: float) -> float:
    return min(max(seconds / _DOZE, 0.0), 1.0)


def exertion(day: Day, second: float) -> float:
    """Return 0 (rest) to 1 (brisk walk uphill) at a second of this day; the heart comes to rest slowly after a walk."""
    return max((_effort(walk, second) for walk in day.walks), default=0.0)


def _effort(walk: Walk, second: float) -> float:
    if second <= walk.start:
        return 0.0
    risen = walk.effort * min((second - walk.start) / _WARM_UP, 1.0)
    if second <= walk.end:
        return risen
    return risen * max(1.0 - (second - walk.end) / _RECOVERY, 0.0)


def steps_until(day: Day, second: float) -> int:
    """Return the steps walked since this day's midnight."""
    return int(sum(walk.pace * min(max(second - walk.start, 0.0), walk.end - walk.start) for walk in day.walks))
