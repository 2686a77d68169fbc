"""The organisation, the residents, and those who answer for them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, or_, select

from domain.access import Deed, Principal
from domain.errors import NotFound
from domain.notifications import Channel
from domain.people import Area, Household, Person, Placement, Relation, Resident
from store.records.database import REVISION, Database, counted
from store.records.places import areas_below, residents_within
from store.records.placing import Places
from store.records.rows import fetched, selected
from store.records.tables import areas, assignments, channels, households, people, relations, residents

One = TypeVar("One", Area, Household, Resident, Person, Channel)


class People:
    """Reads who lives where and who answers for whom. Written by `records.neighbourhood.load`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def areas(self) -> list[Area]:
        """Give all areas."""
        with self._database.reading() as connection:
            return fetched(connection, selected(areas, Area).order_by(areas.c.id), Area)

    def area(self, area: str) -> Area:
        """Give one area."""
        return self._one(areas, Area, area)

    def below(self, tops: Collection[str]) -> frozenset[str]:
        """Give the ids of these areas and of all below them."""
        with self._database.reading() as connection:
            return frozenset(connection.execute(select(areas_below(tops).c.id)).scalars())

    def household(self, household: str) -> Household:
        """Give one household."""
        return self._one(households, Household, household)

    def households(self, ids: Collection[str] | None = None) -> list[Household]:
        """Give these households, or all."""
        return self._some(selected(households, Household).order_by(households.c.id), households, ids, Household)

    def resident(self, resident: str) -> Resident:
        """Give one resident."""
        return self._one(residents, Resident, resident)

    def residents(self, *, ids: Collection[str] | None = None, areas: Collection[str] | None = None) -> list[Resident]:
        """Give residents: of these ids, and who live in these areas or below, where either is said."""
        wanted = selected(residents, Resident).order_by(residents.c.id)
        if areas is not None:
            wanted = wanted.where(residents.c.id.in_(residents_within(areas)))
        return self._some(wanted, residents, ids, Resident)

    def placement(self, resident: str) -> Placement:
        """Give where a resident is."""
        with self._database.reading() as connection:
            found = Places(connection).of(residents.c.id == resident)
        if not found:
            raise NotFound(f"no resident {resident!r}")
        return found[0]

    def placements(self, since_revision: int = 0) -> tuple[int, list[Placement]]:
        """Give the revision now, and where those residents are who came or moved after `since_revision`."""
        with self._database.reading() as connection:
            revision = counted(connection, REVISION)
            if revision <= since_revision:
                return revision, []
            return revision, Places(connection).of(residents.c.revision > since_revision)

    def person(self, person: str) -> Person:
        """Give one person who logs in or is told."""
        return self._one(people, Person, person)

    def persons(self, ids: Collection[str] | None = None) -> list[Person]:
        """Give these people, or all."""
        return self._some(selected(people, Person).order_by(people.c.id), people, ids, Person)

    def responsible(self, area: str, now: datetime) -> list[Person]:
        """Give those who are assigned to that very area at `now`."""
        assigned = selected(people, Person).join(assignments, assignments.c.person == people.c.id)
        with self._database.reading() as connection:
            here = assigned.where(assignments.c.area == area, _in_force(now)).order_by(people.c.id).distinct()
            return fetched(connection, here, Person)

    def assigned(self, person: str, now: datetime) -> list[str]:
        """Give the ids of the areas that a person is assigned to at `now`."""
        with self._database.reading() as connection:
            return _assigned(connection, person, now)

    def relations(self, resident: str) -> list[Relation]:
        """Give the relatives of a resident."""
        return self._related(_OF_RESIDENT, resident)

    def relations_of(self, person: str) -> list[Relation]:
        """Give the residents whose relative a person is."""
        return self._related(_OF_PERSON, person)

    def channels(self, person: str) -> list[Channel]:
        """Give by what a person is told (those that are off, too)."""
        with self._database.reading() as connection:
            own = selected(channels, Channel).where(channels.c.person == person).order_by(channels.c.id)
            return fetched(connection, own, Channel)

    def channel(self, channel: str) -> Channel:
        """Give one channel."""
        return self._one(channels, Channel, channel)

    def principal(self, person: str, now: datetime, scopes: frozenset[Deed] | None = None) -> Principal:
        """Give a person as somebody who asks: role, areas and residents as they are at `now`."""
        with self._database.reading() as connection:
            found = fetched(connection, selected(people, Person).where(people.c.id == person), Person)
            if not found:
                raise NotFound(f"no person {person!r}")
            related = connection.execute(select(relations.c.resident).where(relations.c.person == person)).scalars()
            return Principal(
                person=person,
                name=found[0].name,
                role=found[0].role,
                areas=frozenset(_assigned(connection, person, now)),
                residents=frozenset(related),
                scopes=scopes,
            )

    def _one(self, table: Table, kind: type[One], key: str) -> One:
        with self._database.reading() as connection:
            found = fetched(connection, selected(table, kind).where(table.c.id == key), kind)
        if not found:
            raise NotFound(f"no {kind.__name__.lower()} {key!r}")
        return found[0]

    def _some(self, wanted: Select[Any], table: Table, ids: Collection[str] | None, kind: type[One]) -> list[One]:
        if ids is not None:
            wanted = wanted.where(table.c.id.in_(ids))
        with self._database.reading() as connection:
            return fetched(connection, wanted, kind)

    def _related(self, wanted: Select[Any], this: str) -> list[Relation]:
        with self._database.reading() as connection:
            return fetched(connection, wanted, Relation, this=this)


# Made once and asked for every alert: making a statement anew costs more than running it.
_RELATIONS = selected(relations, Relation).order_by(relations.c.person, relations.c.resident)
_OF_RESIDENT = _RELATIONS.where(relations.c.resident == bindparam("this"))
_OF_PERSON = _RELATIONS.where(relations.c.person == bindparam("this"))


def _in_force(now: datetime) -> ColumnElement[bool]:
    return (assignments.c.since <= now) & or_(assignments.c.until.is_(None), assignments.c.until > now)


def _assigned(connection: Connection, person: str, now: datetime) -> list[str]:
    own = select(assignments.c.area).where(assignments.c.person == person, _in_force(now)).distinct()
    return list(connection.execute(own.order_by(assignments.c.area)).scalars())
