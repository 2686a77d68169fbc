"""What the trail says of an export of a community's tables: a row about everybody who is in it."""

from collections.abc import Iterator
from datetime import datetime

from domain.access import Deed
from store.records.audit import Entry
from store.records.neighbourhood import Neighbourhood

EXPORTED = "export"
"""Who takes a community out at the command line."""


def seen_in(community: Neighbourhood, by: str, now: datetime) -> Iterator[Entry]:
    """Give a row for each resident, whose family may ask who has looked, and for each person who logs in or is told."""
    for resident in community.residents:
        yield Entry(at=now, person=by, deed=Deed.EXPORT_DATA, subject=resident.id, detail="tables")
    for person in community.people:
        yield Entry(at=now, person=by, deed=Deed.KEEP_PEOPLE, subject=person.id, detail="export: tables")
