"""The devices that services keep in memory: small, 300,000 of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, select, type_coerce

from domain.people import DeviceKind, Ownership, Power
from store.records.tables import devices, ownerships
from store.records.tables.columns import from_micros, to_micros

_AT_A_TIME = 5_000


class Owned(NamedTuple):
    """An ownership in epoch microseconds."""

    since: int
    until: int | None
    resident: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDevice:
    """What is needed to tell whose reading it is.

    last     the newest ownership, flat: `since` and `until` in epoch microseconds (most devices have one, without end)
    earlier  the older ones, oldest first (one shared empty tuple for most)
    retired  it is out of use: forget it
    """

    id: str
    kind: DeviceKind
    site: str
    power: Power
    dialect: str
    last_resident: str | None = None
    last_since: int = 0
    last_until: int | None = None
    earlier: tuple[Owned, ...] = ()
    retired: bool = False

    def resident_at(self, moment: datetime) -> str | None:
        """Give whose it was at `moment`; None: nobody's."""
        micros = to_micros(moment)
        if micros >= self.last_since:
            return self.last_resident if self.last_until is None or micros < self.last_until else None
        for since, until, resident in reversed(self.earlier):
            if micros >= since:
                return resident if until is None or micros < until else None
        return None

    @property
    def resident(self) -> str | None:
        """Whose it is: the newest ownership where that has no end."""
        return self.last_resident if self.last_until is None else None

    @property
    def owners(self) -> tuple[Ownership, ...]:
        """Whose it was, oldest first."""
        if self.last_resident is None:
            return ()
        last = Owned(since=self.last_since, until=self.last_until, resident=self.last_resident)
        return tuple(self._ownership(one) for one in (*self.earlier, last))

    def _ownership(self, owned: Owned) -> Ownership:
        until = None if owned.until is None else from_micros(owned.until)
        return Ownership(device=self.id, resident=owned.resident, since=from_micros(owned.since), until=until)


def known_devices(connection: Connection, *conditions: ColumnElement[bool]) -> Iterator[KnownDevice]:
    """Stream the devices that meet the conditions; equal strings and moments are one object."""
    rows = connection.execution_options(yield_per=_AT_A_TIME).execute(_wanted().where(*conditions))
    shared: dict[Any, Any] = {}
    for _, of_one in groupby(rows, key=_device):
        yield _known(list(of_one), shared)


def _device(row: tuple[Any, ...]) -> Any:
    return row[0]


def _wanted() -> Select[*tuple[Any, ...]]:
    owned = [
        type_coerce(ownerships.c.since, BigInteger),
        type_coerce(ownerships.c.until, BigInteger),
        ownerships.c.resident,
    ]
    known = [devices.c.id, devices.c.kind, devices.c.site, devices.c.power, devices.c.dialect, devices.c.retired_at]
    joined = devices.outerjoin(ownerships, ownerships.c.device == devices.c.id)
    return select(*known, *owned).select_from(joined).order_by(devices.c.id, ownerships.c.since)


def _known(rows: list[tuple[Any, ...]], shared: dict[Any, Any]) -> KnownDevice:
    device, kind, site, power, dialect, retired_at = rows[0][:6]
    *earlier, last = (_owned(row[6:], shared) for row in rows)
    return KnownDevice(
        id=device,
        kind=kind,
        site=shared.setdefault(site, site),
        power=power,
        dialect=shared.setdefault(dialect, dialect),
        last_resident=last.resident if last else None,
        last_since=last.since if last else 0,
        last_until=last.until if last else None,
        earlier=tuple(one for one in earlier if one),
        retired=retired_at is not None,
    )


def _owned(columns: Iterable[Any], shared: dict[Any, Any]) -> Owned | None:
    since, until, resident = columns
    if since is None:
        return None
    return Owned(shared.setdefault(since, since), until, shared.setdefault(resident, resident))
