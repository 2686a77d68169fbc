"""What the organisation's entries say of each other: everything in its level, nothing in a circle. Pure.

Who may change it: an administrator everywhere, staff in their areas and below (`may_organise`, `may_keep_person`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from domain.access import Deed, Principal, may, may_in
from domain.errors import BadInput, Refused
from domain.people import Area, AreaKind, Role
from domain.rosters import Roster, on_duty

PARENTS: Mapping[AreaKind, AreaKind | None] = {
    AreaKind.STREET: None,
    AreaKind.COMMUNITY: AreaKind.STREET,
    AreaKind.GRID: AreaKind.COMMUNITY,
    AreaKind.BUILDING: AreaKind.GRID,
}
"""Which level lies right above each."""
RESERVED_SITES = frozenset({"service"})
"""Words that stand in topics where a site would."""
RESERVED_PEOPLE = frozenset({"banister", "engine", "import", "invited", "retention"})
"""Words that stand in the trail and beside rules where a person would: what was done by no person."""
HOLDS_POSTS = frozenset({Role.STAFF, Role.STEWARD, Role.INTEGRATION})
"""Those who see people by assignment."""
CHANGE_INTO_EACH_OTHER = frozenset({Role.STAFF, Role.STEWARD})
"""Any other change of role would be another account: what somebody saw as one must not follow them."""


def check_area(area: Area, areas: Mapping[str, Area]) -> None:
    """Raise BadInput where the area has not its place among the others (by id; itself may be one of them)."""
    kinds = {one.id: one.kind for one in areas.values()}
    reasons = [*wrong_parent(area.kind, area.parent, kinds), *wrong_site(area.kind, area.site)]
    if reasons:
        raise BadInput(reasons[0])
    if any(one.site == area.site and one.id != area.id for one in areas.values() if one.site):
        raise Refused(f"site {area.site!r} is another community's")


def wrong_parent(kind: AreaKind, parent: str | None, kinds: Mapping[str, AreaKind]) -> Iterator[str]:
    """Say why an area of this level cannot lie in this parent; `kinds` are the levels of all areas."""
    wanted = PARENTS[kind]
    if parent is None:
        if wanted is not None:
            yield f"a {kind} needs a {wanted} as its parent"
    elif parent not in kinds:
        yield f"there is no area {parent!r}"
    elif kinds[parent] is not wanted:
        reason = f"needs a {wanted} as its parent" if wanted else "has no parent"
        yield f"{parent!r} is a {kinds[parent]}: a {kind} {reason}"


def wrong_site(kind: AreaKind, site: str | None) -> Iterator[str]:
    """Say why an area of this level cannot have this site, or none."""
    if (site is None) is (kind is AreaKind.COMMUNITY):
        yield "a community has a site, and nothing else has"
    if site in RESERVED_SITES:
        yield f"{site!r} is reserved and cannot be a site"


def wrong_person(person: str) -> Iterator[str]:
    """Say why nobody can have this id."""
    if person in RESERVED_PEOPLE:
        yield f"{person!r} is reserved: it would stand in the trail for what no person did"


def check_building(area: Area | None, named: str) -> None:
    """Raise BadInput where a flat cannot lie in this area, because it is none or no building."""
    if area is None:
        raise BadInput(f"there is no area {named!r}")
    if area.kind is not AreaKind.BUILDING:
        raise BadInput(f"{named!r} is a {area.kind}: a flat lies in a building")


def check_role(before: Role, after: Role) -> None:
    """Raise Refused for a change of role that would be another account."""
    if before is not after and not {before, after} <= CHANGE_INTO_EACH_OTHER:
        raise Refused(f"a {before} does not become a {after}: make another account")


def may_organise(principal: Principal, deed: Deed, way: Collection[str]) -> bool:
    """Whether the principal may do it to an area; `way` are the ids from it up to the top, none for a new street."""
    if principal.role is Role.ADMIN:
        return may(principal, deed)
    return may_in(principal, deed, way)


def may_keep_person(principal: Principal, deed: Deed, role: Role, places: Collection[Collection[str]]) -> bool:
    """Whether the principal may make or change somebody of this role: all that these see must be the principal's.

    places  of each post that lasts, and of each resident whose relative they are, the ids from there up to the top
    """
    if not may(principal, deed):
        return False
    if principal.role is Role.ADMIN:
        return True
    return role is not Role.ADMIN and bool(places) and all(not principal.areas.isdisjoint(way) for way in places)


def only_one_in(person: str, rosters: Iterable[Roster], now: datetime) -> list[str]:
    """Give the areas where this person alone is on duty now: without them nobody would be told."""
    return sorted(roster.area for roster in rosters if _everybody(roster, now) == {person})


def _everybody(roster: Roster, now: datetime) -> set[str]:
    duty = on_duty(roster, now)
    return {*duty.primary, *duty.deputies}
