"""Whose account somebody may keep: an admin everybody's, staff those who answer for nothing beyond their own areas."""

from api.access import Asker
from api.problems import NOT_FOUND, REFUSED, Problem
from domain.access import Deed, may_about
from domain.people import Person, Role


def kept_person(asker: Asker, person: str) -> Person:
    """Give the person if the asker keeps their account, else the 404 problem; it is on record either way."""
    found = next(iter(asker.parts.records.people.persons([person])), None)
    allowed = found is not None and (asker.principal.role is Role.ADMIN or _within(asker, found))
    if found is None or not allowed:
        raise asker.refused(Deed.KEEP_PEOPLE, person, Problem(NOT_FOUND))
    return found


def somebody_else(asker: Asker, person: str) -> Person:
    """Give the person, who is not the asker: one's own password is asked for before one's own account changes."""
    found = kept_person(asker, person)
    if person == asker.principal.person:
        raise Problem(REFUSED, detail="this is your own account: see /api/v1/me")
    return found


def _within(asker: Asker, person: Person) -> bool:
    """Whether all that they answer for, or are relatives of, is the asker's: nobody gains areas by a new password."""
    if person.role is Role.ADMIN:
        return False
    people = asker.parts.records.people
    areas = people.assigned(person.id, asker.now)
    homes = [people.placement(one.resident) for one in people.relations_of(person.id)]
    mine = all(asker.holds_for(Deed.KEEP_PEOPLE, area) for area in areas)
    return bool(areas or homes) and mine and all(may_about(asker.principal, Deed.KEEP_PEOPLE, one) for one in homes)
