"""Loads who answers for which areas, and what is changed of rules for one resident."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from domain.overrides import Override
from store.records.neighbourhood import Neighbourhood
from store.records.rows import batches, fetched, selected
from store.records.rules import supersede
from store.records.tables import assignments, overrides
from store.records.tables.rules import IS_CURRENT
from store.records.upserting import Tally


def load_assignments(connection: Connection, tree: Neighbourhood, now: datetime, tally: Tally) -> None:
    """Begin the assignments that are new and end those that the file of their person no longer names."""
    present = _present(connection, [person.id for person in tree.people], now)
    wanted = {(one.person, one.area) for one in tree.assignments}
    fresh, gone = sorted(wanted - present), sorted(present - wanted)
    if fresh:
        rows = [{"person": person, "area": area, "since": now} for person, area in fresh]
        connection.execute(insert(assignments), rows)
    for person, area in gone:
        this = (assignments.c.person == person) & (assignments.c.area == area) & _lasts(now)
        connection.execute(update(assignments).where(this).values(until=now))
    tally.added += len(fresh)
    tally.changed += len(gone)
    tally.unchanged += len(wanted & present)


def load_overrides(
    connection: Connection, wanted: Sequence[Override], now: datetime, revision: int, tally: Tally
) -> None:
    """Set the overrides that differ from what holds."""
    for one in wanted:
        this = selected(overrides, Override).where(overrides.c.subject == one.subject, overrides.c.rule == one.rule)
        found = fetched(connection, this.where(IS_CURRENT), Override)
        if found and replace(found[0], version=one.version) == one:
            tally.unchanged += 1
            continue
        supersede(connection, one, now, revision)
        tally.added += not found
        tally.changed += bool(found)


def _present(connection: Connection, persons: list[str], now: datetime) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for some in batches(persons):
        now_theirs = select(assignments.c.person, assignments.c.area).where(assignments.c.person.in_(some))
        found |= set(connection.execute(now_theirs.where(_lasts(now))))
    return found


def _lasts(now: datetime) -> ColumnElement[bool]:
    return or_(assignments.c.until.is_(None), assignments.c.until > now)
