"""Whose a device is and was. The caller holds the revision's lock, so nobody else writes ownerships meanwhile."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from domain.errors import Refused
from store.records.gateway_reach import check_new_owner
from store.records.rows import need
from store.records.tables import ownerships, residents


def assign(connection: Connection, device: str, resident: str, since: datetime, until: datetime | None = None) -> None:
    """Add an ownership; the present one, where it began earlier, ends at `since`. Refused where the past overlaps."""
    need(connection, residents, resident)
    present = _of(device, ownerships.c.until.is_(None), ownerships.c.since < since)
    connection.execute(update(ownerships).where(*present).values(until=since))
    other = connection.execute(select(ownerships.c.resident).where(*_overlapping(device, since, until))).first()
    if other:
        raise Refused(f"device {device!r} belongs to {other.resident!r} in that time already")
    if until is None:
        check_new_owner(connection, device, resident)
    connection.execute(insert(ownerships).values(device=device, resident=resident, since=since, until=until))


def release(connection: Connection, device: str, until: datetime) -> None:
    """End the present ownership, where there is one; one that would end before it began is taken back whole."""
    present = _of(device, ownerships.c.until.is_(None))
    connection.execute(ownerships.delete().where(*present, ownerships.c.since >= until))
    connection.execute(update(ownerships).where(*present).values(until=until))


def _of(device: str, *tests: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    return (ownerships.c.device == device, *tests)


def _overlapping(device: str, since: datetime, until: datetime | None) -> tuple[Any, ...]:
    begins_before_its_end = ownerships.c.since < until if until else ownerships.c.since.is_not(None)
    ends_after_its_start = or_(ownerships.c.until.is_(None), ownerships.c.until > since)
    return _of(device, begins_before_its_end, ends_after_its_start)
