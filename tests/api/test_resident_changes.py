"""New residents, corrections and moves: by whom, and what is kept of it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.house import House
from tests.api.strangers import OTHER_STAFF, let_in
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    DAUGHTER,
    MRS_LIN,
    OFFICER,
    OTHER_BUILDING,
    OTHER_STEWARD,
    STEWARD,
)

RESIDENTS = "/api/v1/residents"
HER = f"{RESIDENTS}/{MRS_LIN}"


def test_somebody_new_is_found_at_once(house: House) -> None:
    client = house.as_(OFFICER)
    made = client.post(RESIDENTS, json={"name": "单桂芳", "household": "building-3-502", "birth_year": 1944})
    assert (made.status_code, made.json()["areas"][-1]) == (201, BUILDING)
    found = client.get(RESIDENTS, params={"q": "sgf"}).json()["items"]
    assert found == [made.json()] == client.get(RESIDENTS, params={"q": "dangui"}).json()["items"]


@pytest.mark.parametrize(
    "form",
    [
        {"name": "x", "household": "nothing"},
        {"name": "", "household": "building-3-502"},
        {"name": "x", "household": "building-3-502", "birth_year": 1500},
        {"name": "x\x00", "household": "building-3-502"},
        {"name": "x", "household": "building-3-502", "oxygen_scale": 2},
        {"name": "x", "household": "building-3-502", "language": "not a language"},
    ],
)
def test_a_wrong_form_is_refused(shared_house: House, form: dict[str, Any]) -> None:
    assert shared_house.as_(OFFICER).post(RESIDENTS, json=form).status_code == 422


def test_she_moves_and_those_of_the_old_building_see_her_no_more(house: House) -> None:
    moved = house.as_(OFFICER).patch(HER, json={"household": "building-5-101"})
    assert moved.json()["areas"][-1] == OTHER_BUILDING
    assert house.as_(STEWARD).get(HER).status_code == 404
    [move] = house.as_(OTHER_STEWARD).get(f"{HER}/moves").json()["items"]
    assert (move["from_place"], move["to_place"], move["by"]) == ("building-3-502", "building-5-101", OFFICER)
    assert house.as_(DAUGHTER).get(f"{HER}/moves").json()["items"] == [move]


def test_a_death_is_put_down_and_can_be_taken_back(house: House) -> None:
    client, when = house.as_(COMMUNITY_STAFF), house.clock() - timedelta(hours=3)
    assert client.patch(HER, json={"deceased_at": when.isoformat()}).json()["deceased_at"] is not None
    assert house.records.people.resident(MRS_LIN).deceased_at == when
    assert client.patch(HER, json={"deceased_at": None}).json()["deceased_at"] is None
    ahead = (when + timedelta(days=1)).isoformat()
    for wrong in (ahead, "0001-01-01T00:00:00+14:00", "2026-01-01T00:00:00"):
        assert client.patch(HER, json={"deceased_at": wrong}).status_code == 422, wrong


def test_with_a_death_what_is_open_ends_at_once_and_by_whom(house: House) -> None:
    open_one, died = house.fire(house.cast.watch, MRS_LIN), house.clock()
    assert house.as_(COMMUNITY_STAFF).patch(HER, json={"deceased_at": died.isoformat()}).status_code == 200
    over = house.records.alerts.alert(open_one.id)
    assert (over.is_open, over.resolved_by, over.note) == (False, COMMUNITY_STAFF, "the resident has died")


def test_what_is_not_named_stays(house: House) -> None:
    client = house.as_(OFFICER)
    before = client.get(HER).json()
    assert client.patch(HER, json={}).json() == before
    assert client.patch(HER, json={"phone": ""}).json() == before | {"phone": ""}
    assert client.patch(HER, json={"name": None}).status_code == 422


def test_only_staff_of_hers_correct_anything(house: House) -> None:
    let_in(house)
    for person, status in ((DAUGHTER, 403), (STEWARD, 403), (OTHER_STAFF, 404)):
        assert house.as_(person).patch(HER, json={"phone": "1"}).status_code == status
    assert house.looks(MRS_LIN)[0] == (OTHER_STAFF, "keep_residents", False)
    assert house.as_(OTHER_STAFF).post(RESIDENTS, json={"name": "x", "household": "building-3-502"}).status_code == 422
