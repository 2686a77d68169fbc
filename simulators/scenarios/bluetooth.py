"""Homes whose doors and bands are heard by two OpenMQTTGateways: the same stories, the same alerts, told once."""

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from simulators.expectations import Place
from simulators.scenarios import door_left_open, night_exit, technical, thresholds, vitals
from simulators.story import Scenario

_HOME = Place(kinds=frozenset({"watch", "door"}), bluetooth=True)
_TITLES = MappingProxyType(
    {
        "heart_rate_high_critical": "A pulse of 140 for a quarter of an hour, said by a band that two gateways hear",
        "heart_rate_low_warning": "A pulse of 47 for a quarter of an hour, said by a band that two gateways hear",
        "spike": "Two high pulses in a row, each heard twice: a rule that wants three says nothing",
        "three_in_a_row": "Three high pulses in a row, each heard twice: a rule that wants three says so once",
        "door_left_open": "A door left open, heard by two gateways",
        "night_exit": "Out of the door at night, heard by two gateways",
        "gateway_down": "Both gateways of a home go offline and come back: one message",
    }
)


def _all() -> Iterator[Scenario]:
    subjects = (*thresholds.SCENARIOS, *vitals.SCENARIOS, *technical.SCENARIOS)
    for one in (*subjects, door_left_open.SCENARIO, night_exit.SCENARIO):
        if one.name in _TITLES:
            # What has no clock of its own cannot come late or out of order without being something else.
            yield replace(
                one, name=f"bluetooth_{one.name}", title=_TITLES[one.name], place=_HOME, faults=False, soon=False
            )


SCENARIOS = tuple(_all())
