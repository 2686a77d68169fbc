"""Who may do what, and about whom."""

import pytest

from domain.access import (
    Deed,
    Principal,
    kinds_of,
    may,
    may_about,
    may_be_given,
    may_everywhere,
    may_in,
    sees_level,
    sees_relative,
)
from domain.people import AreaKind, Placement, Role, Scope

HER = Placement(resident="lin", areas=("building-3", "grid-1", "lane", "street"), site="lane", timezone="Asia/Shanghai")
PERSONAL = {Deed.SEE_RESIDENT, Deed.SEE_READINGS, Deed.SEE_ALERTS, Deed.SEE_DEVICES}
ANSWERING = {Deed.ANSWER_ALERTS, Deed.MUTE_ALERTS, Deed.SET_AWAY, Deed.SEE_DUTY, Deed.SEE_ORGANISATION}
OWN = {Deed.LOG_IN, Deed.KEEP_OWN_ACCOUNT}
KEEPING = {
    Deed.SEE_ORGANISATION,
    Deed.KEEP_ORGANISATION,
    Deed.KEEP_PEOPLE,
    Deed.SEE_AUDIT,
    Deed.SEE_SYSTEM,
}
HELD = {
    Role.ADMIN: OWN | KEEPING,
    Role.STAFF: set(Deed) - {Deed.CUT_TRAIL},
    Role.STEWARD: OWN | PERSONAL | ANSWERING,
    Role.RELATIVE: OWN | PERSONAL | {Deed.SET_AWAY, Deed.KEEP_CONSENTS, Deed.SEE_AUDIT, Deed.EXPORT_DATA},
    Role.INTEGRATION: PERSONAL | {Deed.SEE_SYSTEM, Deed.SEE_ORGANISATION},
}
EVERYTHING = frozenset(Scope)


def somebody(role: Role, *, areas: set[str] | None = None, residents: set[str] | None = None) -> Principal:
    grants = dict.fromkeys(residents or (), EVERYTHING)
    return Principal(person="p", name="P", role=role, areas=frozenset(areas or ()), grants=grants)


def relative(*scopes: Scope) -> Principal:
    return Principal(person="p", name="P", role=Role.RELATIVE, grants={"lin": frozenset(scopes)})


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


SEEN_BY_KIND = {
    Scope.VITAL_SIGNS: {Deed.SEE_READINGS},
    Scope.ACTIVITY: {Deed.SEE_READINGS},
    Scope.ALERTS: {Deed.SEE_ALERTS},
    Scope.DEVICES: {Deed.SEE_DEVICES},
}


@pytest.mark.parametrize("scope", Scope)
def test_a_relative_sees_the_agreed_kinds_of_data_and_no_other(scope: Scope) -> None:
    seen = {deed for deed in PERSONAL if may_about(relative(scope), deed, HER)}
    assert seen == {Deed.SEE_RESIDENT} | SEEN_BY_KIND[scope]
    assert kinds_of(relative(scope), "lin") == {scope}
    assert kinds_of(relative(scope), "zhou") == frozenset()


def test_a_relation_without_consent_shows_nothing() -> None:
    assert not any(may_about(relative(), deed, HER) for deed in Deed)


def test_residents_are_listed_by_what_they_have_agreed_to() -> None:
    one = Principal(
        person="p",
        name="P",
        role=Role.RELATIVE,
        grants={"lin": frozenset({Scope.ALERTS}), "zhou": frozenset({Scope.ACTIVITY})},
    )
    assert one.residents_for(Deed.SEE_ALERTS) == {"lin"}
    assert one.residents_for(Deed.SEE_READINGS) == {"zhou"}
    assert one.residents_for(Deed.SEE_RESIDENT) == {"lin", "zhou"}


def test_an_admin_sees_nobodys_data() -> None:
    admin = somebody(Role.ADMIN, areas=set(HER.areas), residents={"lin"})
    assert not any(may_about(admin, deed, HER) for deed in PERSONAL)


def test_a_relation_gives_no_deed_that_the_role_does_not_hold() -> None:
    assert not may_about(somebody(Role.RELATIVE, residents={"lin"}), Deed.ANSWER_ALERTS, HER)


