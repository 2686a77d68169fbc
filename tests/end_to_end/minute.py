"""One minute in two homes: what the watches say, and what must come of it."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.notifications import Channel, ChannelKind
from domain.people import Area, AreaKind, Device, DeviceKind, Household, Person, Resident, Role
from store.readings import ReadingStore
from store.records import Records
from store.records.neighbourhood import Assignment, Belonging, Neighbourhood

SITE = "lin-lane"
OWNERS = {"watch-lin": "lin-xiuying", "watch-chen": "chen-guilan"}
EXPECTED = {
    ("lin-xiuying", "heart_rate_high", "critical"),
    ("lin-xiuying", "sos", "critical"),
    ("chen-guilan", "spo2_low", "critical"),
}
SECRET = "whsec_" + base64.b64encode(b"known to this test alone").decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message, and the reading that must rest because of it."""

    device: str
    metric: str
    at: datetime
    value: float

    @property
    def topic(self) -> str:
        """Where the device publishes it."""
        return f"care/v1/{SITE}/{self.device.partition('.')[2]}/readings"

    @property
    def payload(self) -> dict[str, object]:
        """What it publishes."""
        return {
            "ts": self.at.isoformat(timespec="milliseconds"),
            self.metric: True if self.metric == "sos" else self.value,
        }


def minute(start: datetime) -> list[Said]:
    """Give a message a second from each watch; the pulse is 180 in three of them, the oxygen 88 in two, one SOS."""
    start = start.replace(microsecond=0)
    said = []
    for second in range(60):
        at = start + timedelta(seconds=second)
        said.append(_said("watch-lin", "heart_rate", at, 180.0 if second in {20, 21, 40} else 72.0 + second % 5))
        said.append(_said("watch-chen", "spo2", at, 88.0 if second in {30, 50} else 97.0))
    said.append(_said("watch-lin", "sos", start + timedelta(seconds=33), 1.0))
    return said


def _said(device: str, metric: str, at: datetime, value: float) -> Said:
    return Said(device=f"{SITE}.{device}", metric=metric, at=at, value=value)


def rows(readings: ReadingStore, said: Iterable[Said]) -> dict[tuple[str, str, datetime], float]:
    """Give everything that rests of the series in `said`."""
    everything = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
    return {
        (device, metric, point.observed_at): point.value
        for device, metric in sorted({(one.device, one.metric) for one in said})
        for point in readings.series(device, metric, *everything)
    }


def settle(records: Records, hook: str) -> None:
    """Load two homes of one building, and its steward, who is told by a webhook."""
    records.neighbourhood.load(
        Neighbourhood(
            areas=(
                Area(id="willow-street", kind=AreaKind.STREET, name="柳荫街道"),
                Area(id=SITE, kind=AreaKind.COMMUNITY, name="林荫社区", parent="willow-street", site=SITE),
                Area(id="grid-1", kind=AreaKind.GRID, name="第一网格", parent=SITE),
                Area(id="building-3", kind=AreaKind.BUILDING, name="3 号楼", parent="grid-1"),
            ),
            households=tuple(Household(id=f"home-{who}", building="building-3", flat=who) for who in OWNERS.values()),
            residents=tuple(Resident(id=who, name=who, household=f"home-{who}") for who in OWNERS.values()),
            people=(Person(id="steward-wang", name="王建国", role=Role.STEWARD),),
            assignments=(Assignment(person="steward-wang", area="building-3"),),
            channels=(Channel(id="hook", person="steward-wang", kind=ChannelKind.WEBHOOK, target=hook, secret=SECRET),),
            devices=tuple(Device(id=f"{SITE}.{watch}", kind=DeviceKind.WATCH, site=SITE) for watch in OWNERS),
            belongings=tuple(
                Belonging(device=f"{SITE}.{watch}", resident=who, since=datetime(2026, 1, 1, tzinfo=UTC))
                for watch, who in OWNERS.items()
            ),
        ),
        datetime.now(UTC),
    )
