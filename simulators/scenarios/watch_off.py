"""The watch lies on the table: it says so, and its pulse and oxygen are unknown, not low."""

from dataclasses import replace
from datetime import timedelta

from simulators.bodies import Vitals
from simulators.chance import Dice
from simulators.story import Expected, Scenario, Story


def _off(vitals: Vitals, _elapsed: float) -> Vitals:
    return replace(vitals, worn=False)


def _tell(_dice: Dice) -> Story:
    return Story(change=_off)


SCENARIO = Scenario(
    name="watch_off",
    title="Watch off the wrist for six hours",
    lasts=timedelta(hours=6),
    needs=frozenset({"watch"}),
    expects=(Expected(rule="watch_not_worn", severity="info", within=timedelta(hours=4)),),
    tell=_tell,
)
