"""Who may change the organisation and the people in it: what the routes about them ask."""

from collections.abc import Collection

from api.access import Asker
from api.problems import FORBIDDEN, NOT_FOUND, Problem
from api.rule_checks import wrong
from api.subjects import way_up
from domain.access import Deed, may_everywhere
from domain.errors import NotFound
from domain.organisation import may_keep_person, may_organise
from domain.people import Area, Person, Role
from domain.rosters import Post
from domain.subjects import area_subject
from store.records.pages import Seen


def seen_by(asker: Asker) -> Seen:
    """Give what lists show to the asker: an administrator all, a relative whom they may see, others their areas."""
    principal = asker.principal
    if principal.role is Role.ADMIN:
        return Seen(areas=None)
    if principal.role is Role.RELATIVE:
        return Seen(residents=principal.residents)
    return Seen(areas=principal.areas)


def area_of_theirs(asker: Asker, deed: Deed, area: str) -> Area:
    """Give an area that the asker may do this deed to; else the 404 problem."""
    areas = asker.areas()
    if area not in areas or not may_organise(asker.principal, deed, way_up(areas, area)):
        raise asker.refused(deed, area_subject(area), Problem(NOT_FOUND))
    return areas[area]


def check_target(asker: Asker, deed: Deed, area: str, field: str) -> Area:
    """Give the area that a body names; the 422 problem where the asker may not do this deed to it."""
    areas = asker.areas()
    if area not in areas or not may_organise(asker.principal, deed, way_up(areas, area)):
        raise wrong(field, "no area of yours")
    return areas[area]


def check_top(asker: Asker, deed: Deed, subject: str) -> None:
    """Raise the 403 problem where the asker may not add a street: administrators, and staff of every street, may."""
    tops = {area.id for area in asker.areas().values() if area.parent is None}
    principal = asker.principal
    if not (may_organise(principal, deed, ()) or may_everywhere(principal, deed, tops)):
        raise asker.refused(deed, subject, Problem(FORBIDDEN, detail="a street is an administrator's to add"))


def person_of_theirs(asker: Asker, person: str) -> Person:
    """Give somebody whom the asker may change: all that they see is the asker's too. Else the 404 or 403 problem."""
    found = person_seen(asker, person)
    places = _places(asker, person, asker.parts.records.organisation.persons.lasting(person, asker.now))
    if not may_keep_person(asker.principal, Deed.KEEP_PEOPLE, found.role, places):
        said = "they see more than you do, or nothing: an administrator or staff of all that they see may"
        raise asker.refused(Deed.KEEP_PEOPLE, person, Problem(FORBIDDEN, detail=said))
    return found


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


def _places(asker: Asker, person: str, posts: Collection[Post]) -> list[Collection[str]]:
    areas, people = asker.areas(), asker.parts.records.people
    ways: list[Collection[str]] = [way_up(areas, post.area) for post in posts]
    return ways + [people.placement(one.resident).areas for one in people.relations_of(person)]
