"""A headache, and the cuff says why: grade 3 in both numbers, measured again and again."""

from dataclasses import replace
from datetime import timedelta

from simulators.bodies import Vitals
from simulators.chance import Dice
from simulators.expectations import acknowledge, loose
from simulators.story import HOUR, MINUTE, Expected, Scenario, Story, spell, towards


def _tell(dice: Dice) -> Story:
    systolic, diastolic = dice.between(188, 206), dice.between(114, 124)

    def change(vitals: Vitals, elapsed: float) -> Vitals:
        share = spell(elapsed, rise=30 * MINUTE, lasts=2 * HOUR, fall=HOUR)
        return replace(
            vitals,
            systolic=towards(vitals.systolic, systolic, share),
            diastolic=towards(vitals.diastolic, diastolic, share),
        )

    return Story(change=change, measures=tuple(moment * MINUTE for moment in (15, 35, 40, 60, 90, 170)))


SCENARIO = Scenario(
    name="hypertensive_crisis",
    title="Hypertensive crisis: over 180/110 mmHg",
    lasts=timedelta(hours=3),
    needs=frozenset({"monitor"}),
    expects=(
        Expected(rule="systolic_pressure_high", severity="critical", within=timedelta(minutes=40)),
        Expected(rule="diastolic_pressure_high", severity="critical", within=timedelta(minutes=40)),
    ),
    may_cause=frozenset({"systolic_pressure_rise", "news2_high", "unanswered"}),
    tells=(*loose("systolic_pressure_high"), *loose("diastolic_pressure_high")),
    acts=(acknowledge("systolic_pressure_high", after=60), acknowledge("diastolic_pressure_high", after=60)),
    tell=_tell,
)
