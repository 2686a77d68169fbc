"""What comes late, all at once or once more: told as what it is."""

from dataclasses import replace
from datetime import time, timedelta

from simulators.bodies import Vitals
from simulators.chance import Dice
from simulators.expectations import Expected, Told, acknowledge, firsts
from simulators.story import HOUR, MINUTE, Said, Scenario, Story

_WATCH = frozenset({"watch"})


def _critical_while_kept(_dice: Dice) -> Story:
    def change(vitals: Vitals, elapsed: float) -> Vitals:
        return replace(vitals, heart_rate=142) if 20 * MINUTE <= elapsed < 40 * MINUTE else vitals

    return Story(change=change, kept=((0.0, 3 * HOUR),))


def _call_while_kept(_dice: Dice) -> Story:
    return Story(events=((20 * MINUTE, "sos"),), kept=((0.0, 2 * HOUR),))


def _a_day(_dice: Dice) -> Story:
    return Story(kept=((0.0, 20 * HOUR),), wearing=None)


def _replayed(_dice: Dice) -> Story:
    fields = {"heart_rate": 180, "sos": True, "fall": True}
    return Story(said=tuple(Said(at=at, kind="watch", fields=fields, age=86_400, retained=True) for at in (60, 900)))


SCENARIOS = (
    Scenario(
        name="late_critical",
        title="A pulse of 142 is uploaded hours later, over since long: told as history, nobody is asked to answer",
        lasts=timedelta(hours=4),
        needs=_WATCH,
        at=time(10, 30),
        expects=(
            Expected(rule="heart_rate_high", severity="critical", within=timedelta(hours=3, minutes=5), history=True),
        ),
        tells=(Told(who="steward", rule="heart_rate_high", reason="history", after=timedelta(hours=2, minutes=55)),),
        messages=1,
        tell=_critical_while_kept,
        faults=False,
    ),
    Scenario(
        name="late_sos",
        title="A call for help that comes two hours late is told as a call, and says when it was",
        lasts=timedelta(hours=2, minutes=20),
        needs=_WATCH,
        at=time(10, 30),
        expects=(Expected(rule="sos", severity="critical", within=timedelta(hours=2, minutes=5)),),
        tells=firsts("sos"),
        acts=(acknowledge("sos"),),
        tell=_call_while_kept,
        faults=False,
    ),
    Scenario(
        name="day_at_once",
        title="An ordinary day comes in one upload: no alert",
        lasts=timedelta(hours=22),
        needs=_WATCH,
        at=time(1, 0),
        messages=0,
        tell=_a_day,
        faults=False,
    ),
    Scenario(
        name="replayed",
        title="The broker replays what it had retained, SOS and all: history, no alert",
        lasts=timedelta(minutes=30),
        needs=_WATCH,
        messages=0,
        tell=_replayed,
    ),
)
