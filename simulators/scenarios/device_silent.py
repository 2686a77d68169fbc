"""The watch is not heard of any more: no reading, and no word that it went offline."""

from datetime import timedelta

from simulators.chance import Dice
from simulators.expectations import technical
from simulators.story import Expected, Scenario, Story


def _tell(_dice: Dice) -> Story:
    return Story(silent=frozenset({"watch"}))


SCENARIO = Scenario(
    name="device_silent",
    title="Device silent: the watch is not heard of for 27 hours",
    lasts=timedelta(hours=27),
    needs=frozenset({"watch"}),
    expects=(Expected(rule="watch_silent", severity="warning", within=timedelta(hours=26)),),
    may_cause=frozenset({"pressure_expected"}),
    tells=technical("watch_silent"),
    tell=_tell,
)
