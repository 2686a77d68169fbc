"""Who may see and do what: pure decisions, deny by default. Used by routes and streams alike."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from domain.people import AreaKind, Placement, Role, Scope


class Deed(StrEnum):
    """What can be asked for; CUT_TRAIL nobody may: retention does it."""

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
    SEE_ORGANISATION = "see_organisation"
    KEEP_ORGANISATION = "keep_organisation"
    KEEP_RESIDENTS = "keep_residents"
    KEEP_CONSENTS = "keep_consents"
    KEEP_PEOPLE = "keep_people"
    KEEP_DEVICES = "keep_devices"
    SEE_AUDIT = "see_audit"
    EXPORT_DATA = "export_data"
    ERASE_DATA = "erase_data"
    CUT_TRAIL = "cut_trail"
    KEEP_WEBHOOKS = "keep_webhooks"
    LOG_IN = "log_in"
    KEEP_OWN_ACCOUNT = "keep_own_account"


_PERSONAL = frozenset({Deed.SEE_RESIDENT, Deed.SEE_READINGS, Deed.SEE_ALERTS, Deed.SEE_DEVICES})
_ANSWERING = frozenset({Deed.ANSWER_ALERTS, Deed.MUTE_ALERTS, Deed.SET_AWAY, Deed.SEE_DUTY, Deed.SEE_ORGANISATION})
_OWN = frozenset({Deed.LOG_IN, Deed.KEEP_OWN_ACCOUNT})
_KEEPING = frozenset(
    {
        Deed.SEE_ORGANISATION,
        Deed.KEEP_ORGANISATION,
        Deed.KEEP_PEOPLE,
        Deed.SEE_AUDIT,
        Deed.SEE_SYSTEM,
    }
)
_HOUSE = frozenset(
    {
        Deed.SET_RULES,
        Deed.KEEP_ROSTERS,
        Deed.SEE_UNCLAIMED,
        Deed.KEEP_RESIDENTS,
        Deed.KEEP_CONSENTS,
        Deed.KEEP_DEVICES,
        Deed.EXPORT_DATA,
        Deed.ERASE_DATA,
        Deed.KEEP_WEBHOOKS,
    }
)
_MAY: dict[Role, frozenset[Deed]] = {
    Role.ADMIN: _OWN | _KEEPING,
    Role.STAFF: _OWN | _PERSONAL | _ANSWERING | _KEEPING | _HOUSE,
    Role.STEWARD: _OWN | _PERSONAL | _ANSWERING,
    Role.RELATIVE: _OWN | _PERSONAL | {Deed.SET_AWAY, Deed.KEEP_CONSENTS, Deed.SEE_AUDIT, Deed.EXPORT_DATA},
    Role.INTEGRATION: _PERSONAL | {Deed.SEE_SYSTEM, Deed.SEE_ORGANISATION},
}
_AGREED: Mapping[Deed, frozenset[Scope]] = MappingProxyType(
    {
        Deed.SEE_READINGS: frozenset({Scope.VITAL_SIGNS, Scope.ACTIVITY}),
        Deed.SEE_ALERTS: frozenset({Scope.ALERTS}),
        Deed.SEE_DEVICES: frozenset({Scope.DEVICES}),
    }
)
"""For a relative: one of these kinds of data must be agreed to. Other deeds need any at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Somebody who asks.

    areas   ids of the areas that this person is assigned to now (any level; what lies below is included)
    grants  what the residents whose relative this person is have agreed to, by resident; never an empty set
    scopes  for an API key: the deeds it was made for (None: no narrowing)
    """

    person: str
    name: str
    role: Role
    areas: frozenset[str] = frozenset()
    grants: Mapping[str, frozenset[Scope]] = field(default_factory=lambda: MappingProxyType({}))
    scopes: frozenset[Deed] | None = None

    @property
    def residents(self) -> frozenset[str]:
        """Give the residents who let this person, a relative, see something."""
        return frozenset(self.grants)

    def residents_for(self, deed: Deed) -> frozenset[str]:
        """Give the residents whom this relative may do `deed` about."""
        return frozenset(one for one in self.grants if _agreed(self, deed, one))


def may(principal: Principal, deed: Deed) -> bool:
    """Whether the role (and the key's scopes) hold this deed at all."""
    in_scope = principal.scopes is None or deed in principal.scopes
    return in_scope and deed in _MAY[principal.role]


def may_be_given(maker: Role, holder: Role) -> frozenset[Deed]:
    """Give the deeds that one may make another's key for: those of both roles. No key logs in or keeps an account."""
    return (_MAY[holder] & _MAY[maker]) - _OWN


def may_about(principal: Principal, deed: Deed, placement: Placement) -> bool:
    """Whether the principal may do it about this resident: by relation for relatives, by assignment for all others.

    A placement may be an area's own (`domain.subjects`): then it is for those who are assigned to it or above.
    """
    if not may(principal, deed):
        return False
    if principal.role is Role.RELATIVE:
        return _agreed(principal, deed, placement.resident)
    return not principal.areas.isdisjoint(placement.areas)


def kinds_of(principal: Principal, resident: str) -> frozenset[Scope]:
    """Give which kinds of this resident's data the principal may see, once `may_about` has said yes."""
    if principal.role is Role.RELATIVE:
        return principal.grants.get(resident, frozenset())
    return frozenset(Scope)


def sees_level(principal: Principal, level: AreaKind) -> bool:
    """Whether who may see a resident sees who is on duty there: a family calls no higher than the community."""
    return principal.role is not Role.RELATIVE or level is not AreaKind.STREET


def sees_relative(principal: Principal, placement: Placement, relative: str) -> bool:
    """Whether a relative of this resident, and their telephone number, is shown to the principal.

    Who answers the resident's alerts may have to call the family; a relative sees themselves; nobody else anybody.
    """
    if principal.role is Role.RELATIVE:
        return relative == principal.person
    return may_about(principal, Deed.ANSWER_ALERTS, placement)


def may_in(principal: Principal, deed: Deed, way: Collection[str]) -> bool:
    """Whether the principal may do it for everybody in an area; `way` are the ids from it up to the top."""
    return may(principal, deed) and principal.role is not Role.RELATIVE and not principal.areas.isdisjoint(way)


def may_everywhere(principal: Principal, deed: Deed, tops: Collection[str]) -> bool:
    """Whether the principal may do what holds for everybody: for those who are assigned to every top of the tree."""
    return bool(tops) and may(principal, deed) and principal.role is not Role.RELATIVE and principal.areas >= set(tops)


def _agreed(principal: Principal, deed: Deed, resident: str) -> bool:
    given = principal.grants.get(resident, frozenset())
    return not given.isdisjoint(_AGREED.get(deed, given))
