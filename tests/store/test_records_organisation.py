"""The organisation, one entry at a time: what moves, what is kept, and what is refused."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.errors import BadInput, NotFound, Refused
from domain.notifications import DeliveryState
from domain.people import Area, AreaKind, Household, Person, Relation, Resident, Role
from domain.rosters import Post
from store.records import Records
from store.records.committing import Commit
from store.records.database import MOVES, count_up
from store.records.pages import Seen, Wanted
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY,
    COMMUNITY_STAFF,
    DAUGHTER,
    DOOR,
    GRID,
    MONITOR,
    MR_ZHOU,
    MRS_LIN,
    OTHER_BUILDING,
    OTHER_WATCH,
    STEWARD,
    STREET,
    WATCH,
)
from tests.store.alert_makers import heart_rate, told
from tests.store.two_communities import ELM, ELM_GRID, ELM_HOUSE, NOW, entry, settle


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast, and a second community without people."""
    settle(any_records)
    return any_records


def test_an_area_that_has_no_place_is_refused(house: Records) -> None:
    add = house.organisation.add_area
    for area in (
        Area(id="a", kind=AreaKind.GRID, name="a"),
        Area(id="a", kind=AreaKind.GRID, name="a", parent=STREET),
        Area(id="a", kind=AreaKind.GRID, name="a", parent="nothing"),
        Area(id="a", kind=AreaKind.GRID, name="a", parent=COMMUNITY, site="a"),
        Area(id="a", kind=AreaKind.STREET, name="a", parent=STREET),
        Area(id="a", kind=AreaKind.COMMUNITY, name="a", parent=STREET),
        Area(id="a", kind=AreaKind.COMMUNITY, name="a", parent=STREET, site="service"),
    ):
        with pytest.raises(BadInput):
            add(area, entry())
    with pytest.raises(Refused, match="another community's"):
        add(Area(id="a", kind=AreaKind.COMMUNITY, name="a", parent=STREET, site=ELM), entry())
    with pytest.raises(Refused, match="taken"):
        add(Area(id=ELM, kind=AreaKind.STREET, name="a"), entry())
    assert {area.id for area in house.people.areas()} & {"a"} == set()


def test_a_grid_goes_under_another_community_only_without_devices_of_the_old_site(house: Records) -> None:
    def go(area: Area) -> Area:
        return replace(area, parent=ELM)

    with pytest.raises(Refused, match="of another site"):
        house.organisation.edit_area(GRID, go, entry())
    for device in (WATCH, MONITOR, DOOR, OTHER_WATCH):
        house.registry.claims.release(device, NOW, [entry()])
    revision, _ = house.people.placements()
    house.organisation.edit_area(GRID, go, entry(f"area:{GRID}"))
    moved = {one.resident: (one.areas[2], one.site) for one in house.people.placements(revision)[1]}
    assert moved == {MRS_LIN: (ELM, ELM), MR_ZHOU: (ELM, ELM)}
    [row] = house.organisation.relocations(f"area:{GRID}")
    assert (row.from_place, row.to_place, row.by, row.at) == (COMMUNITY, ELM, COMMUNITY_STAFF, NOW)


def test_a_resident_moves_and_where_they_lived_is_kept(house: Records) -> None:
    revision, _ = house.people.placements()
    moved = house.organisation.edit_resident(
        MRS_LIN, lambda one: replace(one, household="building-5-101", name="林秀兰"), entry(MRS_LIN)
    )
    assert house.people.resident(MRS_LIN) == moved
    assert [one.areas[0] for one in house.people.placements(revision)[1]] == [OTHER_BUILDING]
    [row] = house.organisation.relocations(MRS_LIN)
    assert (row.from_place, row.to_place) == ("building-3-502", "building-5-101")
    assert house.audit.about([MRS_LIN])[0].detail == "household name"
    found = house.pages.residents(Seen(areas=[STREET]), Wanted(words="xiulan"))
    assert [one.id for one in found] == [MRS_LIN]


def test_a_change_that_changes_nothing_leaves_no_row(house: Records) -> None:
    before = house.audit.newest()[0].n
    house.organisation.edit_resident(MRS_LIN, lambda one: one, entry(MRS_LIN))
    assert house.audit.newest()[0].n == before


def test_a_death_ends_what_is_open_and_sends_nothing_more(house: Records) -> None:
    def say(**changes: Any) -> None:
        house.organisation.edit_resident(MRS_LIN, lambda one: replace(one, **changes), entry(MRS_LIN))

    change = heart_rate(None, 150)
    house.alerts.commit([change], [told(change)], NOW)
    say(phone="1")
    with pytest.raises(BadInput):
        say(deceased_at=NOW + timedelta(days=1))
    assert house.alerts.alert(change.alert.id).is_open
    say(deceased_at=NOW)
    over = house.alerts.alert(change.alert.id)
    assert (over.is_open, over.resolved_by, over.note) == (False, COMMUNITY_STAFF, "the resident has died")
    assert [one.state for one in house.outbox.of_alert(over.id)] == [DeliveryState.FAILED]
    say(deceased_at=None)
    assert not house.people.placement(MRS_LIN).gone


