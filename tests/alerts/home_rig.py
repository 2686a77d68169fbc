"""The engine's rig with a past to read, a clock whose jumps are looked for, and neighbours with monitors on mains."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from alerts.engine import Engine
from alerts.engine_home_past import Past, PastAtOnce
from domain.people import Device, DeviceKind, Household, Power, Resident
from domain.readings import Report
from store.opening import open_readings
from store.readings import ReadingStore
from store.records import Records
from store.records.neighbourhood import Belonging, Neighbourhood
from store.settings import StoreSettings
from tests.alerts.engine_rig import START, Rig
from tests.neighbourhood import BUILDING, DOOR, SITE

CONTACT = "zigbee2mqtt/林家大门"


class HomeRig(Rig):
    """Mrs Lin's home; `store` holds what was said before the engine started."""

    def __init__(self, records: Records, folder: Path, *, asleep_after: timedelta | None = None) -> None:
        self.store: ReadingStore = open_readings(StoreSettings(data_dir=folder))
        self.past: Past | None = PastAtOnce(self.store)
        self.asleep_after = asleep_after
        super().__init__(records)

    def door(self, *, is_open: bool) -> None:
        """Let Mrs Lin's door say how it stands."""
        contact = b"false" if is_open else b"true"
        self.engine.handle([self.raw(CONTACT, b'{"contact":' + contact + b',"battery":100}')])

    def go_through(self) -> None:
        """Open and close the door."""
        self.door(is_open=True)
        self.wait(seconds=20)
        self.door(is_open=False)

    def bridge(self, state: bytes, *, retained: bool = False) -> None:
        """Let the Zigbee bridge say that it is online or offline."""
        self.engine.handle([self.raw("zigbee2mqtt/bridge/state", state, retained=retained)])

    def rest(self, at: datetime, device: str = DOOR, **values: float) -> None:
        """Put a reading into the store, as ingest did before."""
        self.store.append([Report(device=device, observed_at=at, received_at=at, values=values)])

    def tick_for(self, **passing: float) -> None:
        """Let time pass with a tick each twenty seconds."""
        until = self.now + timedelta(**passing)
        while self.now < until:
            self.wait(seconds=min(20.0, (until - self.now).total_seconds()))

    def rules(self) -> list[str]:
        """Give the rules of all alerts of Mrs Lin, oldest first."""
        return [alert.rule for alert in self.alerts()]

    def _started(self) -> Engine:
        engine = Engine(
            self.records,
            publish=self._show,
            courier=self.shelf,
            line=lambda: self.line,
            past=self.past,
            asleep_after=self.asleep_after,
        )
        engine.start(self.now)
        return engine


def move_in(records: Records, residents: int, *, building: str = BUILDING) -> list[str]:
    """Let residents with a monitor on mains move into a building; give the monitors' names."""
    people = [f"neighbour-{number}" for number in range(residents)]
    monitors = [f"monitor-{number}" for number in range(residents)]
    devices = tuple(
        Device(id=f"{SITE}.{one}", kind=DeviceKind.MONITOR, site=SITE, power=Power.MAINS) for one in monitors
    )
    tree = Neighbourhood(
        households=tuple(Household(id=f"home-{who}", building=building, flat=who) for who in people),
        residents=tuple(Resident(id=who, name=who, household=f"home-{who}") for who in people),
        devices=devices,
        belongings=_belongings(devices, people),
    )
    records.neighbourhood.load(tree, START)
    return monitors


def _belongings(devices: Sequence[Device], people: Sequence[str]) -> tuple[Belonging, ...]:
    since = START - timedelta(days=30)
    return tuple(Belonging(device=one.id, resident=who, since=since) for one, who in zip(devices, people, strict=True))
