"""Loads who answers for which areas, and what is changed of rules for one resident."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, insert

from domain.overrides import Override
from domain.rosters import Duty, Post
from store.records.neighbourhood import Neighbourhood
from store.records.posts import begin_post, end_post
from store.records.rows import as_row, batches, fetched, selected
from store.records.rules import supersede
from store.records.tables import assignments, overrides
from store.records.tables.rules import IS_CURRENT
from store.records.upserting import Tally

IMPORTED = "import"
"""Who set what a neighbourhood's file says, where the file names nobody."""


def load_assignments(connection: Connection, tree: Neighbourhood, now: datetime, tally: Tally) -> None:
    """Begin the assignments that are new and end those that the file of their person no longer names.

    Posts with an end are the rosters' business and stay.
    """
    present = _present(connection, [person.id for person in tree.people])
    wanted = {(one.person, one.area): one.duty for one in tree.assignments}
    fresh = sorted(key for key in wanted if key not in present)
    other = sorted(key for key, duty in wanted.items() if present.get(key, duty) is not duty)
    gone = sorted(key for key in present if key not in wanted)
    _begin(connection, [Post(person=who, area=area, since=now, duty=wanted[who, area]) for who, area in fresh], now)
    for person, area in other:
        begin_post(connection, Post(person=person, area=area, since=now, duty=wanted[person, area]), IMPORTED, now)
    for person, area in gone:
        end_post(connection, person, area, IMPORTED, now)
    tally.added += len(fresh)
    tally.changed += len(other) + len(gone)
    tally.unchanged += len(wanted) - len(fresh) - len(other)


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


def _begin(connection: Connection, posts: list[Post], now: datetime) -> None:
    if posts:
        rows = [as_row(post) | {"set_by": IMPORTED, "set_at": now, "ended_by": ""} for post in posts]
        connection.execute(insert(assignments), rows)


def _present(connection: Connection, persons: list[str]) -> dict[tuple[str, str], Duty]:
    found: dict[tuple[str, str], Duty] = {}
    for some in batches(persons):
        theirs = selected(assignments, Post).where(assignments.c.person.in_(some), assignments.c.until.is_(None))
        found |= {(one.person, one.area): one.duty for one in fetched(connection, theirs, Post)}
    return found
