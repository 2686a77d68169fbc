"""Pneumonia at home: oxygen sinks within minutes, breath and heart answer."""

from dataclasses import replace
from datetime import timedelta

from simulators.bodies import Vitals
from simulators.chance import Dice
from simulators.expectations import acknowledge, reminders, worsenings
from simulators.story import HOUR, MINUTE, Expected, Scenario, Story, spell, towards


def _tell(dice: Dice) -> Story:
    lowest = dice.between(86.0, 89.0)

    def change(vitals: Vitals, elapsed: float) -> Vitals:
        share = spell(elapsed, rise=6 * MINUTE, lasts=1.5 * HOUR, fall=0.5 * HOUR)
        return replace(
            vitals,
            spo2=towards(vitals.spo2, lowest, share),
            heart_rate=vitals.heart_rate + 12 * share,
            respiratory_rate=vitals.respiratory_rate + 6 * share,
        )

    return Story(change=change, measures=(12 * MINUTE,))


SCENARIO = Scenario(
    name="low_oxygen",
    title="Low oxygen: under 90 % within six minutes",
    lasts=timedelta(hours=2),
    needs=frozenset({"watch"}),
    expects=(Expected(rule="spo2_low", severity="critical", within=timedelta(minutes=8)),),
    may_cause=frozenset({"heart_rate_high", "respiratory_rate_high", "news2_high", "unanswered"}),
    tells=(*worsenings("spo2_low"), *reminders("spo2_low")),
    acts=(acknowledge("spo2_low", after=180),),
    tell=_tell,
    soon=True,
)
