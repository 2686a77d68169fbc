"""Gives a part of the organisation back as the tree that loading takes: what is in force now, and no secrets."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select

from domain.consents import Consent
from domain.people import Area, Device, Household, Ownership, Person, Relation, Resident
from domain.rosters import Post
from store.records.neighbourhood import Assignment, Belonging, Neighbourhood
from store.records.oxygen import OxygenScale
from store.records.places import areas_below, residents_within
from store.records.rows import batches, fetched, selected
from store.records.tables import (
    areas,
    assignments,
    consents,
    devices,
    households,
    ownerships,
    oxygen_scales,
    people,
    relations,
    residents,
)


def unloaded(connection: Connection, top: str) -> Neighbourhood:
    """Give all that lies in an area and below: whom it needs to make sense (areas above, all posts of a person) too."""
    below = select(areas_below([top]).c.id)
    known = {one.id: one for one in fetched(connection, selected(areas, Area), Area)}
    within = set(connection.execute(below).scalars())
    living = fetched(connection, _of(residents, Resident, residents.c.id, residents_within([top])), Resident)
    ids = [one.id for one in living]
    kin: list[Relation] = [one for some in batches(ids) for one in _relations(connection, some)]
    posts = _posts(connection, below, {one.person for one in kin})
    wanted = {one.person for one in posts} | {one.person for one in kin}
    owned = [one for some in batches(ids) for one in _owned(connection, some)]
    homes = selected(households, Household).where(households.c.building.in_(below))
    return Neighbourhood(
        areas=_with_above(known, within | {one.area for one in posts}),
        households=tuple(fetched(connection, homes.order_by(households.c.id), Household)),
        residents=tuple(living),
        people=tuple(one for some in batches(sorted(wanted)) for one in _people(connection, some)),
        assignments=tuple(Assignment(person=one.person, area=one.area, duty=one.duty) for one in posts),
        relations=tuple(kin),
        consents=tuple(one for some in batches(ids) for one in _consents(connection, some)),
        devices=tuple(_devices(connection, [one.device for one in owned])),
        belongings=tuple(Belonging(device=one.device, resident=one.resident, since=one.since) for one in owned),
        oxygen_scales=tuple(one for some in batches(ids) for one in _scales(connection, some)),
    )


def _of(table: Any, kind: Any, column: Any, ids: Any) -> Select[Any]:
    return selected(table, kind).where(column.in_(ids), residents.c.erased_at.is_(None)).order_by(column)


def _with_above(known: dict[str, Area], wanted: Collection[str]) -> tuple[Area, ...]:
    found = set(wanted)
    for area in wanted:
        above = known[area].parent
        while above is not None and above not in found:
            found.add(above)
            above = known[above].parent
    return tuple(known[area] for area in sorted(found))


def _posts(connection: Connection, below: Select[Any], kin: Collection[str]) -> list[Post]:
    """Give the posts without an end of these, and of whoever has one there: all of them, as loading takes them."""
    there = select(assignments.c.person).where(assignments.c.area.in_(below), assignments.c.until.is_(None))
    persons = sorted({*connection.execute(there).scalars(), *kin})
    lasting = selected(assignments, Post).where(assignments.c.until.is_(None))
    ordered = lasting.order_by(assignments.c.person, assignments.c.area)
    return [
        one
        for some in batches(persons)
        for one in fetched(connection, ordered.where(assignments.c.person.in_(some)), Post)
    ]


def _relations(connection: Connection, some: list[str]) -> list[Relation]:
    theirs = selected(relations, Relation).where(relations.c.resident.in_(some))
    return fetched(connection, theirs.order_by(relations.c.person, relations.c.resident), Relation)


def _people(connection: Connection, some: list[str]) -> list[Person]:
    return fetched(connection, selected(people, Person).where(people.c.id.in_(some)).order_by(people.c.id), Person)


def _consents(connection: Connection, some: list[str]) -> list[Consent]:
    theirs = selected(consents, Consent).where(consents.c.resident.in_(some), consents.c.withdrawn_at.is_(None))
    shown = theirs.where(consents.c.relative.is_not(None))
    return fetched(connection, shown.order_by(consents.c.given_at, consents.c.id), Consent)


def _owned(connection: Connection, some: list[str]) -> list[Ownership]:
    theirs = selected(ownerships, Ownership).where(ownerships.c.resident.in_(some), ownerships.c.until.is_(None))
    return fetched(connection, theirs.order_by(ownerships.c.device), Ownership)


def _devices(connection: Connection, ids: Sequence[str]) -> list[Device]:
    wanted = selected(devices, Device).where(devices.c.retired_at.is_(None))
    return [
        one
        for some in batches(ids)
        for one in fetched(connection, wanted.where(devices.c.id.in_(some)).order_by(devices.c.id), Device)
    ]


def _scales(connection: Connection, some: list[str]) -> list[OxygenScale]:
    newest = (
        select(oxygen_scales.c.resident, func.max(oxygen_scales.c.set_at).label("at"))
        .where(oxygen_scales.c.resident.in_(some))
        .group_by(oxygen_scales.c.resident)
        .subquery()
    )
    last = (oxygen_scales.c.resident == newest.c.resident) & (oxygen_scales.c.set_at == newest.c.at)
    return fetched(connection, selected(oxygen_scales, OxygenScale).join(newest, last), OxygenScale)
