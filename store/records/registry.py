"""The register of devices: what they are, whose they are and were, what was heard of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from domain.errors import NotFound, Refused
from domain.people import Device, Ownership
from store.records.belonging import assign
from store.records.claiming import Claims
from store.records.database import REVISION, Database, count_up, counted
from store.records.device_facts import DeviceFacts, DeviceStatus, hear, statuses
from store.records.known_devices import KnownDevice, known_devices
from store.records.pages import Wanted
from store.records.places import residents_within
from store.records.registering import register, stamp
from store.records.rows import as_row, fetched, selected
from store.records.tables import broker_users, device_facts, devices, ownerships

__all__ = ["BrokerUser", "DeviceFacts", "DeviceStatus", "KnownDevice", "Registry", "register"]

_LOGIN = ("username", "password_hash", "mosquitto_hash")


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerUser:
    """How a device logs in at the broker."""

    device: str
    site: str
    username: str
    password_hash: str
    mosquitto_hash: str = ""


class Registry:
    """Devices and their history. Every write that services must hear of stamps the device with a new revision."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.claims = Claims(database)

    def known(self, since_revision: int = 0) -> tuple[int, list[KnownDevice]]:
        """Give the revision now, and the devices written after `since_revision`.

        Cheap when there are none. Retired devices come only to those who may have known them (`since_revision` > 0).
        """
        with self._database.reading() as connection:
            revision = counted(connection, REVISION)
            if revision <= since_revision:
                return revision, []
            test = devices.c.revision > since_revision if since_revision else devices.c.retired_at.is_(None)
            return revision, list(known_devices(connection, test))

    def device(self, device: str) -> DeviceStatus:
        """Give one device (also a retired one) with its facts and its present resident."""
        with self._database.reading() as connection:
            found = statuses(connection, devices.c.id == device)
        if not found:
            raise NotFound(f"no device {device!r}")
        return found[0]

    def devices(
        self,
        *,
        residents: Collection[str] | None = None,
        areas: Collection[str] | None = None,
        page: Wanted | None = None,
    ) -> list[DeviceStatus]:
        """Give devices in use, by id: all, of these residents, or of the residents in these areas and below.

        Of a page as `records.pages` gives it: one more than its limit where more follow.
        """
        tests: list[ColumnElement[bool]] = [devices.c.retired_at.is_(None)]
        if residents is not None:
            tests.append(ownerships.c.resident.in_(residents))
        if areas is not None:
            tests.append(ownerships.c.resident.in_(residents_within(areas)))
        tests += [devices.c.id > page.after] if page is not None else []
        with self._database.reading() as connection:
            return statuses(connection, *tests, limit=page.limit + 1 if page is not None else None)

    def worn_by(self, resident: str) -> list[Ownership]:
        """Give which devices were this resident's and when, the past ones too, oldest first."""
        theirs = selected(ownerships, Ownership).where(ownerships.c.resident == resident)
        with self._database.reading() as connection:
            return fetched(connection, theirs.order_by(ownerships.c.since, ownerships.c.device), Ownership)

    def add(self, device: Device, now: datetime) -> None:
        """Register a device; it is no longer unclaimed. Refused when there is one of that id."""
        with self._database.writing() as connection:
            revision = count_up(connection, REVISION)
            if connection.execute(select(devices.c.id).where(devices.c.id == device.id)).first():
                raise Refused(f"there is a device {device.id!r} already (looked at {now:%Y-%m-%d %H:%M})")
            register(connection, [as_row(device) | {"revision": revision}])

    def assign(self, device: str, resident: str, since: datetime) -> None:
        """Give a device to a resident from `since` on; its present ownership ends then.

        Refused where that would overlap an ownership that began later or has not ended by then.
        """
        with self._database.writing() as connection:
            stamp(connection, device)
            assign(connection, device, resident, since)

    def hear(self, facts: Iterable[DeviceFacts]) -> None:
        """Put down what was learned of devices, in one transaction; those not registered are passed over."""
        told = sorted(facts, key=lambda one: one.device)
        if told:
            with self._database.writing() as connection:
                hear(connection, told)

    def heard(self) -> dict[str, datetime]:
        """Give when each device was last heard of (our clock)."""
        ever = select(device_facts.c.device, device_facts.c.last_heard_at)
        with self._database.reading() as connection:
            return dict(connection.execute(ever.where(device_facts.c.last_heard_at.is_not(None))).all())

    def broker_users(self) -> list[BrokerUser]:
        """Give the broker's users of all devices in use."""
        of_user = broker_users.c
        users = select(of_user.device, devices.c.site, *(of_user[one] for one in _LOGIN))
        in_use = users.join(devices, devices.c.id == broker_users.c.device).where(devices.c.retired_at.is_(None))
        with self._database.reading() as connection:
            return fetched(connection, in_use.order_by(broker_users.c.device), BrokerUser)
