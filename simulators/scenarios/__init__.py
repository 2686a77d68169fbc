"""The registry of stories: a new one is one file and one line here, or one more in the file of its subject."""

from collections.abc import Mapping
from types import MappingProxyType

from simulators.scenarios import (
    battery_dying,
    bluetooth,
    calm,
    device_silent,
    door_left_open,
    doors,
    fall,
    fever,
    hypertensive_crisis,
    ladder,
    late,
    low_oxygen,
    mutes,
    night_exit,
    sos,
    technical,
    thresholds,
    vitals,
    watch_off,
)
from simulators.story import Scenario

_ALONE = (
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
_BY_SUBJECT = (thresholds, vitals, technical, doors, mutes, ladder, late, calm, bluetooth)

SCENARIOS: Mapping[str, Scenario] = MappingProxyType(
    {
        scenario.name: scenario
        for scenario in (
            *(module.SCENARIO for module in _ALONE),
            *(scenario for module in _BY_SUBJECT for scenario in module.SCENARIOS),
        )
    }
)
