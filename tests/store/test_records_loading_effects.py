"""What a loading leaves behind: rows of the trail, moves that are kept, posts with dates, sessions that end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import BadInput
from domain.people import Area, AreaKind, Household
from domain.rosters import Duty, Post
from store.records import Records
from store.records.neighbourhood import Assignment, Neighbourhood
from tests.neighbourhood import (
    BUILDING,
    GRID,
    MRS_LIN,
    OTHER_BUILDING,
    STEWARD,
    STREET,
    WATCH,
    neighbourhood,
)

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
TREE = neighbourhood(NOW)
HOMES = {one.id: one for one in TREE.households}
PEOPLE = {one.id: one for one in TREE.people}


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast in them."""
    any_records.neighbourhood.load(TREE, NOW)
    return any_records


def said(records: Records, subject: str) -> list[tuple[str, str]]:
    return [(one.person, one.detail) for one in records.audit.about([subject]) if one.at == LATER]


def test_each_change_is_a_row_and_what_stands_is_none(house: Records) -> None:
    resident = replace(TREE.residents[0], phone="13900000000", household="building-5-101")
    house.neighbourhood.load(replace(TREE, residents=(resident, TREE.residents[1])), LATER, by="staff-li")
    assert said(house, MRS_LIN) == [("staff-li", "import: household phone")]
    assert said(house, f"device:{WATCH}") == []
    assert "13900000000" not in str(house.audit.newest())
    assert house.audit.verify().broken_at is None


def test_a_rehearsal_leaves_no_row(house: Records) -> None:
    moved = replace(TREE.residents[0], household="building-5-101")
    house.neighbourhood.load(Neighbourhood(residents=(moved,)), LATER, rehearse=True)
    assert said(house, MRS_LIN) == []


def test_who_and_what_moves_is_kept(house: Records) -> None:
    area = Area(id="grid-2", kind=AreaKind.GRID, name="二", parent="lin-lane")
    tree = Neighbourhood(
        areas=(area, replace(next(one for one in TREE.areas if one.id == BUILDING), parent="grid-2")),
        households=(replace(HOMES["building-5-101"], building=BUILDING),),
        residents=(replace(TREE.residents[0], household="building-5-101"),),
    )
    house.neighbourhood.load(tree, LATER)
    moves = {
        one.subject: (one.from_place, one.to_place)
        for subject in (MRS_LIN, "household:building-5-101", f"area:{BUILDING}")
        for one in house.organisation.relocations(subject)
    }
    assert moves == {
        MRS_LIN: ("building-3-502", "building-5-101"),
        "household:building-5-101": (OTHER_BUILDING, BUILDING),
        f"area:{BUILDING}": (GRID, "grid-2"),
    }


def test_nobody_moves_to_another_site_without_their_devices(house: Records) -> None:
    away = (
        Area(id="elm", kind=AreaKind.COMMUNITY, name="榆", parent=STREET, site="elm"),
        Area(id="elm-g", kind=AreaKind.GRID, name="榆", parent="elm"),
        Area(id="elm-b", kind=AreaKind.BUILDING, name="榆", parent="elm-g"),
    )
    tree = Neighbourhood(
        areas=away,
        households=(Household(id="elm-1", building="elm-b", flat="1"),),
        residents=(replace(TREE.residents[0], household="elm-1"),),
    )
    with pytest.raises(BadInput, match="another site"):
        house.neighbourhood.load(tree, LATER)
    assert house.organisation.relocations(MRS_LIN) == []


def test_a_post_has_the_dates_that_are_said_and_the_same_again_changes_nothing(house: Records) -> None:
    until = LATER + timedelta(days=9)
    cover = Assignment(person=STEWARD, area=OTHER_BUILDING, duty=Duty.DEPUTY, since=LATER, until=until)
    tree = Neighbourhood(assignments=(Assignment(person=STEWARD, area=BUILDING, since=NOW - timedelta(days=30)), cover))
    assert house.neighbourhood.load(tree, NOW).counts["posts"].added == 1
    assert Post(person=STEWARD, area=BUILDING, since=NOW - timedelta(days=30)) in house.rosters.roster(BUILDING).posts
    assert Post(person=STEWARD, area=OTHER_BUILDING, since=LATER, duty=Duty.DEPUTY, until=until) in (
        house.rosters.roster(OTHER_BUILDING).posts
    )
    again = house.neighbourhood.load(tree, NOW)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)


def test_posts_are_complete_for_those_whose_posts_are_said(house: Records) -> None:
    person = replace(PEOPLE[STEWARD], phone="13900000001")
    house.neighbourhood.load(Neighbourhood(people=(person,), posted=frozenset()), LATER)
    assert house.people.principal(STEWARD, LATER).areas == {BUILDING}
    house.neighbourhood.load(Neighbourhood(people=(person,), posted=frozenset({STEWARD})), LATER)
    assert house.people.principal(STEWARD, LATER).areas == frozenset()
    assert said(house, STEWARD)[0] == ("import", f"import: post {BUILDING} ended")


def test_who_has_another_login_logs_in_again(house: Records) -> None:
    token = house.accounts.open_session(STEWARD, NOW, timedelta(hours=12))
    house.neighbourhood.load(Neighbourhood(people=(replace(PEOPLE[STEWARD], phone="1"),), posted=frozenset()), NOW)
    assert house.accounts.session(token, NOW) is not None
    house.neighbourhood.load(Neighbourhood(people=(replace(PEOPLE[STEWARD], login="w"),), posted=frozenset()), NOW)
    assert house.accounts.session(token, NOW) is None
