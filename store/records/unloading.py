"""Gives a part of the organisation back as the tree that loading takes: what is in force now, and no secrets."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from domain.consents import Consent
from domain.people import Area, Device, Household, Ownership, Person, Relation, Resident
from domain.rosters import Post
from store.records.neighbourhood import Assignment, Belonging, Neighbourhood
from store.records.oxygen import OxygenScale
from store.records.places import areas_below, residents_within
from store.records.rows import as_row, fetched, selected
from store.records.standing import among
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


def unloaded(connection: Connection, tops: Collection[str], now: datetime) -> Neighbourhood:
    """Give all that lies in areas and below: whom it needs to make sense (areas above, all posts of a person) too."""
    below = select(areas_below(tops).c.id)
    known = {one.id: one for one in fetched(connection, selected(areas, Area), Area)}
    within = set(connection.execute(below).scalars())
    there = selected(residents, Resident).where(residents.c.id.in_(residents_within(tops)))
    living = fetched(connection, there.where(residents.c.erased_at.is_(None)).order_by(residents.c.id), Resident)
    ids = [one.id for one in living]
    kin = _relations(connection, ids)
    posts = _posts(connection, below, {one.person for one in kin}, now)
    wanted = {one.person for one in posts} | {one.person for one in kin}
    owned = _owned(connection, ids)
    homes = selected(households, Household).where(households.c.building.in_(below))
    return Neighbourhood(
        areas=_with_above(known, within | {one.area for one in posts}),
        households=tuple(fetched(connection, homes.order_by(households.c.id), Household)),
        residents=tuple(living),
        people=tuple(_people(connection, wanted)),
        assignments=tuple(Assignment(**as_row(one)) for one in posts),
        relations=tuple(kin),
        consents=tuple(_consents(connection, ids)),
        devices=tuple(_devices(connection, [one.device for one in owned])),
        belongings=tuple(Belonging(device=one.device, resident=one.resident, since=one.since) for one in owned),
        oxygen_scales=tuple(_scales(connection, ids)),
    )


def _with_above(known: dict[str, Area], wanted: Collection[str]) -> tuple[Area, ...]:
    found = set(wanted)
    for area in wanted:
        above = known[area].parent
        while above is not None and above not in found:
            found.add(above)
            above = known[above].parent
    return tuple(known[area] for area in sorted(found))


def _posts(connection: Connection, below: Select[Any], kin: Collection[str], now: datetime) -> list[Post]:
    """Give the posts, held now or later, of these and of whoever has one there: all of them, as loading takes them."""
    lasts = or_(assignments.c.until.is_(None), assignments.c.until > now)
    there = select(assignments.c.person).where(assignments.c.area.in_(below), lasts)
    persons = {*connection.execute(there).scalars(), *kin}
    theirs = selected(assignments, Post).where(lasts)
    in_order = theirs.order_by(assignments.c.person, assignments.c.area, assignments.c.since)
    return among(connection, in_order, Post, assignments.c.person, persons)


def _relations(connection: Connection, living: Sequence[str]) -> list[Relation]:
    all_of_them = selected(relations, Relation).order_by(relations.c.person, relations.c.resident)
    return among(connection, all_of_them, Relation, relations.c.resident, living)


def _people(connection: Connection, ids: Collection[str]) -> list[Person]:
    return among(connection, selected(people, Person).order_by(people.c.id), Person, people.c.id, ids)


def _consents(connection: Connection, living: Sequence[str]) -> list[Consent]:
    shown = selected(consents, Consent).where(consents.c.withdrawn_at.is_(None), consents.c.relative.is_not(None))
    return among(connection, shown.order_by(consents.c.given_at, consents.c.id), Consent, consents.c.resident, living)


def _owned(connection: Connection, living: Sequence[str]) -> list[Ownership]:
    present = selected(ownerships, Ownership).where(ownerships.c.until.is_(None))
    return among(connection, present.order_by(ownerships.c.device), Ownership, ownerships.c.resident, living)


def _devices(connection: Connection, ids: Sequence[str]) -> list[Device]:
    in_use = selected(devices, Device).where(devices.c.retired_at.is_(None))
    return among(connection, in_use.order_by(devices.c.id), Device, devices.c.id, ids)


def _scales(connection: Connection, living: Sequence[str]) -> list[OxygenScale]:
    each = oxygen_scales.alias()
    newest = select(func.max(each.c.set_at)).where(each.c.resident == oxygen_scales.c.resident).scalar_subquery()
    in_force = selected(oxygen_scales, OxygenScale).where(oxygen_scales.c.set_at == newest)
    return among(connection, in_force, OxygenScale, oxygen_scales.c.resident, living)
