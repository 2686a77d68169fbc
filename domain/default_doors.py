"""The rules of time every installation starts with. Source: clinical facts, "Door and inactivity rules".

What is measured of them on quiet homes stands in tests/domain/test_door_rate.py: at most 0.02 door alerts per resident
and day. "Not opened by 10:00" would break that for most people: it is off until somebody switches it on for a resident
whose habit it is. Of a night nothing is told by the clock alone.
"""

from collections.abc import Mapping
from datetime import time, timedelta
from types import MappingProxyType

from domain.hours import LocalHours
from domain.people import DeviceKind, Power
from domain.severity import Severity
from domain.time_rules import AbsenceRule, DoorRule, DoorWatch, ExpectedRule, TimeRule, WornRule

SILENT_AFTER: Mapping[Power, timedelta] = MappingProxyType(
    {Power.MAINS: timedelta(minutes=10), Power.BATTERY: timedelta(hours=25)}
)
"""How long a device may say nothing (a Zigbee battery device reports about once a day)."""

NIGHT = LocalHours(starts=time(22), ends=time(6))
DEEP_NIGHT = LocalHours(starts=time(23), ends=time(5))
"""Who comes home at half past ten, or goes out at half past five, is not lost."""
BY_DAY = LocalHours(starts=time(6), ends=time(21))
TOLD = LocalHours(starts=time(8), ends=time(20))
"""What can wait for the morning is told then."""

_TELECARE = "telecare practice"


def time_rules() -> tuple[TimeRule, ...]:
    """Give them, version 1 each (the absence rules: version 2, since being away suspends them)."""
    return (*_of_the_night(), *_of_the_day(), *_of_devices())


def _of_the_night() -> tuple[DoorRule, ...]:
    """Give what is told at any hour, because it cannot wait, and what is unusual for this person."""
    return (
        DoorRule(
            id="door_left_open",
            watch=DoorWatch.LEFT_OPEN,
            after=timedelta(minutes=10),
            severity=Severity.WARNING,
            at_home=True,
            source=f"{_TELECARE}: 10 min",
        ),
        DoorRule(
            id="door_night_exit",
            watch=DoorWatch.OUT_AND_NOT_BACK,
            hours=DEEP_NIGHT,
            after=timedelta(minutes=45),
            usual=True,
            severity=Severity.WARNING,
            at_home=True,
            source=f"{_TELECARE}: out at night, nobody comes back, nothing moves indoors",
        ),
        DoorRule(
            id="door_opened_at_night",
            watch=DoorWatch.OPENED_AT_NIGHT,
            hours=NIGHT,
            usual=True,
            severity=Severity.INFO,
            at_home=True,
            source=f"{_TELECARE}: 22:00-06:00, against two weeks of this person's nights",
        ),
        DoorRule(
            id="door_opened_often",
            watch=DoorWatch.OPENED_OFTEN,
            hours=NIGHT,
            more_than=3,
            usual=True,
            severity=Severity.WARNING,
            at_home=True,
            source=f"{_TELECARE}: more than 3 times in a night",
        ),
    )


def _of_the_day() -> tuple[TimeRule, ...]:
    return (
        DoorRule(
            id="door_not_opened",
            watch=DoorWatch.NOT_OPENED,
            after=timedelta(hours=24),
            told=TOLD,
            usual=True,
            severity=Severity.WARNING,
            at_home=True,
            source=f"{_TELECARE}: 36 h; with two weeks of history 24 h, or half as long again as the longest pause",
        ),
        DoorRule(
            id="door_not_opened_by",
            watch=DoorWatch.NOT_OPENED_BY,
            by=time(10),
            told=TOLD,
            usual=True,
            enabled=False,
            severity=Severity.INFO,
            at_home=True,
            source=f"{_TELECARE}: by 10:00, where this person nearly always does",
        ),
        DoorRule(
            id="door_out_not_back",
            watch=DoorWatch.OUT_AND_NOT_BACK,
            hours=BY_DAY,
            after=timedelta(hours=8),
            told=TOLD,
            sensed=True,
            severity=Severity.WARNING,
            at_home=True,
            source=f"{_TELECARE}: no sign of life indoors for 8 h after the door",
        ),
        ExpectedRule(
            id="pressure_expected",
            metric="systolic_pressure",
            by=time(10),
            severity=Severity.INFO,
            at_home=True,
            source=f"{_TELECARE}: by 10:00",
        ),
    )


def _of_devices() -> tuple[TimeRule, ...]:
    silent = tuple(
        AbsenceRule(
            id=f"{kind}_silent",
            version=2,
            device=kind,
            silent_after=SILENT_AFTER,
            severity=Severity.WARNING,
            technical=True,
            at_home=True,
            source="mains 10 min, battery 25 h",
        )
        for kind in DeviceKind
    )
    worn = WornRule(
        id="watch_not_worn",
        after=timedelta(hours=4),
        severity=Severity.INFO,
        technical=True,
        at_home=True,
        source="4 h",
    )
    return (*silent, worn)
