"""Lists a page at a time, by id: the database finds the page, however many there are; and the search in them.

A page begins after an id, so what is added meanwhile neither repeats nor hides anybody. Each gives one entry more than
`limit` where more follow.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from domain.people import Area, AreaKind, Household, Person, Resident, Role
from store.records.database import Database
from store.records.pinyin import asked
from store.records.places import areas_below, residents_within
from store.records.rows import Kind, columns, fetched, field_names, selected
from store.records.tables import areas, assignments, households, people, relations, residents

_SHORTEST_TAIL = 3
"""Digits of a telephone number that are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which page: entries after this id, at most so many, and what people typed to find them."""

    after: str = ""
    limit: int = 100
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What somebody may see of it: what lies in these areas and below (None: everything), or these residents.

    most  it is most of what there is: a page is then sooner found along the ids than by looking up all that is seen
    """

    areas: Collection[str] | None = ()
    residents: Collection[str] = ()
    most: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A resident, and the household in which they live."""

    resident: Resident
    household: Household

    @property
    def id(self) -> str:
        """The resident's id, by which the list is sorted."""
        return self.resident.id


class Pages:
    """Pages of residents, households, areas and people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def residents(self, seen: Seen, wanted: Wanted, *, area: str | None = None) -> list[Home]:
        """Give residents by id: of those seen, in this area where one is said, and found by all of the words.

        A word is part of a name, a flat or a building's name, the end of a telephone number, or pinyin or initials.
        """
        home = households.c.id == residents.c.household
        homes = select(*columns(residents, Resident), *columns(households, Household)).join(households, home)
        tests = [residents.c.erased_at.is_(None), _seen_residents(seen), *map(_names, wanted.words.split())]
        if area is not None:
            tests.append(households.c.building.in_(_below([area])))
        page = _paged(homes.where(*tests), residents.c.id, wanted)
        with self._database.reading() as connection:
            rows = connection.execute(page).all()
        size = len(field_names(Resident))
        return [Home(resident=_of(Resident, row[:size]), household=_of(Household, row[size:])) for row in rows]

    def households(self, seen: Seen, wanted: Wanted, *, area: str | None = None) -> list[Household]:
        """Give households by id: of the areas seen, in this area where one is said."""
        within = [seen.areas, [area] if area is not None else None]
        tests: list[ColumnElement[bool]] = [
            households.c.building.in_(_below(tops)) for tops in within if tops is not None
        ]
        tests += [_contains(households.c.flat, word) for word in wanted.words.split()]
        return self._page(selected(households, Household).where(*tests), households.c.id, wanted, Household)

    def areas(self, seen: Seen, wanted: Wanted, *, kind: AreaKind | None, parent: str | None) -> list[Area]:
        """Give areas by id: those seen, of this level and right below this one where they are said."""
        tests: list[ColumnElement[bool]] = []
        tests += [areas.c.id.in_(_below(seen.areas))] if seen.areas is not None else []
        tests += [areas.c.kind == kind] if kind is not None else []
        tests += [areas.c.parent == parent] if parent is not None else []
        tests += [_contains(areas.c.name, word) for word in wanted.words.split()]
        return self._page(selected(areas, Area).where(*tests), areas.c.id, wanted, Area)

    def persons(self, seen: Seen, wanted: Wanted, *, role: Role | None = None) -> list[Person]:
        """Give people by id: those who were ever assigned where one sees, and the relatives of who lives there."""
        tests: list[ColumnElement[bool]] = []
        if seen.areas is not None:
            posted = select(assignments.c.person).where(assignments.c.area.in_(_below(seen.areas)))
            kin = select(relations.c.person).where(relations.c.resident.in_(residents_within(seen.areas)))
            tests.append(or_(people.c.id.in_(posted), people.c.id.in_(kin)))
        tests += [people.c.role == role] if role is not None else []
        for word in wanted.words.split():
            found = [_contains(people.c.name, word), _contains(people.c.login, word), *_tail(people.c.phone, word)]
            tests.append(or_(*found))
        return self._page(selected(people, Person).where(*tests), people.c.id, wanted, Person)

    def _page(self, some: Select[Any], key: ColumnElement[str], wanted: Wanted, kind: type[Any]) -> list[Any]:
        with self._database.reading() as connection:
            return fetched(connection, _paged(some, key, wanted), kind)


def _paged(some: Select[Any], key: ColumnElement[str], wanted: Wanted) -> Select[Any]:
    return some.where(key > wanted.after).order_by(key).limit(wanted.limit + 1)


def _of(kind: type[Kind], values: Sequence[Any]) -> Kind:
    return kind(**dict(zip(field_names(kind), values, strict=True)))


def _below(tops: Collection[str]) -> Select[Any]:
    return select(areas_below(tops).c.id)


def _seen_residents(seen: Seen) -> ColumnElement[bool]:
    if seen.residents or seen.areas is None:
        return residents.c.id.in_(seen.residents)
    # `|| ''` keeps a database from starting at the buildings and sorting all who live there.
    building: ColumnElement[str] = households.c.building + "" if seen.most else households.c.building
    return building.in_(_below(seen.areas))


def _names(word: str) -> ColumnElement[bool]:
    """Ask the residents' own row, and which households the word means: so no row is joined that does not match."""
    buildings = select(areas.c.id).where(_contains(func.replace(areas.c.name, " ", ""), word))
    homes = select(households.c.id).where(or_(_contains(households.c.flat, word), households.c.building.in_(buildings)))
    found = [_contains(residents.c.name, word), residents.c.household.in_(homes), *_tail(residents.c.phone, word)]
    spelling = asked(word)
    if spelling.isascii() and spelling:
        found.append(residents.c.pinyin.contains(f" {spelling}", autoescape=True))
    return or_(*found)


def _contains(column: Any, word: str) -> ColumnElement[bool]:
    """Whether it stands in the column; `%` and `_` are letters like any other."""
    return and_(column.is_not(None), func.lower(column).contains(word.lower(), autoescape=True))


def _tail(column: Any, word: str) -> Iterator[ColumnElement[bool]]:
    digits = word.replace("-", "").removeprefix("+")
    if digits.isdecimal() and digits.isascii() and len(digits) >= _SHORTEST_TAIL:
        yield func.replace(func.replace(column, " ", ""), "-", "").endswith(digits, autoescape=True)
