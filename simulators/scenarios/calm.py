"""Ordinary life: nothing of it is an alert."""

from dataclasses import replace
from datetime import time, timedelta

from simulators.bodies import Vitals
from simulators.chance import Dice
from simulators.expectations import Place
from simulators.story import HOUR, MINUTE, Scenario, Story

_WATCH = frozenset({"watch"})


def _ordinary(_dice: Dice) -> Story:
    return Story(wearing=None)


def _nap(dice: Dice) -> Story:
    sunk = dice.between(5, 8)

    def change(vitals: Vitals, elapsed: float) -> Vitals:
        asleep = elapsed < 90 * MINUTE
        return replace(vitals, heart_rate=vitals.heart_rate - (sunk if asleep else 0), asleep=asleep)

    return Story(change=change)


def _restless(dice: Dice) -> Story:
    """Up five times, to the bathroom and the kitchen; the door stays shut."""
    starts = [hour * HOUR + dice.between(0, 40) * MINUTE for hour in (1, 2, 3, 4, 5)]

    def change(vitals: Vitals, elapsed: float) -> Vitals:
        up = any(start <= elapsed < start + 8 * MINUTE for start in starts)
        walked = int(sum(0.5 * min(max(elapsed - start, 0), 8 * MINUTE) for start in starts))
        return replace(vitals, heart_rate=vitals.heart_rate + (9 if up else 0), steps=vitals.steps + walked)

    return Story(change=change)


SCENARIOS = (
    Scenario(
        name="quiet_day",
        title="An ordinary day of one person",
        lasts=timedelta(hours=23),
        needs=_WATCH,
        at=time(1, 0),
        messages=0,
        tell=_ordinary,
    ),
    Scenario(
        name="quiet_week",
        title="An ordinary week of three people in one building",
        lasts=timedelta(days=7),
        needs=_WATCH,
        at=time(1, 0),
        place=Place(flats=3, past=16),
        messages=0,
        tell=_ordinary,
        faults=False,
    ),
    Scenario(
        name="restless_night",
        title="A restless, healthy night: up five times",
        lasts=timedelta(hours=8),
        needs=_WATCH,
        at=time(22, 30),
        place=Place(past=16),
        messages=0,
        tell=_restless,
    ),
    Scenario(
        name="nap",
        title="A long nap after lunch",
        lasts=timedelta(hours=2),
        needs=_WATCH,
        at=time(13, 0),
        messages=0,
        tell=_nap,
    ),
)
