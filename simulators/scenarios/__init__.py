"""The registry of stories: a new one is one file and one line here."""

from collections.abc import Mapping
from types import MappingProxyType

from simulators.scenarios import (
    battery_dying,
    device_silent,
    door_left_open,
    fall,
    fever,
    hypertensive_crisis,
    low_oxygen,
    night_exit,
    sos,
    watch_off,
)
from simulators.story import Scenario

SCENARIOS: Mapping[str, Scenario] = MappingProxyType(
    {
        story.SCENARIO.name: story.SCENARIO
        for story in (
            fever,
            low_oxygen,
            hypertensive_crisis,
            fall,
            sos,
            door_left_open,
            night_exit,
            watch_off,
            battery_dying,
            device_silent,
        )
    }
)
