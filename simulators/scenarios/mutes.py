"""When somebody is not told: away, silenced, quiet hours; and what passes all of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

from simulators.bodies import Vitals
from simulators.chance import Dice
from simulators.expectations import Act, Expected, Place, Told, acknowledge, firsts, resolve
from simulators.story import HOUR, MINUTE, Scenario, Story

_WATCH, _DOOR = frozenset({"watch"}), frozenset({"door"})
_ASLEEP = "22:00-07:00"


def _pulse(value: float, until: float) -> Callable[[Dice], Story]:
    def change(vitals: Vitals, elapsed: float) -> Vitals:
        return replace(vitals, heart_rate=value) if elapsed < until else vitals

    return lambda _dice: Story(change=change)


def _shut(_dice: Dice) -> Story:
    return Story(shut=True)


def _call(_dice: Dice) -> Story:
    return Story(shut=True, events=((30 * MINUTE, "sos"),))


_SILENCED = Act(deed="silence", rule="heart_rate_high", lasts=20 * MINUTE, at=-300)

SCENARIOS = (
    Scenario(
        name="away",
        title="At her daughter's for two days: the door that nobody opens is no alert",
        lasts=timedelta(hours=34),
        needs=_DOOR,
        at=time(20, 0),
        place=Place(kinds=frozenset({"door"}), past=3),
        acts=(Act(deed="away", word="family", lasts=48 * HOUR, who="steward"),),
        may_cause=frozenset({"door_not_opened", "door_not_opened_by", "pressure_expected"}),
        messages=0,
        tell=_shut,
        faults=False,
    ),
    Scenario(
        name="away_sos",
        title="Away, and she presses the button there: everybody is told at once",
        lasts=timedelta(hours=1),
        needs=_WATCH,
        expects=(Expected(rule="sos", severity="critical", within=timedelta(minutes=32)),),
        tells=firsts("sos"),
        acts=(Act(deed="away", word="family", lasts=24 * HOUR), acknowledge("sos"), resolve("sos", after=900)),
        tell=_call,
    ),
    Scenario(
        name="silence_warning",
        title="Silenced for twenty minutes, and over before it ends: nobody is told",
        lasts=timedelta(minutes=40),
        needs=_WATCH,
        expects=(
            Expected(
                rule="heart_rate_high", severity="warning", within=timedelta(minutes=2), over=timedelta(minutes=16)
            ),
        ),
        tells=(),
        acts=(_SILENCED,),
        tell=_pulse(108, 10 * MINUTE),
        faults=False,
    ),
    Scenario(
        name="silence_critical",
        title="Silenced, critical, and still critical when the silence ends: told then",
        lasts=timedelta(minutes=45),
        needs=_WATCH,
        expects=(Expected(rule="heart_rate_high", severity="critical", within=timedelta(minutes=2)),),
        tells=tuple(
            Told(
                who=who,
                rule="heart_rate_high",
                reason=reason,
                after=timedelta(minutes=15),
                within=timedelta(minutes=17),
            )
            for who, reason in (("steward", "first"), ("daughter", "first"))
        ),
        acts=(_SILENCED, acknowledge("heart_rate_high", after=16 * MINUTE)),
        tell=_pulse(140, 40 * MINUTE),
        faults=False,
    ),
    Scenario(
        name="silence_sos",
        title="Everything about her is silenced, and she presses the button: told at once",
        lasts=timedelta(hours=1),
        needs=_WATCH,
        expects=(Expected(rule="sos", severity="critical", within=timedelta(minutes=32)),),
        tells=firsts("sos"),
        acts=(Act(deed="silence", lasts=HOUR), acknowledge("sos"), resolve("sos", after=900)),
        tell=_call,
    ),
    Scenario(
        name="quiet_warning",
        title="A warning at four in the morning: the steward, who has quiet hours, is told at seven",
        lasts=timedelta(hours=4),
        needs=_WATCH,
        at=time(4, 0),
        expects=(Expected(rule="heart_rate_high", severity="warning", within=timedelta(minutes=2)),),
        tells=(
            Told(who="daughter", rule="heart_rate_high", within=timedelta(minutes=2)),
            Told(
                who="steward",
                rule="heart_rate_high",
                after=timedelta(hours=3),
                within=timedelta(hours=3, minutes=2),
            ),
        ),
        acts=(
            Act(deed="quiet_hours", word=_ASLEEP, at=-1800),
            acknowledge("heart_rate_high", after=3 * HOUR + 5 * MINUTE),
        ),
        tell=_pulse(108, 3.5 * HOUR),
        faults=False,
    ),
    Scenario(
        name="quiet_critical",
        title="Something critical at four in the morning: the steward is told at once, quiet hours or not",
        lasts=timedelta(minutes=25),
        needs=_WATCH,
        at=time(4, 0),
        expects=(Expected(rule="heart_rate_high", severity="critical", within=timedelta(minutes=2)),),
        tells=firsts("heart_rate_high"),
        acts=(Act(deed="quiet_hours", word=_ASLEEP, at=-1800), acknowledge("heart_rate_high")),
        tell=_pulse(140, 30 * MINUTE),
    ),
)
