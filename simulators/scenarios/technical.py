"""What devices go through: batteries, clocks, silence, lost reports, somebody who opens the case."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from simulators.bodies import Vitals
from simulators.chance import Dice
from simulators.expectations import Expected, Place, Told, acknowledge, technical
from simulators.story import HOUR, MINUTE, Said, Scenario, Story

_WATCH, _MONITOR, _DOOR = frozenset({"watch"}), frozenset({"monitor"}), frozenset({"door"})


def _battery(charge: float) -> Callable[[Dice], Story]:
    def change(vitals: Vitals, _elapsed: float) -> Vitals:
        return replace(vitals, battery=charge)

    return lambda _dice: Story(change=change)


def _clock(wrong: float | datetime) -> Callable[[Dice], Story]:
    return lambda _dice: Story(clocks={"watch": wrong})


def _tamper(_dice: Dice) -> Story:
    return Story(said=(Said(at=60, kind="door", fields={"tamper": True, "door": "closed", "battery": 90}),))


def _lost(_dice: Dice) -> Story:
    return Story(lost=((10 * MINUTE, 35 * MINUTE),))


def _silent(kind: str) -> Callable[[Dice], Story]:
    return lambda _dice: Story(silent=frozenset({kind}))


def _silent_until(kind: str, until: float) -> Callable[[Dice], Story]:
    return lambda _dice: Story(silent=frozenset({kind}), quiet=((0.0, until),))


def _bridge(_dice: Dice) -> Story:
    return Story(bridge=((60, "offline"), (40 * MINUTE, "online")))


def _of_battery(name: str, title: str, charge: float, severity: str) -> Scenario:
    return Scenario(
        name=name,
        title=title,
        lasts=timedelta(minutes=20),
        needs=_WATCH,
        expects=(Expected(rule="battery_low", severity=severity, within=timedelta(minutes=2)),),
        tells=technical("battery_low"),
        tell=_battery(charge),
        soon=True,
    )


def _of_clock(name: str, title: str, wrong: float | datetime) -> Scenario:
    return Scenario(
        name=name,
        title=title,
        lasts=timedelta(hours=2),
        needs=_WATCH,
        expects=(Expected(rule="clock_wrong", severity="warning", within=timedelta(minutes=30)),),
        tells=technical("clock_wrong"),
        tell=_clock(wrong),
        faults=False,
    )


SCENARIOS = (
    _of_battery("battery_warning", "The watch is at 15 %", 15, "warning"),
    _of_battery("battery_critical", "The watch is at 6 %", 6, "critical"),
    _of_clock("clock_ahead", "The watch's clock is 8 hours ahead: its readings are of now", 8 * HOUR),
    _of_clock("clock_1970", "The watch begins in 1970 again", datetime(1970, 1, 1, tzinfo=UTC)),
    _of_clock("clock_2038", "The watch shows 2038", datetime(2038, 1, 19, 3, 14, tzinfo=UTC)),
    Scenario(
        name="clock_behind",
        title="The watch's clock falls 8 hours behind",
        lasts=timedelta(hours=1),
        needs=_WATCH,
        at=time(11, 0),
        expects=(Expected(rule="clock_wrong", severity="warning", within=timedelta(minutes=30)),),
        tells=technical("clock_wrong"),
        tell=_clock(-8 * HOUR),
        faults=False,
    ),
    Scenario(
        name="reports_missing",
        title="25 of the watch's reports never arrive",
        lasts=timedelta(hours=1),
        needs=_WATCH,
        expects=(Expected(rule="reports_missing", severity="warning", within=timedelta(minutes=50)),),
        tells=technical("reports_missing"),
        tell=_lost,
        faults=False,
    ),
    Scenario(
        name="tamper",
        title="Somebody opens the case of the door's magnet",
        lasts=timedelta(minutes=10),
        needs=_DOOR,
        expects=(Expected(rule="tamper", severity="warning", within=timedelta(minutes=2)),),
        tells=technical("tamper"),
        acts=(acknowledge("tamper", who="community"),),
        tell=_tamper,
        soon=True,
    ),
    Scenario(
        name="mains_silent",
        title="A monitor on mains says nothing for ten minutes, and then speaks again",
        lasts=timedelta(minutes=40),
        needs=_MONITOR,
        place=Place(mains=_MONITOR, every={"monitor": 60}),
        expects=(
            Expected(
                rule="monitor_silent", severity="warning", within=timedelta(minutes=12), over=timedelta(minutes=26)
            ),
        ),
        tells=technical("monitor_silent"),
        tell=_silent_until("monitor", 25 * MINUTE),
        faults=False,
    ),
    Scenario(
        name="mains_nearly_silent",
        title="A monitor on mains says nothing for eight minutes: that is no alert",
        lasts=timedelta(minutes=30),
        needs=_MONITOR,
        place=Place(mains=_MONITOR, every={"monitor": 60}),
        messages=0,
        tell=_silent_until("monitor", 8 * MINUTE),
        faults=False,
    ),
    Scenario(
        name="door_silent",
        title="The door's magnet is not heard of for 27 hours: its rules know nothing, and say so",
        lasts=timedelta(hours=27),
        needs=_DOOR,
        expects=(Expected(rule="door_silent", severity="warning", within=timedelta(hours=26)),),
        tells=technical("door_silent"),
        tell=_silent("door"),
        faults=False,
    ),
    Scenario(
        name="building_without_power",
        title="No power in the building: sixty devices are silent, and it is one message",
        lasts=timedelta(minutes=40),
        needs=_MONITOR,
        at=time(14, 0),
        place=Place(
            kinds=frozenset({"monitor"}), flats=60, everybody=True, mains=_MONITOR, every={"monitor": 60}, past=0
        ),
        expects=(Expected(rule="building_silent", severity="warning", within=timedelta(minutes=14)),),
        may_cause=frozenset({"monitor_silent", "pressure_expected"}),
        tells=(Told(who="community", rule="building_silent", within=timedelta(minutes=15)),),
        messages=1,
        tell=_silent("monitor"),
        faults=False,
    ),
    Scenario(
        name="gateway_down",
        title="The Zigbee bridge goes offline: one message for it, none for the doors behind it",
        lasts=timedelta(minutes=60),
        needs=_DOOR,
        at=time(14, 0),
        place=Place(zigbee=True, flats=4),
        expects=(
            Expected(rule="gateway_down", severity="warning", within=timedelta(minutes=15), over=timedelta(minutes=45)),
        ),
        tells=technical("gateway_down"),
        messages=1,
        tell=_bridge,
        faults=False,
    ),
)
