"""The devices that services keep in memory: small, 300,000 of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, String, select, type_coerce

from domain.people import DeviceKind, Ownership, Power
from store.records.tables import devices, ownerships
from store.records.tables.columns import from_micros, to_micros

_AT_A_TIME = 5_000
_KINDS = {kind.value: kind for kind in DeviceKind}
_POWERS = {power.value: power for power in Power}


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
    for _, of_one in groupby(rows, key=itemgetter(0)):
        first, *more = of_one
        yield _known(first, more, shared)


def _wanted() -> Select[*tuple[Any, ...]]:
    """Ask for plain values: the column types' conversions would cost more than all the rest."""
    device = [
        devices.c.id,
        type_coerce(devices.c.kind, String),
        devices.c.site,
        type_coerce(devices.c.power, String),
        devices.c.dialect,
        type_coerce(devices.c.retired_at, BigInteger),
    ]
    owned = [
        type_coerce(ownerships.c.since, BigInteger),
        type_coerce(ownerships.c.until, BigInteger),
        ownerships.c.resident,
    ]
    joined = devices.outerjoin(ownerships, ownerships.c.device == devices.c.id)
    return select(*device, *owned).select_from(joined).order_by(devices.c.id, ownerships.c.since)


def _known(first: Sequence[Any], more: Sequence[Sequence[Any]], shared: dict[Any, Any]) -> KnownDevice:
    device, kind, site, power, dialect, retired_at, *_ = first
    since, until, resident = (more[-1] if more else first)[6:]
    return KnownDevice(
        id=device,
        kind=_KINDS[kind],
        site=shared.setdefault(site, site),
        power=_POWERS[power],
        dialect=shared.setdefault(dialect, dialect),
        last_resident=shared.setdefault(resident, resident),
        last_since=shared.setdefault(since, since) or 0,
        last_until=until,
        earlier=tuple(Owned(*row[6:]) for row in (first, *more[:-1])) if more else (),
        retired=retired_at is not None,
    )
