"""Moves of residents, households and areas: kept as rows, and heard of by whoever holds placements in memory."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from domain.errors import Refused
from store.records.audit import Entry
from store.records.places import residents_within
from store.records.placing import Places
from store.records.rows import as_row, batches, fetched, selected
from store.records.tables import devices, ownerships, relocations, residents

_SHOWN = 5
_HOUSEHOLD = "household:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relocation:
    """A resident went to another household, a household to another building, an area to another parent.

    subject  a resident's id, `household:<id>`, or `area:<id>` (domain.subjects)
    """

    id: str
    subject: str
    from_place: str
    to_place: str
    at: datetime
    by: str


def household_subject(household: str) -> str:
    """Name a household as what moved. Ids hold no colon."""
    return _HOUSEHOLD + household


def moved(connection: Connection, subject: str, places: tuple[str, str], entry: Entry) -> None:
    """Keep that somebody or something moved, from the first place to the second."""
    row = Relocation(
        id=str(uuid.uuid4()), subject=subject, from_place=places[0], to_place=places[1], at=entry.at, by=entry.person
    )
    connection.execute(insert(relocations), as_row(row))


def relocations_of(connection: Connection, subject: str) -> list[Relocation]:
    """Give the moves of one subject, the newest first."""
    theirs = selected(relocations, Relocation).where(relocations.c.subject == subject)
    return fetched(connection, theirs.order_by(relocations.c.at.desc(), relocations.c.id), Relocation)


def restamp(connection: Connection, those: ColumnElement[bool], revision: int, now: datetime) -> None:
    """Tell pollers of these residents, whose way up changed. Refused where their devices would be of another site."""
    connection.execute(update(residents).where(those).values(revision=revision))
    check_sites(connection, those, now)


def check_sites(connection: Connection, those: ColumnElement[bool], now: datetime) -> None:
    """Raise Refused where a device of one of these residents is of another site than where they live."""
    sites = {one.resident: one.site for one in Places(connection).of(those)}
    wrong: list[str] = []
    for some in batches(list(sites)):
        held = or_(ownerships.c.until.is_(None), ownerships.c.until > now)
        theirs = select(ownerships.c.device, ownerships.c.resident, devices.c.site).join(
            devices, devices.c.id == ownerships.c.device
        )
        rows = connection.execute(theirs.where(ownerships.c.resident.in_(some), held).order_by(ownerships.c.device))
        wrong += [row.device for row in rows if row.site != sites[row.resident]]
    if wrong:
        more = f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        raise Refused(f"these devices are of another site, take them back first: {', '.join(wrong[:_SHOWN])}{more}")


def living_within(area: str) -> ColumnElement[bool]:
    """Give the test for residents who live in an area or below it."""
    return residents.c.id.in_(residents_within([area]))
