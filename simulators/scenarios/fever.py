"""An infection: temperature climbs over three hours, heart and breath with it."""

from dataclasses import replace
from datetime import timedelta

from simulators.bodies import Vitals
from simulators.chance import Dice
from simulators.expectations import acknowledge, reminders, worsenings
from simulators.story import HOUR, Expected, Scenario, Story, spell, towards


def _tell(dice: Dice) -> Story:
    peak = dice.between(39.5, 40.1)

    def change(vitals: Vitals, elapsed: float) -> Vitals:
        share = spell(elapsed, rise=3 * HOUR, lasts=7 * HOUR, fall=3 * HOUR)
        return replace(
            vitals,
            temperature=towards(vitals.temperature, peak, share),
            heart_rate=vitals.heart_rate + 22 * share,
            respiratory_rate=vitals.respiratory_rate + 3 * share,
        )

    return Story(change=change, measures=(2 * HOUR, 4 * HOUR))


SCENARIO = Scenario(
    name="fever",
    title="Fever: over 39 °C within three hours",
    lasts=timedelta(hours=10),
    needs=frozenset({"watch"}),
    expects=(Expected(rule="body_temperature_high", severity="critical", within=timedelta(hours=3, minutes=30)),),
    may_cause=frozenset({"heart_rate_high", "respiratory_rate_high", "news2_high", "unanswered"}),
    tells=(*worsenings("body_temperature_high"), *reminders("body_temperature_high")),
    acts=(acknowledge("body_temperature_high"),),
    tell=_tell,
)
