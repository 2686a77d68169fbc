"""What the records hold of what a file names: what it may refer to, what it would change, and where that lies."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Select, or_, select

from domain.people import Area, Device, Household, Person, Resident
from domain.rosters import Post
from store.records.rows import Kind, batches, fetched, selected
from store.records.tables import (
    areas,
    assignments,
    consents,
    devices,
    households,
    ownerships,
    people,
    relations,
    residents,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The ids that a file names, by kind; `logins` are those that it gives to somebody."""

    households: frozenset[str] = frozenset()
    residents: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    devices: frozenset[str] = frozenset()
    consents: frozenset[str] = frozenset()
    logins: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What of the named there is, and what leads from it to a place: all areas, homes, owners, posts, relations.

    residents  those erased too
    posts      all that these people ever had or will have      kin  whose relatives they are
    owners     whose a device is now: of the devices named, and of those of the residents named
    consents   of which resident for which relative      logins  whose a login is
    """

    areas: Mapping[str, Area] = field(default_factory=dict)
    households: Mapping[str, Household] = field(default_factory=dict)
    residents: Mapping[str, Resident] = field(default_factory=dict)
    erased: frozenset[str] = frozenset()
    people: Mapping[str, Person] = field(default_factory=dict)
    posts: Mapping[str, tuple[Post, ...]] = field(default_factory=dict)
    kin: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    devices: Mapping[str, Device] = field(default_factory=dict)
    retired: frozenset[str] = frozenset()
    owners: Mapping[str, str] = field(default_factory=dict)
    consents: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    logins: Mapping[str, str] = field(default_factory=dict)


def standing(connection: Connection, named: Named, now: datetime) -> Standing:
    """Look all of it up."""
    kin = _gathered(connection, select(relations.c.person, relations.c.resident), relations.c.person, named.people)
    owned = _owners(connection, named, now)
    wanted = named.residents | {one for theirs in kin.values() for one in theirs} | set(owned.values())
    living = among(connection, selected(residents, Resident), Resident, residents.c.id, wanted)
    erased = select(residents.c.id).where(residents.c.erased_at.is_not(None))
    flats = named.households | {one.household for one in living}
    homes = among(connection, selected(households, Household), Household, households.c.id, flats)
    known = named.devices | owned.keys()
    retired = select(devices.c.id).where(devices.c.retired_at.is_not(None))
    return Standing(
        areas={one.id: one for one in fetched(connection, selected(areas, Area), Area)},
        households={one.id: one for one in homes},
        residents={one.id: one for one in living},
        erased=frozenset(row.id for row in _rows(connection, erased, wanted)),
        people={one.id: one for one in among(connection, selected(people, Person), Person, people.c.id, named.people)},
        posts=_posts(connection, named.people),
        kin=kin,
        devices={one.id: one for one in among(connection, selected(devices, Device), Device, devices.c.id, known)},
        retired=frozenset(row.id for row in _rows(connection, retired, known)),
        owners=owned,
        consents=_consents(connection, named.consents),
        logins=_logins(connection, named.logins),
    )


def _rows(
    connection: Connection, wanted: Select[Any], ids: Collection[str], key: Column[Any] | None = None
) -> Iterator[Any]:
    """Give the rows whose key (the first column) is one of these."""
    column = wanted.selected_columns[0] if key is None else key
    for some in batches(sorted(ids)):
        yield from connection.execute(wanted.where(column.in_(some)))


def among(
    connection: Connection, wanted: Select[*tuple[Any, ...]], kind: type[Kind], key: Column[Any], ids: Collection[str]
) -> list[Kind]:
    """Fetch those of `wanted` whose key is one of these, some at a time: a statement takes only so many."""
    return [one for some in batches(sorted(ids)) for one in fetched(connection, wanted.where(key.in_(some)), kind)]


def _gathered(
    connection: Connection, wanted: Select[Any], key: Column[Any], ids: Collection[str]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for whose, one in _rows(connection, wanted, ids, key):
        found.setdefault(whose, []).append(one)
    return {whose: tuple(ones) for whose, ones in found.items()}


def _owners(connection: Connection, named: Named, now: datetime) -> dict[str, str]:
    held = or_(ownerships.c.until.is_(None), ownerships.c.until > now)
    theirs = select(ownerships.c.device, ownerships.c.resident).where(held).order_by(ownerships.c.since)
    by_device = dict(map(tuple, _rows(connection, theirs, named.devices)))
    return by_device | dict(map(tuple, _rows(connection, theirs, named.residents, ownerships.c.resident)))


def _posts(connection: Connection, ids: Collection[str]) -> dict[str, tuple[Post, ...]]:
    found: dict[str, list[Post]] = {}
    for one in among(connection, selected(assignments, Post), Post, assignments.c.person, ids):
        found.setdefault(one.person, []).append(one)
    return {person: tuple(posts) for person, posts in found.items()}


def _consents(connection: Connection, ids: Collection[str]) -> dict[str, tuple[str, str | None]]:
    rows = _rows(connection, select(consents.c.id, consents.c.resident, consents.c.relative), ids)
    return {row.id: (row.resident, row.relative) for row in rows}


def _logins(connection: Connection, logins: Collection[str]) -> dict[str, str]:
    return {row.login: row.id for row in _rows(connection, select(people.c.login, people.c.id), logins)}
