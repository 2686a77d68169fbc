"""A neighbourhood is loaded whole or not at all, and a second time changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import BadInput
from domain.overrides import Override
from domain.people import Area, AreaKind, Household, Person, Role
from store.records import Records
from store.records.neighbourhood import Assignment, Belonging, Loaded, Neighbourhood
from tests.neighbourhood import (
    BUILDING,
    GRID,
    MR_ZHOU,
    MRS_LIN,
    OTHER_BUILDING,
    STEWARD,
    WATCH,
    console,
    neighbourhood,
)

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
OVERRIDE = Override(rule="heart_rate_high", subject=MRS_LIN, set_by="staff-li", reason="医生建议", warning=111)
TREE = replace(neighbourhood(NOW, console(STEWARD)), overrides=(OVERRIDE,))


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast in them."""
    any_records.neighbourhood.load(TREE, NOW)
    return any_records


def test_loading_counts_what_it_did_and_names_new_logins(any_records: Records) -> None:
    loaded = any_records.neighbourhood.load(TREE, NOW)
    assert (loaded.added, loaded.changed, loaded.unchanged) == (35, 0, 0)
    assert {one.login for one in loaded.new_logins} == {"xiaomei", "zhouming", "wang", "sun", "zhao", "li", "chen"}


def test_loading_twice_changes_nothing(house: Records) -> None:
    revision, _ = house.registry.known()
    loaded = house.neighbourhood.load(TREE, LATER)
    assert (loaded.added, loaded.changed, loaded.unchanged) == (0, 0, 35)
    assert house.registry.known(revision)[1] == []
    assert house.people.placements(revision)[1] == []
    assert house.rules.overrides(revision)[1] == []


def test_a_login_with_a_password_is_not_new(house: Records) -> None:
    house.accounts.set_password(STEWARD, "hash")
    assert STEWARD not in [one.id for one in house.neighbourhood.load(TREE, LATER).new_logins]


def test_whoever_lives_in_a_home_that_moved_is_told_to_who_polls(house: Records) -> None:
    revision = house.revision()
    home = replace(TREE.households[0], building=OTHER_BUILDING)
    assert house.neighbourhood.load(Neighbourhood(households=(home,)), LATER) == Loaded(added=0, changed=1, unchanged=0)
    [moved] = house.people.placements(revision)[1]
    assert (moved.resident, moved.areas[0]) == (MRS_LIN, OTHER_BUILDING)


def test_whoever_lives_in_an_area_that_moved_is_told_to_who_polls(house: Records) -> None:
    revision = house.revision()
    grid = Area(id="grid-2", kind=AreaKind.GRID, name="第二网格", parent="lin-lane")
    building = Area(id=BUILDING, kind=AreaKind.BUILDING, name="3 号楼", parent="grid-2")
    house.neighbourhood.load(Neighbourhood(areas=(building, grid)), LATER)
    [moved] = house.people.placements(revision)[1]
    assert moved.areas == (BUILDING, "grid-2", "lin-lane", "willow-street")


def test_an_assignment_that_is_no_longer_named_ends(house: Records) -> None:
    steward = next(one for one in TREE.people if one.id == STEWARD)
    moved = Neighbourhood(people=(steward,), assignments=(Assignment(person=STEWARD, area=OTHER_BUILDING),))
    house.neighbourhood.load(moved, LATER)
    assert house.people.assigned(STEWARD, NOW) == [BUILDING]
    assert house.people.assigned(STEWARD, LATER) == [OTHER_BUILDING]


def test_a_device_that_changes_hands_keeps_its_history(house: Records) -> None:
    handed_on = Neighbourhood(belongings=(Belonging(device=WATCH, resident=MR_ZHOU, since=LATER),))
    revision = house.revision()
    assert house.neighbourhood.load(handed_on, LATER).added == 1
    [watch] = house.registry.known(revision)[1]
    assert [watch.resident_at(NOW), watch.resident_at(LATER)] == [MRS_LIN, MR_ZHOU]
    assert house.neighbourhood.load(handed_on, LATER).unchanged == 1


def test_a_belonging_without_a_beginning_begins_now_and_once(house: Records) -> None:
    since_now = Neighbourhood(belongings=(Belonging(device=WATCH, resident=MR_ZHOU),))
    house.neighbourhood.load(since_now, LATER)
    loaded = house.neighbourhood.load(since_now, LATER + timedelta(days=1))
    assert (house.registry.device(WATCH).since, loaded.unchanged) == (LATER, 1)


def test_an_ownership_of_the_past_is_added_before_what_is_there(house: Records) -> None:
    since = NOW - timedelta(days=700)
    past = Belonging(device=WATCH, resident=MR_ZHOU, since=since, until=since + timedelta(days=1))
    house.neighbourhood.load(Neighbourhood(belongings=(past,)), LATER)
    assert house.registry.device(WATCH).resident == MRS_LIN
    longer = replace(past, until=since + timedelta(days=2))
    assert house.neighbourhood.load(Neighbourhood(belongings=(longer,)), LATER).changed == 1


@pytest.mark.parametrize(
    "wrong",
    [
        Neighbourhood(belongings=(Belonging(device=WATCH, resident=MR_ZHOU, since=NOW - timedelta(days=400)),)),
        Neighbourhood(households=(Household(id="new", building="nowhere", flat="1"),)),
        Neighbourhood(people=(Person(id="double", name="王", role=Role.STAFF, login="wang"),)),
    ],
)
def test_what_does_not_fit_changes_nothing(house: Records, wrong: Neighbourhood) -> None:
    area = Area(id="building-9", kind=AreaKind.BUILDING, name="9 号楼", parent=GRID)
    with pytest.raises(BadInput):
        house.neighbourhood.load(replace(wrong, areas=(area,)), LATER)
    assert house.neighbourhood.load(TREE, LATER).unchanged == 35
    assert "building-9" not in [one.id for one in house.people.areas()]


def test_a_changed_override_is_set_anew(house: Records) -> None:
    revision = house.revision()
    changed = replace(OVERRIDE, warning=115.0)
    house.neighbourhood.load(Neighbourhood(overrides=(changed,)), LATER)
    assert house.rules.overrides(revision)[1] == [replace(changed, version=2)]
