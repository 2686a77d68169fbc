"""What single limits do not see, or see wrongly: a spike, flapping, a rise, what is unusual for one person, a score."""

from dataclasses import replace
from datetime import time, timedelta

from simulators.bodies import Vitals
from simulators.chance import Dice
from simulators.expectations import Expected, Place, RuleChange, Told, acknowledge, firsts, hints
from simulators.story import HOUR, MINUTE, Said, Scenario, Story, spell, towards

_IN_A_ROW = (
    RuleChange(rule="heart_rate_high", enabled=False),
    RuleChange(rule="heart_rate_high_in_a_row", like="heart_rate_high", in_a_row=3, enabled=True),
)


def _pulse(spans: tuple[tuple[float, float], ...], value: float) -> Story:
    """Tell of a pulse of this value within the spans (seconds), and of an ordinary one otherwise."""

    def change(vitals: Vitals, elapsed: float) -> Vitals:
        inside = any(since <= elapsed < until for since, until in spans)
        return replace(vitals, heart_rate=value) if inside else vitals

    return Story(change=change)


def _spike(dice: Dice) -> Story:
    at = dice.between(5, 10) * MINUTE
    return _pulse(((at, at + 60), (at + 600, at + 720)), 128)


def _in_a_row(_dice: Dice) -> Story:
    return _pulse(((300, 900),), 120)


def _flapping(_dice: Dice) -> Story:
    return _pulse(tuple((60.0 + 20 * n, 70.0 + 20 * n) for n in range(30)), 140)


def _rise(_dice: Dice) -> Story:
    def change(vitals: Vitals, elapsed: float) -> Vitals:
        return replace(vitals, systolic=118 if elapsed < 20 * MINUTE else 153, diastolic=80)

    return Story(change=change, measures=tuple(minute * MINUTE for minute in (5, 45, 50)))


def _unusual(_dice: Dice) -> Story:
    def change(vitals: Vitals, elapsed: float) -> Vitals:
        return replace(vitals, heart_rate=96) if elapsed < 40 * MINUTE else vitals

    return Story(change=change)


def _infection(_dice: Dice) -> Story:
    def change(vitals: Vitals, elapsed: float) -> Vitals:
        share = spell(elapsed, rise=20 * MINUTE, lasts=2 * HOUR, fall=HOUR)
        return replace(
            vitals,
            heart_rate=towards(vitals.heart_rate, 95, share),
            temperature=towards(vitals.temperature, 35.8, share),
            spo2=towards(vitals.spo2, 95, share),
            systolic=towards(vitals.systolic, 105, share),
            diastolic=towards(vitals.diastolic, 70, share),
        )

    on_oxygen = Said(at=60, kind="monitor", fields={"oxygen": True, "battery": 90})
    return Story(change=change, measures=(25 * MINUTE, 40 * MINUTE), said=(on_oxygen,))


_WATCH, _MONITOR = frozenset({"watch"}), frozenset({"monitor"})

SCENARIOS = (
    Scenario(
        name="spike",
        title="One high pulse alone, then two in a row: a rule that wants three says nothing",
        lasts=timedelta(minutes=40),
        needs=_WATCH,
        rules=_IN_A_ROW,
        messages=0,
        tell=_spike,
    ),
    Scenario(
        name="three_in_a_row",
        title="Three high pulses in a row: a rule that wants three says so at the third",
        lasts=timedelta(minutes=30),
        needs=_WATCH,
        rules=_IN_A_ROW,
        expects=(
            Expected(
                rule="heart_rate_high_in_a_row",
                severity="warning",
                within=timedelta(minutes=8),
                over=timedelta(minutes=20),
            ),
        ),
        tells=firsts("heart_rate_high_in_a_row"),
        acts=(acknowledge("heart_rate_high_in_a_row"),),
        tell=_in_a_row,
    ),
    Scenario(
        name="flapping",
        title="A pulse over and under the limit again and again for ten minutes: one alert, told once",
        lasts=timedelta(minutes=20),
        needs=_WATCH,
        place=Place(every={"watch": 10}),
        expects=(
            Expected(
                rule="heart_rate_high", severity="critical", within=timedelta(minutes=2), over=timedelta(minutes=16)
            ),
        ),
        tells=tuple(
            Told(who=who, rule="heart_rate_high", most=3, within=timedelta(minutes=2))
            for who in ("steward", "daughter")
        ),
        acts=(acknowledge("heart_rate_high"),),
        tell=_flapping,
        faults=False,  # its readings stand ten seconds apart: minutes late, its end comes before its middle
    ),
    Scenario(
        name="pressure_rise",
        title="Pressure 35 mmHg higher within an hour, and under every limit",
        lasts=timedelta(minutes=70),
        needs=_MONITOR,
        at=time(13, 0),
        expects=(Expected(rule="systolic_pressure_rise", severity="info", within=timedelta(minutes=47)),),
        tells=hints("systolic_pressure_rise"),
        acts=(acknowledge("systolic_pressure_rise"),),
        tell=_rise,
    ),
    Scenario(
        name="unusual_pulse",
        title="A pulse of 96 in the afternoon: under every limit, and far from what is usual for her",
        lasts=timedelta(minutes=60),
        needs=_WATCH,
        at=time(14, 0),
        place=Place(past=16, body={"heart_rate": 62}),
        expects=(Expected(rule="heart_rate_unusual", severity="info", within=timedelta(minutes=30)),),
        tells=hints("heart_rate_unusual"),
        acts=(acknowledge("heart_rate_unusual"),),
        tell=_unusual,
    ),
    Scenario(
        name="score",
        title="NEWS2: six points together, on oxygen, and not one value past a limit",
        lasts=timedelta(minutes=60),
        needs=_MONITOR,
        at=time(13, 30),
        expects=(Expected(rule="news2_high", severity="warning", within=timedelta(minutes=42)),),
        tells=firsts("news2_high"),
        acts=(acknowledge("news2_high"),),
        tell=_infection,
    ),
)
