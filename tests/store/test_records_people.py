"""Who lives where, who answers for whom, who may ask as what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from domain.access import Deed, Principal
from domain.errors import BadInput, NotFound
from domain.hours import LocalHours
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


def test_channels_come_in_the_order_of_failover(house: Records) -> None:
    second = replace(console(STEWARD), id="a-second", rank=1, is_group=True)
    house.people.put_channel(second)
    assert house.people.channels(STEWARD) == [console(STEWARD), HOOK, second]
    house.people.put_channel(replace(HOOK, rank=2))
    assert [one.id for one in house.people.channels(STEWARD)] == [console(STEWARD).id, second.id, HOOK.id]


def test_quiet_hours_are_set_and_taken_back(house: Records) -> None:
    night = LocalHours(starts=time(22), ends=time(7))
    house.people.set_quiet(DAUGHTER, night)
    assert house.people.person(DAUGHTER).quiet == night
    house.people.set_quiet(DAUGHTER, None)
    assert house.people.person(DAUGHTER).quiet is None


def test_an_oxygen_scale_is_seen_by_who_polls_and_says_who_set_it(house: Records) -> None:
    revision, _ = house.people.placements()
    house.people.set_oxygen_scale(MRS_LIN, 2, STEWARD, "慢阻肺，医嘱", NOW)
    assert house.people.placements(revision)[1] == [replace(HERS, oxygen_scale=2)]
    assert house.people.resident(MRS_LIN).oxygen_scale == 2
    house.people.set_oxygen_scale(MRS_LIN, 1, STEWARD, "误", NOW + timedelta(days=1))
    assert [(one.scale, one.why) for one in house.people.oxygen_scales(MRS_LIN)] == [(1, "误"), (2, "慢阻肺，医嘱")]
    with pytest.raises(BadInput):
        house.people.set_oxygen_scale(MRS_LIN, 3, STEWARD, "", NOW)


def test_loading_again_does_not_take_back_what_people_set(house: Records) -> None:
    night = LocalHours(starts=time(22), ends=time(7))
    house.people.set_quiet(DAUGHTER, night)
    house.people.set_oxygen_scale(MRS_LIN, 2, STEWARD, "慢阻肺，医嘱", NOW)
    assert house.neighbourhood.load(played.neighbourhood(NOW, console(STEWARD), HOOK), NOW).changed == 0
    assert house.people.person(DAUGHTER).quiet == night
    assert house.people.resident(MRS_LIN).oxygen_scale == 2


def test_a_secret_is_made_once_and_shared(any_records: Records) -> None:
    links = any_records.secret("links")
    assert len(links) == 32
    assert any_records.secret("links") == links
    assert len({links, any_records.secret("vapid"), any_records.secret("short", 16)}) == 3


def test_what_is_set_for_nobody_is_not_found(house: Records) -> None:
    unknown: list[Callable[[], object]] = [
        lambda: house.people.set_quiet("nobody", None),
        lambda: house.people.put_channel(console("nobody")),
        lambda: house.people.disable_channel("nothing", "", NOW),
        lambda: house.people.set_oxygen_scale("nobody", 2, STEWARD, "", NOW),
    ]
    for ask in unknown:
        with pytest.raises(NotFound):
            ask()


def test_who_is_not_there_is_not_found(house: Records) -> None:
    people = house.people
    for ask in (people.area, people.household, people.resident, people.person, people.placement, people.channel):
        with pytest.raises(NotFound):
            ask("nothing")
    with pytest.raises(NotFound):
        people.principal("nobody", NOW)
