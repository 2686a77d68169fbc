"""The organisation, the residents, and those who answer for them."""

from collections.abc import Collection
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Table, Update, bindparam, or_, select, update

from domain.access import Deed, Principal
from domain.errors import NotFound
from domain.hours import LocalHours
from domain.notifications import Channel
from domain.people import Area, Household, Person, Placement, Relation, Resident
from domain.rosters import Duty
from store.records.channel_rows import channel_row
from store.records.database import REVISION, Database, count_up, counted
from store.records.organisation_rows import one
from store.records.oxygen import OxygenScale, set_scale
from store.records.places import areas_below, residents_within
from store.records.placing import Places
from store.records.rows import fetched, selected
from store.records.tables import (
    areas,
    assignments,
    channels,
    households,
    oxygen_scales,
    people,
    relations,
    residents,
)

One = TypeVar("One", Area, Household, Resident, Person, Channel)


class People:
    """Who lives where, who answers for whom, by what they are told. Most is written by `records.neighbourhood.load`."""

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
        wanted = selected(residents, Resident).where(residents.c.erased_at.is_(None)).order_by(residents.c.id)
        if areas is not None:
            wanted = wanted.where(residents.c.id.in_(residents_within(areas)))
        return self._some(wanted, residents, ids, Resident)

    def placement(self, resident: str) -> Placement:
        """Give where a resident is."""
        with self._database.reading() as connection:
            found = Places(connection).of((residents.c.id == resident) & residents.c.erased_at.is_(None))
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
        """Give those who have that very area as their own at `now`; leave, shifts and deputies: `records.rosters`."""
        assigned = selected(people, Person).join(assignments, assignments.c.person == people.c.id)
        here = assigned.where(assignments.c.area == area, assignments.c.duty == Duty.PRIMARY, _in_force(now))
        with self._database.reading() as connection:
            return fetched(connection, here.order_by(people.c.id).distinct(), Person)

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
        """Give by what a person is told (those that are off, too), in the order of failover."""
        with self._database.reading() as connection:
            return fetched(connection, _CHANNELS, Channel, this=person)

    def channel(self, channel: str) -> Channel:
        """Give one channel."""
        return self._one(channels, Channel, channel)

    def put_channel(self, channel: Channel) -> None:
        """Add a channel, or put it in the place of the one with its id; NotFound where its person is not there."""
        row = channel_row(channel)
        put = self._database.insert(channels).on_conflict_do_update(index_elements=["id"], set_=row)
        with self._database.writing() as connection:
            if connection.execute(select(people.c.id).where(people.c.id == channel.person)).first() is None:
                raise NotFound(f"no person {channel.person!r}")
            connection.execute(put, row)

    def disable_channel(self, channel: str, why: str, now: datetime) -> None:
        """Switch a channel off that cannot work; `records.outbox.health` says why until it is put again."""
        off = update(channels).where(channels.c.id == channel)
        self._set(off.values(enabled=False, disabled_why=why, disabled_at=now), f"channel {channel!r}")

    def set_quiet(self, person: str, hours: LocalHours | None) -> None:
        """Set in which local hours a person is told only what is critical; None: in none."""
        self._set(update(people).where(people.c.id == person).values(quiet=hours), f"person {person!r}")

    def set_oxygen_scale(self, resident: str, scale: int, by: str, why: str, now: datetime) -> None:
        """Set which of NEWS2's SpO2 scales is a resident's, and keep who said so and why. BadInput: neither 1 nor 2."""
        with self._database.writing() as connection:
            set_scale(connection, OxygenScale(resident=resident, scale=scale, set_by=by, why=why), now)

    def oxygen_scales(self, resident: str) -> list[OxygenScale]:
        """Give what was ever set for a resident, the newest first."""
        theirs = selected(oxygen_scales, OxygenScale).where(oxygen_scales.c.resident == resident)
        with self._database.reading() as connection:
            return fetched(connection, theirs.order_by(oxygen_scales.c.set_at.desc()), OxygenScale)

    def principal(self, person: str, now: datetime, scopes: frozenset[Deed] | None = None) -> Principal:
        """Give a person as somebody who asks: role, areas and residents as they are at `now`."""
        with self._database.reading() as connection:
            found = one(connection, people, Person, person)
            related = fetched(connection, _OF_PERSON, Relation, this=person)
            return Principal(
                person=person,
                name=found.name,
                role=found.role,
                areas=frozenset(_assigned(connection, person, now)),
                grants=MappingProxyType({kin.resident: kin.scopes for kin in related if kin.scopes}),
                scopes=scopes,
            )

    def _set(self, change: Update, what: str) -> None:
        with self._database.writing() as connection:
            count_up(connection, REVISION)
            if not connection.execute(change).rowcount:
                raise NotFound(f"no {what}")

    def _one(self, table: Table, kind: type[One], key: str) -> One:
        with self._database.reading() as connection:
            return one(connection, table, kind, key)

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
_CHANNELS = (
    selected(channels, Channel).where(channels.c.person == bindparam("this")).order_by(channels.c.rank, channels.c.id)
)


def _in_force(now: datetime) -> ColumnElement[bool]:
    return (assignments.c.since <= now) & or_(assignments.c.until.is_(None), assignments.c.until > now)


def _assigned(connection: Connection, person: str, now: datetime) -> list[str]:
    own = select(assignments.c.area).where(assignments.c.person == person, _in_force(now)).distinct()
    return list(connection.execute(own.order_by(assignments.c.area)).scalars())
