"""The flats of an area with who lives there, and what is open about them: a few queries, however many there are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, String, select, type_coerce

from domain.alerts import Alert, AlertState
from domain.availability import Word
from domain.people import DeviceKind, Household, Ownership, Power, Resident
from store.records.database import Database
from store.records.pages import Wanted
from store.records.places import areas_below
from store.records.rows import batches, fetched, selected
from store.records.tables import alerts, aways, device_facts, devices, households, ownerships, residents
from store.records.tables.alerts import IS_OPEN
from store.records.tables.columns import from_micros

_LONGEST_OPEN = timedelta(days=8)
_KINDS = {kind.value: kind for kind in DeviceKind}
_POWERS = {power.value: power for power in Power}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """A household and who lives there; nobody, where it is empty."""

    household: Household
    residents: tuple[Resident, ...]

    @property
    def id(self) -> str:
        """The household's id, by which the list is sorted."""
        return self.household.id


class HeardDevice(NamedTuple):
    """A device in use, whose it is, and what was heard of it; small, since all of an area's are fetched at once."""

    id: str
    resident: str
    kind: DeviceKind
    power: Power
    dialect: str
    heard_at: datetime | None
    word: Word | None
    """Whether it said that it is there; None where nobody knows when."""
    battery: float | None


class Flats:
    """Reads them; nothing here is written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, area: str, wanted: Wanted) -> list[Flat]:
        """Give the flats of an area and all below it, by id, one more than the limit where more follow."""
        below = select(areas_below([area]).c.id)
        homes = selected(households, Household).where(households.c.building.in_(below))
        page = homes.where(households.c.id > wanted.after).order_by(households.c.id).limit(wanted.limit + 1)
        people = selected(residents, Resident).where(residents.c.erased_at.is_(None)).order_by(residents.c.id)
        living: dict[str, list[Resident]] = {}
        with self._database.reading() as connection:
            found = fetched(connection, page, Household)
            for some in batches([home.id for home in found]):
                for one in fetched(connection, people.where(residents.c.household.in_(some)), Resident):
                    living.setdefault(one.household, []).append(one)
        return [Flat(household=home, residents=tuple(living.get(home.id, ()))) for home in found]

    def open_alerts(self, residents: Collection[str]) -> list[Alert]:
        """Give what somebody was told of about these residents and is not over: firing or acknowledged."""
        told = selected(alerts, Alert).where(IS_OPEN, alerts.c.state != AlertState.PENDING).order_by(alerts.c.id)
        with self._database.reading() as connection:
            return [
                alert
                for some in batches(residents)
                for alert in fetched(connection, told.where(alerts.c.resident.in_(some)), Alert)
            ]

    def over_since(self, residents: Collection[str], since: datetime) -> list[Alert]:
        """Give the alerts about these residents that were resolved from `since` on; not those about devices."""
        over = selected(alerts, Alert).where(alerts.c.resolved_at >= since, alerts.c.technical.is_(False))
        # An alert that stood for longer than that was somebody's to look at all the time.
        fresh = over.where(alerts.c.started_at >= since - _LONGEST_OPEN).order_by(alerts.c.id)
        with self._database.reading() as connection:
            return [
                alert
                for some in batches(residents)
                for alert in fetched(connection, fresh.where(alerts.c.resident.in_(some)), Alert)
            ]

    def back_since(self, since: datetime, now: datetime) -> dict[str, datetime]:
        """Give who came back from being away in (since, now], and when: by resident."""
        back = select(aways.c.resident, aways.c.ends_at).where(aways.c.ends_at > since, aways.c.ends_at <= now)
        with self._database.reading() as connection:
            return dict(connection.execute(back.order_by(aways.c.ends_at)).all())

    def worn_by(self, residents: Collection[str]) -> dict[str, list[Ownership]]:
        """Give which devices were whose and when, the past ones too, oldest first: by resident."""
        theirs = selected(ownerships, Ownership).order_by(ownerships.c.since, ownerships.c.device)
        found: dict[str, list[Ownership]] = {one: [] for one in residents}
        with self._database.reading() as connection:
            for some in batches(residents):
                for one in fetched(connection, theirs.where(ownerships.c.resident.in_(some)), Ownership):
                    found[one.resident].append(one)
        return found

    def devices(self, residents: Collection[str]) -> list[HeardDevice]:
        """Give the devices in use that are these residents' now, by id."""
        with self._database.reading() as connection:
            rows = [
                row
                for some in batches(residents)
                for row in connection.execute(_DEVICES.where(ownerships.c.resident.in_(some)))
            ]
        return [_device(row) for row in rows]


# Plain values: the column types' conversions would cost more than all the rest.
_DEVICES: Select[Any] = (
    select(
        devices.c.id,
        ownerships.c.resident,
        type_coerce(devices.c.kind, String),
        type_coerce(devices.c.power, String),
        devices.c.dialect,
        type_coerce(device_facts.c.last_heard_at, BigInteger),
        device_facts.c.online,
        type_coerce(device_facts.c.online_at, BigInteger),
        device_facts.c.battery,
    )
    .join(ownerships, ownerships.c.device == devices.c.id)
    .join(device_facts, device_facts.c.device == devices.c.id)
    .where(ownerships.c.until.is_(None), devices.c.retired_at.is_(None))
    .order_by(devices.c.id)
)


def _device(row: Sequence[Any]) -> HeardDevice:
    device, resident, kind, power, dialect, heard, online, online_at, battery = row
    word = None if online is None or online_at is None else Word(online=online, at=from_micros(online_at))
    heard_at = None if heard is None else from_micros(heard)
    return HeardDevice(device, resident, _KINDS[kind], _POWERS[power], dialect, heard_at, word, battery)
