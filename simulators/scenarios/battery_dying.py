"""Nobody charges the watch: its battery runs down to a few per cent."""

from dataclasses import replace
from datetime import timedelta

from simulators.bodies import Vitals
from simulators.chance import Dice
from simulators.expectations import Told, technical
from simulators.story import HOUR, Expected, Scenario, Story, towards


def _tell(dice: Dice) -> Story:
    last = dice.between(3, 6)

    def change(vitals: Vitals, elapsed: float) -> Vitals:
        return replace(vitals, battery=towards(vitals.battery, last, min(elapsed / (3 * HOUR), 1.0)))

    return Story(change=change)


SCENARIO = Scenario(
    name="battery_dying",
    title="Battery dying: under 10 % within three hours",
    lasts=timedelta(hours=5),
    needs=frozenset({"watch"}),
    expects=(Expected(rule="battery_low", severity="critical", within=timedelta(hours=3)),),
    tells=(*technical("battery_low"), Told(who="community", rule="battery_low", reason="worsened")),
    tell=_tell,
)