def test_a_death_and_the_engine_do_not_wait_for_each_other(house: Records) -> None:
    begun = heart_rate(None, 150)
    house.alerts.commit([begun], [], NOW)
    worse = heart_rate(begun.alert, 160, NOW + timedelta(minutes=1))
    with ThreadPoolExecutor(1) as pool:
        with house._database.writing() as connection:
            count_up(connection, MOVES, 0)  # as every commit of the engine begins
            died = pool.submit(
                house.organisation.edit_resident, MRS_LIN, lambda one: replace(one, deceased_at=NOW), entry(MRS_LIN)
            )
            time.sleep(0.5)
            assert Commit(house._database, connection, NOW).run([worse], []) == []
        assert died.result(timeout=10).deceased_at == NOW
    over = house.alerts.alert(begun.alert.id)
    assert (over.is_open, over.worst) == (False, 160)


def test_a_household_takes_those_who_live_in_it_along(house: Records) -> None:
    revision, _ = house.people.placements()
    house.organisation.edit_household("building-3-502", lambda one: replace(one, building=OTHER_BUILDING), entry())
    assert [(one.resident, one.areas[0]) for one in house.people.placements(revision)[1]] == [(MRS_LIN, OTHER_BUILDING)]
    assert house.organisation.relocations("household:building-3-502")[0].from_place == BUILDING
    with pytest.raises(BadInput, match="a flat lies in a building"):
        house.organisation.edit_household("building-3-502", lambda one: replace(one, building=GRID), entry())


def test_only_what_is_empty_is_taken_away(house: Records) -> None:
    remove = house.organisation.remove_area
    for area, why in ((ELM, "areas below it"), (BUILDING, "households"), (COMMUNITY, "people who answer")):
        with pytest.raises(Refused, match=why):
            remove(area, lambda _: None, entry())
    with pytest.raises(Refused, match="residents"):
        house.organisation.remove_household("building-3-502", lambda _: None, entry())
    house.organisation.add_household(Household(id="empty", building=ELM_HOUSE, flat="101"), entry())
    house.organisation.remove_household("empty", lambda _: None, entry())
    for area in (ELM_HOUSE, ELM_GRID, ELM):
        remove(area, lambda _: None, entry())
    with pytest.raises(NotFound):
        house.people.area(ELM)


def test_who_was_faster_is_seen_inside_the_transaction(house: Records) -> None:
    def look(one: Resident) -> Resident:
        raise Refused(one.name)

    with pytest.raises(Refused, match="林秀英"):
        house.organisation.edit_resident(MRS_LIN, look, entry())
    with pytest.raises(BadInput, match="no household"):
        house.organisation.add_resident(Resident(id="new", name="新", household="nothing"), entry())


def test_somebody_new_has_their_posts_at_once_and_a_relative_sees_nothing_yet(house: Records) -> None:
    new, kin = (
        Person(id="new", name="新", role=Role.STEWARD, login="new"),
        Person(id="kin", name="k", role=Role.RELATIVE),
    )
    house.organisation.persons.add(new, entry("new"), posts=[Post(person="new", area=BUILDING, since=NOW)])
    relation = Relation(person="kin", resident=MRS_LIN, relation="son", scopes=frozenset())
    house.organisation.persons.add(kin, entry("kin"), kin=[relation])
    assert house.people.principal("new", NOW).areas == {BUILDING}
    assert house.people.principal("kin", NOW).residents == frozenset()
    with pytest.raises(Refused, match="login"):
        house.organisation.persons.edit(STEWARD, lambda one: replace(one, login="new"), entry())
    with pytest.raises(Refused, match="make another account"):
        house.organisation.persons.edit("kin", lambda one: replace(one, role=Role.STAFF), entry())


def test_nobody_is_deleted_of_whom_anything_is_on_record(house: Records) -> None:
    persons = house.organisation.persons
    for person, why in ((STEWARD, "assignments|people who answer"), (DAUGHTER, "consents"), (COMMUNITY_STAFF, "trail")):
        with pytest.raises(Refused, match=why):
            persons.remove(person, lambda _: None, entry())
    persons.add(Person(id="slip", name="slip", role=Role.ADMIN), entry())
    persons.remove("slip", lambda _: None, entry())
    with pytest.raises(NotFound):
        house.people.person("slip")


def test_a_new_login_ends_the_sessions(house: Records) -> None:
    token = house.accounts.open_session(STEWARD, NOW, timedelta(hours=1))
    house.organisation.persons.edit(STEWARD, lambda one: replace(one, phone="1"), entry())
    assert house.accounts.session(token, NOW) is not None
    house.organisation.persons.edit(STEWARD, lambda one: replace(one, login="wang2"), entry())
    assert house.accounts.session(token, NOW) is None
