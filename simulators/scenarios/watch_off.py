"""The watch lies on the table: it says so, and its pulse and oxygen are unknown, not low."""

from datetime import timedelta

from simulators.chance import Dice
from simulators.expectations import technical
from simulators.story import Expected, Scenario, Story


def _tell(_dice: Dice) -> Story:
    return Story(wearing=False)


SCENARIO = Scenario(
    name="watch_off",
    title="Watch off the wrist for six hours",
    lasts=timedelta(hours=6),
    needs=frozenset({"watch"}),
    expects=(Expected(rule="watch_not_worn", severity="info", within=timedelta(hours=4)),),
    tells=technical("watch_not_worn"),
    tell=_tell,
)
