"""Who lives where, who answers for whom, who may ask as what."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Deed, Principal
from domain.errors import NotFound
from domain.people import Placement, Role
from domain.severity import Severity
from store.records import Records
from tests import neighbourhood as played
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY,
    DAUGHTER,
    GRID,
    MR_ZHOU,
    MRS_LIN,
    OFFICER,
    OTHER_BUILDING,
    SITE,
    STEWARD,
    STREET,
    cast,
    console,
    webhook,
)

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HERS = Placement(resident=MRS_LIN, areas=(BUILDING, GRID, COMMUNITY, STREET), site=SITE, timezone="Asia/Shanghai")
HOOK = webhook(STEWARD, "http://127.0.0.1:9/hook", secret="whsec_x", min_severity=Severity.WARNING)


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast in them."""
    cast(any_records, NOW, console(STEWARD), HOOK)
    return any_records


def test_a_placement_holds_the_whole_way_up(house: Records) -> None:
    assert house.people.placement(MRS_LIN) == HERS
    revision, placements = house.people.placements()
    assert HERS in placements
    assert len(placements) == 2
    assert house.people.placements(revision) == (revision, [])


def test_entries_are_read_back_as_they_were_loaded(house: Records) -> None:
    tree = played.neighbourhood(NOW)
    assert sorted(house.people.areas(), key=str) == sorted(tree.areas, key=str)
    assert tuple(house.people.residents()) == tree.residents
    assert tuple(house.people.households()) == tree.households
    assert sorted(house.people.persons(), key=str) == sorted(tree.people, key=str)
    assert house.people.channels(STEWARD) == [console(STEWARD), HOOK]
    assert house.people.channel(HOOK.id) == HOOK


def test_residents_are_found_by_id_and_area(house: Records) -> None:
    assert [one.id for one in house.people.residents(areas=[GRID])] == [MRS_LIN, MR_ZHOU]
    assert [one.id for one in house.people.residents(areas=[OTHER_BUILDING])] == [MR_ZHOU]
    assert [one.id for one in house.people.residents(ids=[MRS_LIN, "nobody"])] == [MRS_LIN]
    assert house.people.residents(ids=[MRS_LIN], areas=[OTHER_BUILDING]) == []
    assert house.people.below([GRID]) == {GRID, BUILDING, OTHER_BUILDING}
    assert house.people.below([]) == frozenset()


def test_those_responsible_are_assigned_to_that_very_area(house: Records) -> None:
    assert [one.id for one in house.people.responsible(BUILDING, NOW)] == [STEWARD]
    assert [one.id for one in house.people.responsible(GRID, NOW)] == [OFFICER]
    assert house.people.responsible(BUILDING, NOW - timedelta(days=1)) == []
    assert house.people.assigned(STEWARD, NOW) == [BUILDING]


def test_relations_are_found_from_both_ends(house: Records) -> None:
    [relation] = house.people.relations(MRS_LIN)
    assert (relation.person, relation.relation, relation.tell) == (DAUGHTER, "daughter", True)
    assert house.people.relations_of(DAUGHTER) == [relation]


def test_a_principal_is_what_a_person_is_now(house: Records) -> None:
    scopes = frozenset({Deed.SEE_ALERTS})
    assert house.people.principal(STEWARD, NOW) == Principal(
        person=STEWARD, name="王建国", role=Role.STEWARD, areas=frozenset({BUILDING})
    )
    daughter = house.people.principal(DAUGHTER, NOW, scopes)
    assert (daughter.residents, daughter.areas, daughter.scopes) == (frozenset({MRS_LIN}), frozenset[str](), scopes)


def test_who_is_not_there_is_not_found(house: Records) -> None:
    people = house.people
    for ask in (people.area, people.household, people.resident, people.person, people.placement, people.channel):
        with pytest.raises(NotFound):
            ask("nothing")
    with pytest.raises(NotFound):
        people.principal("nobody", NOW)
