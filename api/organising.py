"""Who may change the organisation and the people in it: what the routes about them ask."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from api.access import Asker
from api.etags import unless_outdated
from api.problems import FORBIDDEN, NOT_FOUND, Problem
from api.rule_checks import wrong
from api.shapes.words import Changes
from api.subjects import way_up
from domain.access import Deed
from domain.errors import NotFound
from domain.organisation import may_keep_person, may_organise
from domain.people import Area, Person, Role
from domain.rosters import Post
from domain.subjects import area_subject
from store.records.pages import Seen

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Kept = TypeVar("Kept", bound="DataclassInstance")


def id_of(said: str | None, kind: str) -> str:
    """Give the id that a form says, or a new one that says what it is of."""
    return said or f"{kind}-{uuid.uuid4().hex[:12]}"


def edit_of(form: Changes, if_match: str | None) -> Callable[[Kept], Kept]:
    """Give the edit that a PATCH asks for, of the entry as it stands in the transaction of the change."""
    checked = unless_outdated(if_match)

    def edit(standing: Kept) -> Kept:
        checked(standing)
        return replace(standing, **form.said())

    return edit


def seen_by(asker: Asker, deed: Deed) -> Seen:
    """Give what lists show to the asker: an administrator all, a relative whom they may see, others their areas."""
    principal = asker.principal
    if principal.role is Role.ADMIN:
        return Seen(areas=None)
    if principal.role is Role.RELATIVE:
        return Seen(residents=principal.residents_for(deed))
    return Seen(areas=principal.areas, most=_is_most(asker))


def _is_most(asker: Asker) -> bool:
    """Whether the asker's areas and what lies below are most of what there is."""
    areas, mine = asker.areas(), asker.principal.areas
    return 2 * sum(not mine.isdisjoint(way_up(areas, one)) for one in areas) > len(areas)


def area_of_theirs(asker: Asker, deed: Deed, area: str) -> Area:
    """Give an area that the asker may do this deed to; else the 404 problem."""
    found = _theirs(asker, deed, area)
    if found is None:
        raise asker.refused(deed, area_subject(area), Problem(NOT_FOUND))
    return found


def check_target(asker: Asker, deed: Deed, area: str, field: str) -> Area:
    """Give the area that a body names; the 422 problem where the asker may not do this deed to it."""
    found = _theirs(asker, deed, area)
    if found is None:
        raise wrong(field, "no area of yours")
    return found


def check_top(asker: Asker, deed: Deed, subject: str) -> None:
    """Raise the 403 problem where the asker may not add a street: administrators, and staff of every street, may."""
    if not (may_organise(asker.principal, deed, ()) or asker.holds_everywhere(deed)):
        raise asker.refused(deed, subject, Problem(FORBIDDEN, detail="a street is an administrator's to add"))


def person_of_theirs(asker: Asker, person: str) -> Person:
    """Give somebody whom the asker may change: all that they see is the asker's too. Else the 404 or 403 problem."""
    found = person_seen(asker, person)
    if not keeps(asker, found):
        said = "they see more than you do, or nothing: an administrator or staff of all that they see may"
        raise asker.refused(Deed.KEEP_PEOPLE, person, Problem(FORBIDDEN, detail=said))
    return found


def keeps(asker: Asker, person: Person) -> bool:
    """Whether all that somebody sees, now or later, is the asker's too."""
    places = _places(asker, person.id, asker.parts.records.organisation.persons.lasting(person.id, asker.now))
    return may_keep_person(asker.principal, Deed.KEEP_PEOPLE, person.role, places)


def person_seen(asker: Asker, person: str) -> Person:
    """Give somebody who is or was of the asker's areas, or whose relative lives there; else the 404 problem."""
    records = asker.parts.records
    try:
        found = records.people.person(person)
    except NotFound:
        raise asker.refused(Deed.KEEP_PEOPLE, person, Problem(NOT_FOUND)) from None
    mine = person == asker.principal.person or asker.principal.role is Role.ADMIN
    places = _places(asker, person, records.organisation.persons.posts(person))
    if not mine and all(asker.principal.areas.isdisjoint(way) for way in places):
        raise asker.refused(Deed.KEEP_PEOPLE, person, Problem(NOT_FOUND))
    return found


def _theirs(asker: Asker, deed: Deed, area: str) -> Area | None:
    areas = asker.areas()
    there = area in areas and may_organise(asker.principal, deed, way_up(areas, area))
    return areas[area] if there else None


def _places(asker: Asker, person: str, posts: Collection[Post]) -> list[Collection[str]]:
    areas, people = asker.areas(), asker.parts.records.people
    ways: list[Collection[str]] = [way_up(areas, post.area) for post in posts]
    return ways + [people.placement(one.resident).areas for one in people.relations_of(person)]
