"""Rules that are judged as time passes: what did not happen, or has lasted too long. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from domain.hours import LocalHours
from domain.people import DeviceKind, Power
from domain.rules import Rule, RuleKind
from domain.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRule(Rule):
    """No word from a device of `device` kind for longer than what its power allows, judged on our clock."""

    kind = RuleKind.ABSENCE
    device: DeviceKind
    silent_after: Mapping[Power, timedelta]
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedRule(Rule):
    """No reading of a metric between midnight and `by`, local time. Over with the reading, or with the day.

    lapses  nothing is expected any more of somebody who has not measured it for so long: it is unknown then
    """

    kind = RuleKind.EXPECTED
    metric: str
    by: time
    severity: Severity
    lapses: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class WornRule(Rule):
    """A watch that says it is not worn, for `after` between its reports."""

    kind = RuleKind.WORN
    after: timedelta
    severity: Severity


class DoorWatch(StrEnum):
    """What a door rule looks at (clinical facts, "Door and inactivity rules")."""

    NOT_OPENED = "not_opened"
    NOT_OPENED_BY = "not_opened_by"
    OPENED_AT_NIGHT = "opened_at_night"
    LEFT_OPEN = "left_open"
    OPENED_OFTEN = "opened_often"
    OUT_AND_NOT_BACK = "out_and_not_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorRule(Rule):
    """What a door tells of a home. First its sensor must be alive: one not heard of for `alive` makes it unknown.

    after      NOT_OPENED: not opened for so long; LEFT_OPEN: open for so long; OUT_AND_NOT_BACK: neither the door nor a
               sign of life indoors for so long after it was opened
    by         NOT_OPENED_BY: the hour
    hours      OPENED_AT_NIGHT, OPENED_OFTEN: the night; LEFT_OPEN, OUT_AND_NOT_BACK: only openings in it (None: always)
    more_than  OPENED_OFTEN: how many openings in one night are still usual
    told       only in these hours does it fire (None: at any)
    usual      judged against what is usual for this person, once there are `days` of history: NOT_OPENED against half
               as long again as the longest pause, OPENED_OFTEN against the busiest night, the others against how often
               it was so at this hour. Before that by its own numbers (NOT_OPENED: half as long again as `after`);
               OPENED_AT_NIGHT and NOT_OPENED_BY are unknown
    sensed     OUT_AND_NOT_BACK: only where something indoors can prove absence by its silence (a motion sensor, a
               monitor on mains): else unknown
    """

    kind = RuleKind.DOOR
    watch: DoorWatch
    severity: Severity
    after: timedelta = timedelta(0)
    by: time | None = None
    hours: LocalHours | None = None
    more_than: int = 0
    told: LocalHours | None = None
    usual: bool = False
    sensed: bool = False
    days: int = 14
    alive: timedelta = timedelta(hours=25)

    @property
    def metric(self) -> str:
        """What an alert keeps of it in the place of a metric: texts are chosen by it."""
        return self.watch.value


class SystemWatch(StrEnum):
    """What the service says of itself, about an area."""

    UNANSWERED = "unanswered"
    NOBODY_ON_DUTY = "nobody_on_duty"
    NO_WORKING_CHANNEL = "no_working_channel"
    BUILDING_SILENT = "building_silent"
    GATEWAY_DOWN = "gateway_down"


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemRule(Rule):
    """About an area: a ladder that nobody answered, nobody on duty, a building or a gateway that is silent."""

    kind = RuleKind.SYSTEM
    watch: SystemWatch
    severity: Severity

    @property
    def metric(self) -> str:
        """What an alert keeps of it in the place of a metric: texts are chosen by it."""
        return self.watch.value


TimeRule = AbsenceRule | ExpectedRule | WornRule | DoorRule
