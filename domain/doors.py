"""A home's doors at one moment, as one rule looks at them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.evaluation import Condition
from domain.homes import DeviceMemory, HomeMemory
from domain.people import Power
from domain.time_rules import DoorRule
from domain.turns import KEPT
from domain.waiting import Outlook, from_seconds, holds, next_clock

SENSES_FOR = timedelta(minutes=10)
"""A monitor on mains that says nothing for so long is silent, and proves nothing."""

AHEAD = timedelta(minutes=5)
"""A sensor's clock may be so much ahead (MQTT contract, "Time"): what it says happened then has happened."""


@dataclass(frozen=True, slots=True)
class Doors:
    """A home's doors at one moment, as one rule looks at them.

    openings  when a door was opened in the last fifteen days, in epoch seconds, oldest first
    """

    rule: DoorRule
    home: HomeMemory
    now: datetime
    zone: ZoneInfo
    doors: Mapping[str, DeviceMemory]
    openings: list[int]

    @property
    def last_opened(self) -> datetime | None:
        """When a door was opened last."""
        return from_seconds(self.openings[-1]) if self.openings else None

    def door_of(self, opening: datetime) -> str:
        """Give the door of an opening."""
        second = opening.timestamp()
        opened = (name for name, one in self.doors.items() if one.turns and one.turns.turned_on(second, second))
        return next(opened, next(iter(self.doors)))

    @property
    def begins(self) -> datetime | None:
        """Since when what the doors say is known."""
        first = min(
            (one.turns.first_at for one in self.doors.values() if one.turns and one.turns.first_at), default=None
        )
        known = self.home.known_since
        return max(first, known) if first is not None and known is not None else None

    @property
    def has_history(self) -> bool:
        """Whether there are as many days of it as the rule asks for."""
        return self.begins is not None and self.begins <= self.now - timedelta(days=self.rule.days)

    @property
    def all_alive(self) -> bool:
        """Whether no opening can have been missed."""
        return all(self.is_alive(one) for one in self.doors.values())

    def is_alive(self, door: DeviceMemory) -> bool:
        """Whether a door's sensor was heard of."""
        return self.now - door.heard <= self.rule.alive

    def counted(self, since: datetime) -> datetime:
        """Give from when the rule counts: an away may have ended since."""
        return max(since, self.home.counts_from) if self.home.counts_from else since

    def breached(self, since: datetime, facts: Mapping[str, float], device: str, look_at: datetime | None) -> Outlook:
        """Say that it is breached: now, or when it may be told."""
        rule = self.rule
        found = Outlook(condition=Condition.BREACHED, since=since, look_at=look_at, facts=facts, device=device)
        if rule.told is None or holds(rule.told, self.now, self.zone):
            return found
        told_at = next_clock(rule.told.starts, self.now, self.zone)
        return replace(found, condition=Condition.BETWEEN, look_at=min(told_at, look_at) if look_at else told_at)

    @property
    def is_sensed(self) -> bool:
        """Whether something indoors would have told of a sign of life."""
        return any(
            one.senses and self.now - one.heard <= (SENSES_FOR if one.power is Power.MAINS else self.rule.alive)
            for one in self.home.devices.values()
        )


def doors_of(rule: DoorRule, home: HomeMemory, now: datetime, zone: ZoneInfo) -> Doors | None:
    """Look at a home's doors; None where none has said anything."""
    doors = home.doors()
    if not doors:
        return None
    begins, ends = (now - KEPT).timestamp(), (now + AHEAD).timestamp()
    each = [one.turns.turned_on(begins, ends) for one in doors.values() if one.turns is not None]
    openings = each[0] if len(each) == 1 else sorted({opening for of_one in each for opening in of_one})
    return Doors(rule, home, now, zone, doors, openings)
