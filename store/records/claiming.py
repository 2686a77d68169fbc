"""Devices that come, go and change hands, with their logins at the broker: each in one transaction, and on record."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from domain.errors import Refused
from domain.people import Device
from domain.retained import retained_topics
from store.records.audit import Entry, record
from store.records.belonging import assign, release
from store.records.database import REVISION, Database, count_up
from store.records.device_state import DeviceState, Seen, show, state_of
from store.records.registering import let_in, register, stamp
from store.records.retiring import retire
from store.records.rows import as_row
from store.records.tables import cleared_topics, devices, unclaimed
from store.records.versions import whatever


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """How a device logs in at the broker: hashes for NATS and for Mosquitto, never the password."""

    username: str
    made_at: datetime
    password_hash: str = field(repr=False)
    mosquitto_hash: str = field(default="", repr=False)


class Claims:
    """Changes to whose a device is; each takes the trail's entries, which are committed with it.

    `seen` is told how the device stands, and may raise: then nothing is changed.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(
        self, device: Device, resident: str, since: datetime, login: Login | None, entries: Collection[Entry]
    ) -> None:
        """Register a device, give it to a resident from `since` on, and let it log in.

        One that was retired comes back with its history. Refused where it is in use.
        """
        with self._database.writing() as connection:
            self._take_in(connection, device, resident, since, login)
            record(connection, entries)

    def replace(
        self,
        old: str,
        device: Device,
        now: datetime,
        *,
        login: Login | None,
        retained: Sequence[str],
        entries: Collection[Entry],
        seen: Seen = whatever,
    ) -> str:
        """Put a device in another's place and retire that one; give whose it is.

        Refused where the old one is nobody's or out of use, or the new one is in use.
        """
        with self._database.writing() as connection:
            state = show(connection, old, seen)
            _in_use(state)
            resident = state.resident
            if resident is None:
                raise Refused(f"device {old!r} belongs to nobody: there is no place to take")
            if old == device.id:
                raise Refused(f"device {old!r} cannot be replaced by itself")
            retire(self._database, connection, old, now, retained)
            self._take_in(connection, device, resident, now, login)
            record(connection, entries)
            return resident

    def move(
        self,
        device: str,
        resident: str,
        site: str,
        since: datetime,
        entries: Collection[Entry],
        *,
        seen: Seen = whatever,
    ) -> None:
        """Give a device to another resident from `since` on; what was before stays with who had it."""
        with self._database.writing() as connection:
            _in_use(show(connection, device, seen))
            stamp(connection, device, site=site)
            assign(connection, device, resident, since)
            record(connection, entries)

    def release(self, device: str, until: datetime, entries: Collection[Entry], *, seen: Seen = whatever) -> None:
        """Take a device from its resident; it may still log in."""
        with self._database.writing() as connection:
            _in_use(show(connection, device, seen))
            stamp(connection, device)
            release(connection, device, until)
            record(connection, entries)

    def retire(
        self,
        device: str,
        now: datetime,
        retained: Sequence[str],
        entries: Collection[Entry],
        *,
        seen: Seen = whatever,
    ) -> None:
        """Put a device out of use: it may not log in any more, and what the broker keeps of it is to be cleared."""
        with self._database.writing() as connection:
            _in_use(show(connection, device, seen))
            retire(self._database, connection, device, now, retained)
            record(connection, entries)

    def renew_login(self, device: str, login: Login, entries: Collection[Entry], *, seen: Seen = whatever) -> None:
        """Let a device log in with another password; the one before it ends."""
        with self._database.writing() as connection:
            _in_use(show(connection, device, seen))
            stamp(connection, device)
            let_in(self._database, connection, device, as_row(login))
            record(connection, entries)

    def state(self, device: str) -> DeviceState:
        """Give how a device stands, as `seen` is told."""
        with self._database.reading() as connection:
            return state_of(connection, device)

    def to_clear(self, asked_before: datetime) -> list[str]:
        """Give the topics whose retained messages are to be cleared, asked for before that moment."""
        wanted = select(cleared_topics.c.topic).where(cleared_topics.c.asked_at <= asked_before)
        with self._database.reading() as connection:
            return list(connection.execute(wanted.order_by(cleared_topics.c.topic)).scalars())

    def cleared(self, topics: Collection[str]) -> None:
        """Strike these off: the broker has confirmed that they are clear."""
        with self._database.writing() as connection:
            connection.execute(delete(cleared_topics).where(cleared_topics.c.topic.in_(topics)))

    def _take_in(
        self, connection: Connection, device: Device, resident: str, since: datetime, login: Login | None
    ) -> None:
        row = as_row(device) | {"revision": count_up(connection, REVISION)}
        known = connection.execute(select(devices.c.retired_at).where(devices.c.id == device.id)).first()
        if known is None:
            register(connection, [row])
        elif known.retired_at is None:
            raise Refused(f"device {device.id!r} is in use already: move it, or retire it first")
        else:
            connection.execute(update(devices).where(devices.c.id == device.id).values(**row, retired_at=None))
            connection.execute(delete(unclaimed).where(unclaimed.c.device == device.id))
            of_before = cleared_topics.c.topic.in_(retained_topics(device.id, device.dialect))
            connection.execute(delete(cleared_topics).where(of_before))  # what it says from now on is to be kept
        assign(connection, device.id, resident, since)
        if login is not None:
            let_in(self._database, connection, device.id, as_row(login))


def _in_use(state: DeviceState) -> None:
    if state.retired_at is not None:
        raise Refused(f"device {state.device.id!r} is out of use")
