"""Who may see and do what: pure decisions, deny by default. Used by routes and streams alike."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from domain.people import Placement, Role


class Deed(StrEnum):
    """What can be asked for."""

    SEE_RESIDENT = "see_resident"
    SEE_READINGS = "see_readings"
    SEE_ALERTS = "see_alerts"
    ANSWER_ALERTS = "answer_alerts"
    MUTE_ALERTS = "mute_alerts"
    SET_AWAY = "set_away"
    SET_RULES = "set_rules"
    SEE_DUTY = "see_duty"
    KEEP_ROSTERS = "keep_rosters"
    SEE_DEVICES = "see_devices"
    SEE_UNCLAIMED = "see_unclaimed"
    SEE_SYSTEM = "see_system"


_PERSONAL = frozenset({Deed.SEE_RESIDENT, Deed.SEE_READINGS, Deed.SEE_ALERTS, Deed.SEE_DEVICES})
_ANSWERING = frozenset({Deed.ANSWER_ALERTS, Deed.MUTE_ALERTS, Deed.SET_AWAY, Deed.SEE_DUTY})
_MAY: dict[Role, frozenset[Deed]] = {
    Role.STAFF: _PERSONAL | _ANSWERING | {Deed.SET_RULES, Deed.KEEP_ROSTERS, Deed.SEE_UNCLAIMED, Deed.SEE_SYSTEM},
    Role.STEWARD: _PERSONAL | _ANSWERING,
    Role.RELATIVE: _PERSONAL | {Deed.SET_AWAY},
    Role.INTEGRATION: _PERSONAL | {Deed.SEE_SYSTEM},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Somebody who asks.

    areas      ids of the areas that this person is assigned to now (any level; what lies below is included)
    residents  ids of the residents that this person is a relative of
    scopes     for an API key: the deeds it was made for (None: no narrowing)
    """

    person: str
    name: str
    role: Role
    areas: frozenset[str] = frozenset()
    residents: frozenset[str] = frozenset()
    scopes: frozenset[Deed] | None = None


def may(principal: Principal, deed: Deed) -> bool:
    """Whether the role (and the key's scopes) hold this deed at all."""
    in_scope = principal.scopes is None or deed in principal.scopes
    return in_scope and deed in _MAY[principal.role]


def may_about(principal: Principal, deed: Deed, placement: Placement) -> bool:
    """Whether the principal may do it about this resident: by relation for relatives, by assignment for all others.

    A placement may be an area's own (`domain.subjects`): then it is for those who are assigned to it or above.
    """
    if not may(principal, deed):
        return False
    if principal.role is Role.RELATIVE:
        return placement.resident in principal.residents
    return not principal.areas.isdisjoint(placement.areas)


def may_in(principal: Principal, deed: Deed, way: Collection[str]) -> bool:
    """Whether the principal may do it for everybody in an area; `way` are the ids from it up to the top."""
    return may(principal, deed) and principal.role is not Role.RELATIVE and not principal.areas.isdisjoint(way)


def may_everywhere(principal: Principal, deed: Deed, tops: Collection[str]) -> bool:
    """Whether the principal may do what holds for everybody: for those who are assigned to every top of the tree."""
    return bool(tops) and may(principal, deed) and principal.role is not Role.RELATIVE and principal.areas >= set(tops)
