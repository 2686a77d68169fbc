"""The door stays open for more than half an hour."""

from datetime import timedelta

from simulators.chance import Dice
from simulators.expectations import acknowledge, firsts
from simulators.story import MINUTE, Expected, Scenario, Story


def _tell(dice: Dice) -> Story:
    return Story(door=((0.0, dice.between(32, 44) * MINUTE),))


SCENARIO = Scenario(
    name="door_left_open",
    title="Door left open for more than half an hour",
    lasts=timedelta(minutes=45),
    needs=frozenset({"door"}),
    expects=(Expected(rule="door_left_open", severity="warning", within=timedelta(minutes=12)),),
    tells=firsts("door_left_open"),
    acts=(acknowledge("door_left_open"),),
    tell=_tell,
)
