"""Gateways that log in at the broker by the base topic that each speaks below, and whose they are to look after."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from domain.errors import NotFound, Refused
from store.records.audit import Entry, record
from store.records.claiming import Login
from store.records.database import REVISION, Database, count_up
from store.records.gateway_reach import check_new_gateway
from store.records.places import areas_below
from store.records.rows import as_row, fetched, is_there, selected
from store.records.tables import areas, broker_users, devices, gateways
from store.records.versions import whatever


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """A gateway of an area. `made_at`: when its credential was made."""

    base: str
    area: str
    name: str
    made_by: str
    made_at: datetime


Seen = Callable[[Gateway], None]


class Gateways:
    """Every change counts the revision up, so that the broker's users follow, and takes the trail's entries with it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, gateway: Gateway, login: Login, entries: Collection[Entry]) -> None:
        """Let a gateway log in. Refused where another speaks or logs in there, or for people of other areas."""
        with self._database.writing() as connection:
            count_up(connection, REVISION)
            if not is_there(connection, areas, gateway.area):
                raise NotFound(f"no area {gateway.area!r}")
            _needs_room(connection, gateway.base)
            check_new_gateway(connection, gateway.base, gateway.area)
            connection.execute(insert(gateways), as_row(gateway) | _hashes(login))
            record(connection, entries)

    def gateway(self, base: str) -> Gateway:
        """Give one."""
        with self._database.reading() as connection:
            return _one(connection, base)

    def within(self, tops: Collection[str]) -> list[Gateway]:
        """Give those of these areas and of all below, by base."""
        theirs = selected(gateways, Gateway).where(gateways.c.area.in_(select(areas_below(tops).c.id)))
        with self._database.reading() as connection:
            return fetched(connection, theirs.order_by(gateways.c.base), Gateway)

    def renew(self, base: str, login: Login, by: str, entries: Collection[Entry], *, seen: Seen = whatever) -> Gateway:
        """Let a gateway log in with another password; the one before ends. `seen` is told what holds, and may raise."""
        with self._database.writing() as connection:
            count_up(connection, REVISION)
            seen(_one(connection, base))
            anew = {"made_by": by, "made_at": login.made_at, **_hashes(login)}
            connection.execute(update(gateways).where(gateways.c.base == base).values(**anew))
            record(connection, entries)
            return _one(connection, base)

    def remove(self, base: str, entries: Collection[Entry], *, seen: Seen = whatever) -> None:
        """Let a gateway log in no more."""
        with self._database.writing() as connection:
            count_up(connection, REVISION)
            seen(_one(connection, base))
            connection.execute(delete(gateways).where(gateways.c.base == base))
            record(connection, entries)

    def devices(self) -> list[str]:
        """Give the ids of the devices in use that speak through some gateway."""
        through = select(devices.c.id).where(devices.c.dialect != "native", devices.c.retired_at.is_(None))
        with self._database.reading() as connection:
            return list(connection.execute(through).scalars())

    def logins(self) -> list[Login]:
        """Give how each gateway logs in, by base, which is its username."""
        wanted = select(
            gateways.c.base.label("username"),
            gateways.c.made_at,
            gateways.c.password_hash,
            gateways.c.mosquitto_hash,
        )
        with self._database.reading() as connection:
            return fetched(connection, wanted.order_by(gateways.c.base), Login)


def _one(connection: Connection, base: str) -> Gateway:
    found = fetched(connection, selected(gateways, Gateway).where(gateways.c.base == base), Gateway)
    if not found:
        raise NotFound(f"no gateway {base!r}")
    return found[0]


def _needs_room(connection: Connection, base: str) -> None:
    """Raise Refused where a gateway would hear or say what is another's."""
    for other in connection.execute(select(gateways.c.base).order_by(gateways.c.base)).scalars():
        if other == base:
            raise Refused(f"there is a gateway {base!r} already: make its credential anew, or take it away first")
        if base.startswith(f"{other}/") or other.startswith(f"{base}/"):
            raise Refused(f"{base!r} and the gateway {other!r} lie within one another: each would hear the other")
    if connection.execute(select(broker_users.c.device).where(broker_users.c.username == base)).first():
        raise Refused(f"a device logs in as {base!r} already")


def _hashes(login: Login) -> dict[str, str]:
    return {"password_hash": login.password_hash, "mosquitto_hash": login.mosquitto_hash}
