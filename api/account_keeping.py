"""Whose account somebody may keep: an admin everybody's, staff those who answer for nothing beyond their own areas."""

from api.access import Asker
from api.organising import keeps
from api.problems import NOT_FOUND, REFUSED, Problem
from domain.access import Deed
from domain.people import Person, Role


def somebody_else(asker: Asker, person: str) -> Person:
    """Give the person if the asker keeps their account, else the 404 problem; a refusal is on record.

    One's own account is not kept in this way (409): one's password is asked for before it changes.
    """
    found = next(iter(asker.parts.records.people.persons([person])), None)
    if found is None or not (keeps(asker, found) and _is_theirs_now(asker, person)):
        raise asker.refused(Deed.KEEP_PEOPLE, person, Problem(NOT_FOUND))
    if person == asker.principal.person:
        raise Problem(REFUSED, detail="this is your own account: see /api/v1/me")
    return found


def _is_theirs_now(asker: Asker, person: str) -> bool:
    """Whether staff look after them already: whose first post is still to come is an admin's."""
    people = asker.parts.records.people
    is_anywhere = people.assigned(person, asker.now) or people.relations_of(person)
    return asker.principal.role is Role.ADMIN or bool(is_anywhere)
