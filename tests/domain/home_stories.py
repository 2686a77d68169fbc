"""Homes to judge: what doors, monitors and watches said, told in local time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.default_doors import time_rules
from domain.homes import HomeMemory
from domain.outlooks import Outlook, outlook
from domain.people import DeviceKind, Power
from domain.readings import Report
from domain.time_rules import TimeRule

ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
TODAY = datetime(2026, 11, 24, tzinfo=ZONE)
RULES: dict[str, TimeRule] = {rule.id: rule for rule in time_rules()}


def at(clock: str, day: int = 0) -> datetime:
    """Give a local time of today, or so many days later."""
    hour, minute = clock.split(":")
    return TODAY + day * DAY + timedelta(hours=int(hour), minutes=int(minute))


class Story:
    """One home over time; `since` is when what is known of it begins."""

    def __init__(self, since: datetime | None = None) -> None:
        self.home = HomeMemory(since or at("00:00", -20))

    def say(
        self,
        moment: datetime,
        device: str = "door",
        *,
        kind: DeviceKind = DeviceKind.DOOR,
        power: Power = Power.BATTERY,
        history: bool = False,
        **values: float,
    ) -> None:
        """Let a device say this, received as it was said."""
        said = Report(device=device, observed_at=moment, received_at=moment, values=values, history=history)
        self.home.see(said, kind, power)

    def open_door(self, moment: datetime, seconds: float = 20, device: str = "door") -> None:
        """Open and close a door."""
        self.say(moment, device, door=1)
        self.say(moment + timedelta(seconds=seconds), device, door=0)

    def live(self, days: int, *clocks: str) -> None:
        """Open the door at these times on so many days before today."""
        for day in range(-days, 0):
            for clock in clocks:
                self.open_door(at(clock, day))

    def measure(self, moment: datetime, *, power: Power = Power.BATTERY) -> None:
        """Take the blood pressure."""
        self.say(moment, "monitor", kind=DeviceKind.MONITOR, power=power, systolic_pressure=130)

    def judge(self, rule: str, now: datetime) -> Outlook:
        """Ask a default rule, with its sensor alive."""
        self.home.hear("door", now)
        return outlook(RULES[rule], self.home, now, ZONE)
