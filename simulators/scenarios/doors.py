"""What a door tells of a home: every row of the field's list, and the ordinary days that look like it."""

from dataclasses import replace
from datetime import time, timedelta

from simulators.bodies import Vitals
from simulators.chance import Dice
from simulators.expectations import Expected, Place, RuleChange, acknowledge, firsts, hints, reminders
from simulators.story import HOUR, MINUTE, Said, Scenario, Story

_DOOR, _MONITOR = frozenset({"door"}), frozenset({"monitor"})


def _shut(_dice: Dice) -> Story:
    return Story(shut=True)


def _at_night(dice: Dice) -> Story:
    out = dice.between(0, 10) * MINUTE
    return Story(door=((out, out + 20),))


def _often(dice: Dice) -> Story:
    return Story(
        door=tuple((minute * MINUTE, minute * MINUTE + dice.between(10, 30)) for minute in (5, 40, 75, 110, 150))
    )


def _out(dice: Dice) -> Story:
    """Go out of the door and do not come back; the sensor beside the door saw somebody move until then, not after."""
    moved = tuple(
        Said(at=at, kind="door", fields={"motion": at % 200 != 0, "door": "closed", "battery": 90})
        for at in range(-1800, 0, 100)
    )
    return Story(door=((0.0, dice.between(10, 30)),), said=moved, silent=_MONITOR)


def _market(dice: Dice) -> Story:
    back = dice.between(40, 55) * MINUTE

    def change(vitals: Vitals, elapsed: float) -> Vitals:
        walked = int(0.9 * min(elapsed, back))
        return replace(vitals, steps=vitals.steps + walked, heart_rate=vitals.heart_rate + (8 if elapsed < back else 0))

    return Story(change=change, door=((0.0, 15.0), (back, back + 20)), measures=(back + 10 * MINUTE,))


def _cleaning(dice: Dice) -> Story:
    return Story(door=((0.0, dice.between(450, 480)),))


def _no_measuring(_dice: Dice) -> Story:
    return Story(silent=_MONITOR, quiet=((0.0, 5.5 * HOUR),), measures=(6 * HOUR,))


SCENARIOS = (
    Scenario(
        name="door_not_opened",
        title="The door is not opened for more than a day: told in the daytime",
        lasts=timedelta(hours=62),
        needs=_DOOR,
        at=time(20, 0),
        place=Place(kinds=frozenset({"door", "monitor"}), past=16),
        expects=(Expected(rule="door_not_opened", severity="warning", within=timedelta(hours=61)),),
        may_cause=frozenset({"door_not_opened_by"}),
        tells=(*firsts("door_not_opened"), *reminders("door_not_opened")),
        acts=(acknowledge("door_not_opened", after=300),),
        tell=_shut,
    ),
    Scenario(
        name="door_not_opened_by",
        title="Somebody who goes out each morning has not opened the door by ten",
        lasts=timedelta(hours=5),
        needs=_DOOR,
        at=time(6, 0),
        place=Place(past=16, outings=(8.2, 17.0)),
        rules=(RuleChange(rule="door_not_opened_by", enabled=True),),
        expects=(Expected(rule="door_not_opened_by", severity="info", within=timedelta(hours=4, minutes=10)),),
        tells=hints("door_not_opened_by"),
        acts=(acknowledge("door_not_opened_by", after=300),),
        tell=_shut,
    ),
    Scenario(
        name="door_opened_at_night",
        title="The door is opened at two in the morning, which this person never does",
        lasts=timedelta(minutes=50),
        needs=_DOOR,
        at=time(2, 0),
        place=Place(past=16),
        rules=(RuleChange(rule="door_opened_at_night", enabled=True),),
        expects=(Expected(rule="door_opened_at_night", severity="info", within=timedelta(minutes=12)),),
        tells=hints("door_opened_at_night"),
        acts=(acknowledge("door_opened_at_night", after=300),),
        may_cause=frozenset({"door_night_exit"}),
        tell=_at_night,
    ),
    Scenario(
        name="door_opened_often",
        title="The door is opened five times in a night",
        lasts=timedelta(hours=3, minutes=30),
        needs=_DOOR,
        at=time(1, 0),
        place=Place(past=16),
        rules=(RuleChange(rule="door_opened_often", enabled=True),),
        expects=(Expected(rule="door_opened_often", severity="warning", within=timedelta(minutes=155)),),
        may_cause=frozenset({"door_opened_at_night", "door_night_exit"}),
        tells=firsts("door_opened_often"),
        acts=(acknowledge("door_opened_often", after=300),),
        tell=_often,
    ),
    Scenario(
        name="out_and_not_back",
        title="Out in the morning and not back: nothing moves at home for hours",
        lasts=timedelta(hours=9),
        needs=_DOOR,
        at=time(9, 30),
        expects=(Expected(rule="door_out_not_back", severity="warning", within=timedelta(hours=8, minutes=30)),),
        may_cause=frozenset({"pressure_expected"}),
        tells=firsts("door_out_not_back"),
        acts=(acknowledge("door_out_not_back", after=300),),
        tell=_out,
    ),
    Scenario(
        name="pressure_expected",
        title="No blood pressure by ten: over with the reading at eleven",
        lasts=timedelta(hours=7),
        needs=_MONITOR,
        at=time(5, 30),
        expects=(
            Expected(
                rule="pressure_expected",
                severity="info",
                within=timedelta(hours=4, minutes=40),
                over=timedelta(hours=6, minutes=10),
            ),
        ),
        tells=hints("pressure_expected"),
        tell=_no_measuring,
    ),
    Scenario(
        name="market",
        title="To the market and back within the hour: no alert",
        lasts=timedelta(hours=4),
        needs=_DOOR,
        at=time(8, 30),
        messages=0,
        tell=_market,
    ),
    Scenario(
        name="visitor_cleaning",
        title="A neighbour cleans with the door open for eight minutes: no alert",
        lasts=timedelta(hours=1),
        needs=_DOOR,
        messages=0,
        tell=_cleaning,
    ),
)
