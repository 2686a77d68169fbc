"""A call for help: the button is pressed, and pressed again. It is one alert."""

from datetime import timedelta

from simulators.chance import Dice
from simulators.expectations import acknowledge, firsts
from simulators.story import Expected, Scenario, Story


def _tell(dice: Dice) -> Story:
    again = dice.between(5, 25)
    return Story(events=((0.0, "sos"), (again, "sos"), (again + dice.between(2, 20), "sos")))


SCENARIO = Scenario(
    name="sos",
    title="SOS: the button is pressed three times",
    lasts=timedelta(minutes=5),
    needs=frozenset({"watch"}),
    expects=(Expected(rule="sos", severity="critical", within=timedelta(minutes=1)),),
    tells=firsts("sos"),
    acts=(acknowledge("sos", after=90),),
    tell=_tell,
    soon=True,
)
