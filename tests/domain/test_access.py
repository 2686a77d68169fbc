"""Who may do what, and about whom."""

import pytest

from domain.access import Deed, Principal, may, may_about
from domain.people import Placement, Role

HER = Placement(resident="lin", areas=("building-3", "grid-1", "lane", "street"), site="lane", timezone="Asia/Shanghai")
PERSONAL = {Deed.SEE_RESIDENT, Deed.SEE_READINGS, Deed.SEE_ALERTS, Deed.SEE_DEVICES}
HELD = {
    Role.STAFF: set(Deed),
    Role.STEWARD: PERSONAL | {Deed.ANSWER_ALERTS},
    Role.RELATIVE: PERSONAL,
    Role.INTEGRATION: PERSONAL | {Deed.SEE_SYSTEM},
}


def somebody(role: Role, *, areas: set[str] | None = None, residents: set[str] | None = None) -> Principal:
    return Principal(
        person="p", name="P", role=role, areas=frozenset(areas or ()), residents=frozenset(residents or ())
    )


@pytest.mark.parametrize("role", Role)
def test_every_role_holds_its_deeds_and_no_others(role: Role) -> None:
    assert {deed for deed in Deed if may(somebody(role), deed)} == HELD[role]


@pytest.mark.parametrize("area", HER.areas)
@pytest.mark.parametrize("role", [Role.STAFF, Role.STEWARD, Role.INTEGRATION])
def test_an_assignment_to_any_level_above_is_enough(role: Role, area: str) -> None:
    assert may_about(somebody(role, areas={area}), Deed.SEE_READINGS, HER)


@pytest.mark.parametrize("role", [Role.STAFF, Role.STEWARD, Role.INTEGRATION])
def test_no_assignment_no_access(role: Role) -> None:
    assert not may_about(somebody(role, areas={"building-5"}, residents={"lin"}), Deed.SEE_READINGS, HER)


def test_a_relative_sees_by_relation_and_not_by_area() -> None:
    assert may_about(somebody(Role.RELATIVE, residents={"lin"}), Deed.SEE_READINGS, HER)
    assert not may_about(somebody(Role.RELATIVE, areas=set(HER.areas)), Deed.SEE_READINGS, HER)


def test_a_relation_gives_no_deed_that_the_role_does_not_hold() -> None:
    assert not may_about(somebody(Role.RELATIVE, residents={"lin"}), Deed.ANSWER_ALERTS, HER)


def test_a_key_narrows_and_never_widens() -> None:
    scopes = frozenset({Deed.SEE_ALERTS, Deed.SEE_UNCLAIMED})
    key = Principal(person="p", name="P", role=Role.INTEGRATION, areas=frozenset({"lane"}), scopes=scopes)
    assert {deed for deed in Deed if may(key, deed)} == {Deed.SEE_ALERTS}
    assert not may_about(key, Deed.SEE_READINGS, HER)
