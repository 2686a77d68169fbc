"""Out of the door at half past two at night, on the feet, and not back for two hours."""

from dataclasses import replace
from datetime import time, timedelta

from simulators.bodies import Vitals
from simulators.chance import Dice
from simulators.expectations import Place, acknowledge, firsts
from simulators.story import HOUR, Expected, Scenario, Story, spell


def _tell(dice: Dice) -> Story:
    pace = dice.between(0.4, 0.8)
    back = dice.between(1.9, 2.3) * HOUR

    def change(vitals: Vitals, elapsed: float) -> Vitals:
        share = spell(elapsed, rise=60, lasts=back, fall=600)
        steps = vitals.steps + int(pace * min(elapsed, back))
        return replace(vitals, heart_rate=vitals.heart_rate + 12 * share, steps=steps, asleep=elapsed > back)

    return Story(change=change, door=((0.0, 20.0), (back, back + 15)))


SCENARIO = Scenario(
    name="night_exit",
    title="Night exit: out at half past two, back after two hours",
    lasts=timedelta(hours=2, minutes=30),
    needs=frozenset({"door"}),
    expects=(Expected(rule="door_night_exit", severity="warning", within=timedelta(hours=1)),),
    may_cause=frozenset({"door_opened_at_night", "heart_rate_high", "heart_rate_unusual"}),
    at=time(2, 30),
    place=Place(past=16),
    tells=firsts("door_night_exit"),
    acts=(acknowledge("door_night_exit", after=120),),
    tell=_tell,
)
