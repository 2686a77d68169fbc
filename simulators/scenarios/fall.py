"""A fall: the watch feels the blow, the heart races, nobody walks for an hour."""

from dataclasses import replace
from datetime import timedelta

from simulators.bodies import Vitals
from simulators.chance import Dice
from simulators.expectations import acknowledge, firsts, resolve
from simulators.story import HOUR, MINUTE, Expected, Scenario, Story, spell


def _tell(dice: Dice) -> Story:
    fright = dice.between(10, 24)

    def change(vitals: Vitals, elapsed: float) -> Vitals:
        share = spell(elapsed, rise=20, lasts=10 * MINUTE, fall=0.8 * HOUR)
        return replace(vitals, heart_rate=vitals.heart_rate + fright * share)

    return Story(change=change, events=((0.0, "fall"),))


SCENARIO = Scenario(
    name="fall",
    title="Fall: the watch reports it at once",
    lasts=timedelta(hours=1),
    needs=frozenset({"watch"}),
    expects=(Expected(rule="fall", severity="critical", within=timedelta(minutes=1)),),
    may_cause=frozenset({"heart_rate_high"}),
    tells=firsts("fall"),
    acts=(acknowledge("fall"), resolve("fall", after=25 * MINUTE)),
    soon=True,
    tell=_tell,
)