def test_a_key_narrows_and_never_widens() -> None:
    scopes = frozenset({Deed.SEE_ALERTS, Deed.SEE_UNCLAIMED})
    key = Principal(person="p", name="P", role=Role.INTEGRATION, areas=frozenset({"lane"}), scopes=scopes)
    assert {deed for deed in Deed if may(key, deed)} == {Deed.SEE_ALERTS}
    assert not may_about(key, Deed.SEE_READINGS, HER)


@pytest.mark.parametrize("maker", Role)
@pytest.mark.parametrize("holder", Role)
def test_a_key_is_for_what_its_maker_and_its_person_may_do_both(maker: Role, holder: Role) -> None:
    assert may_be_given(maker, holder) == (HELD[maker] & HELD[holder]) - OWN


def test_an_admin_gives_no_key_that_sees_anybody() -> None:
    seeing = PERSONAL | {Deed.EXPORT_DATA, Deed.KEEP_WEBHOOKS}
    assert not any(may_be_given(Role.ADMIN, holder) & seeing for holder in Role)


def test_an_area_of_ones_own_is_one_that_one_is_assigned_to_or_that_lies_below() -> None:
    steward, grid = somebody(Role.STEWARD, areas={"building-3"}), ("grid-1", "lane", "street")
    assert may_in(steward, Deed.MUTE_ALERTS, ("building-3", *grid))
    assert not may_in(steward, Deed.MUTE_ALERTS, grid)
    assert not may_in(steward, Deed.SET_RULES, ("building-3", *grid))


def test_no_area_is_a_relatives() -> None:
    daughter = somebody(Role.RELATIVE, areas={"building-3"}, residents={"area:building-3"})
    assert not may_in(daughter, Deed.SET_AWAY, ("building-3",))
    assert not may_everywhere(daughter, Deed.SET_AWAY, ("building-3",))


def test_what_holds_for_everybody_is_for_those_who_answer_for_everybody() -> None:
    one, both = somebody(Role.STAFF, areas={"street-a"}), somebody(Role.STAFF, areas={"street-a", "street-b"})
    tops = ("street-a", "street-b")
    assert not may_everywhere(one, Deed.SET_RULES, tops)
    assert may_everywhere(both, Deed.SET_RULES, tops)
    assert not may_everywhere(both, Deed.SET_RULES, ())


def test_an_alert_about_an_area_is_seen_by_assignment_only() -> None:
    building = Placement(resident="area:building-3", areas=HER.areas, site="lane", timezone="Asia/Shanghai")
    assert may_about(somebody(Role.STEWARD, areas={"building-3"}), Deed.SEE_ALERTS, building)
    assert not may_about(somebody(Role.RELATIVE, residents={"lin"}), Deed.SEE_ALERTS, building)


@pytest.mark.parametrize("role", Role)
def test_a_family_is_shown_who_answers_up_to_the_community(role: Role) -> None:
    shown = {level for level in AreaKind if sees_level(somebody(role), level)}
    assert shown == set(AreaKind) - ({AreaKind.STREET} if role is Role.RELATIVE else set())


@pytest.mark.parametrize(("role", "sees"), [(Role.STAFF, True), (Role.STEWARD, True), (Role.INTEGRATION, False)])
def test_only_who_answers_for_somebody_may_call_their_family(role: Role, *, sees: bool) -> None:
    assert sees_relative(somebody(role, areas={"building-3"}), HER, "daughter") is sees
    assert not sees_relative(somebody(role, areas={"building-5"}), HER, "daughter")


def test_a_relative_sees_no_other_relatives_number() -> None:
    assert sees_relative(relative(*Scope), HER, "p")
    assert not sees_relative(relative(*Scope), HER, "son")


def test_a_key_that_may_only_look_calls_no_family() -> None:
    key = Principal(
        person="p", name="P", role=Role.STEWARD, areas=frozenset(HER.areas), scopes=frozenset({Deed.SEE_RESIDENT})
    )
    assert not sees_relative(key, HER, "daughter")
