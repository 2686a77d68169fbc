"""What follows from a loading that lets somebody or something move: kept, told to pollers, and refused across sites."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection, select, update

from domain.access import Deed
from domain.errors import Refused
from domain.subjects import area_subject
from store.records.audit import Entry
from store.records.places import residents_within
from store.records.relocating import check_sites, household_subject, moved
from store.records.rows import batches
from store.records.tables import devices, residents
from store.records.upserting import Tally


def keep_moves(connection: Connection, tally: Tally, stamp: tuple[int, str, datetime]) -> None:
    """Keep from where each one moved, and tell pollers of residents whose way up changed. Refused as routes refuse."""
    revision, by, now = stamp
    for subject, places in _moves(tally):
        moved(connection, subject, places, Entry(at=now, person=by, deed=Deed.KEEP_ORGANISATION, subject=subject))
    _keep_sites(connection, tally)
    stamped = update(residents).values(revision=revision)
    changed = {table: [after["id"] for _, after in tally.altered[table]] for table in _TABLES}
    if changed["areas"]:
        below = residents.c.id.in_(residents_within(changed["areas"]))
        connection.execute(stamped.where(below))
        check_sites(connection, below, now)
    for column, ids in ((residents.c.household, changed["households"]), (residents.c.id, changed["residents"])):
        for some in batches(ids):
            connection.execute(stamped.where(column.in_(some)))
            check_sites(connection, column.in_(some), now)


_TABLES: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "areas": ("parent", area_subject),
    "households": ("building", household_subject),
    "residents": ("household", str),
}


def _moves(tally: Tally) -> Iterator[tuple[str, tuple[str, str]]]:
    for table, (field, subject) in _TABLES.items():
        for before, after in tally.altered[table]:
            if before[field] != after[field]:
                yield subject(after["id"]), (before[field] or "", after[field] or "")


def _keep_sites(connection: Connection, tally: Tally) -> None:
    """Refuse another site for a community whose devices speak on the one that it has."""
    for before, after in tally.altered["areas"]:
        if before["site"] != after["site"] and before["site"] is not None:
            speaking = select(devices.c.id).where(devices.c.site == before["site"]).limit(1)
            if connection.execute(speaking).first() is not None:
                raise Refused(f"devices speak on site {before['site']!r}: their topics bear its name")
