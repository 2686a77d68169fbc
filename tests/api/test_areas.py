"""The organisation over HTTP: who adds, moves and takes away what, and what is refused."""

from typing import Any

import httpx2
import pytest

from domain.people import Person, Role
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY,
    COMMUNITY_STAFF,
    GRID,
    MRS_LIN,
    OFFICER,
    OTHER_BUILDING,
    STEWARD,
    STREET,
    STREET_STAFF,
)

ADMIN = "admin"
AREAS, HOUSEHOLDS = "/api/v1/areas", "/api/v1/households"
GRID_2: dict[str, Any] = {"id": "grid-2", "kind": "grid", "name": "第二网格", "parent": COMMUNITY}


def admin(house: House) -> httpx2.Client:
    people = (Person(id=ADMIN, name="Admin", role=Role.ADMIN, login="admin"),)
    house.records.neighbourhood.load(Neighbourhood(people=people), house.clock())
    return house.as_(ADMIN)


def ids(answer: httpx2.Response) -> list[str]:
    return [one["id"] for one in answer.json()["items"]]


def test_everybody_sees_their_areas_and_what_lies_below(shared_house: House) -> None:
    assert ids(shared_house.as_(STEWARD).get(AREAS)) == [BUILDING]
    assert ids(shared_house.as_(OFFICER).get(AREAS)) == [BUILDING, OTHER_BUILDING, GRID]
    assert ids(shared_house.as_(OFFICER).get(AREAS, params={"kind": "building", "q": "5"})) == [OTHER_BUILDING]
    assert ids(shared_house.as_(STREET_STAFF).get(AREAS, params={"parent": STREET})) == [COMMUNITY]


def test_an_administrator_begins_with_the_first_street(house: House) -> None:
    client = admin(house)
    street = client.post(AREAS, json={"kind": "street", "name": "新街道", "timezone": "Asia/Urumqi"})
    assert (street.status_code, street.json()["parent"]) == (201, None)
    below = {"kind": "community", "name": "新社区", "parent": street.json()["id"], "site": "new"}
    community = client.post(AREAS, json=below).json()
    assert (community["timezone"], community["site"]) == ("Asia/Urumqi", "new")
    assert client.get(f"{AREAS}/{community['id']}").json() == community
    refused = house.as_(STREET_STAFF).post(AREAS, json={"kind": "street", "name": "x"})
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"kind": "building", "name": "x", "parent": COMMUNITY}, 422, "needs a grid"),
        ({"kind": "grid", "name": "x", "parent": "nothing"}, 422, "body.parent"),
        ({"kind": "grid", "name": "   ", "parent": COMMUNITY}, 422, "body.name"),
        ({"kind": "grid", "name": "x", "parent": COMMUNITY, "timezone": "Mars/Base"}, 422, "no time zone"),
        ({"kind": "grid", "name": "x", "parent": COMMUNITY, "site": "y"}, 422, "a community has a site"),
        ({"kind": "grid", "name": "x", "parent": COMMUNITY, "id": "A B"}, 422, "body.id"),
        ({"kind": "grid", "name": "x", "parent": COMMUNITY, "id": GRID}, 409, "taken"),
    ],
)
def test_what_has_no_place_is_refused(shared_house: House, form: dict[str, Any], status: int, said: str) -> None:
    answer = shared_house.as_(COMMUNITY_STAFF).post(AREAS, json=form)
    assert answer.status_code == status
    assert said in answer.text


def test_a_building_moves_to_another_grid_and_its_past_is_shown(house: House) -> None:
    client = house.as_(COMMUNITY_STAFF)
    assert client.post(AREAS, json=GRID_2).status_code == 201
    moved = client.patch(f"{AREAS}/{BUILDING}", json={"parent": "grid-2"})
    assert (moved.status_code, moved.json()["parent"]) == (200, "grid-2")
    [move] = client.get(f"{AREAS}/{BUILDING}/moves").json()["items"]
    assert (move["from_place"], move["to_place"], move["by"]) == (GRID, "grid-2", COMMUNITY_STAFF)
    assert house.as_(OFFICER).get(f"/api/v1/residents/{MRS_LIN}").status_code == 404
    assert house.records.audit.about([f"area:{BUILDING}"])[0].detail == "parent"


def test_nobody_moves_an_area_to_where_they_have_no_say(house: House) -> None:
    house.as_(COMMUNITY_STAFF).post(AREAS, json=GRID_2)
    officer = house.as_(OFFICER)
    assert officer.patch(f"{AREAS}/{BUILDING}", json={"parent": "grid-2"}).status_code == 422
    assert officer.patch(f"{AREAS}/{COMMUNITY}", json={"name": "x"}).status_code == 404
    assert house.looks(f"area:{COMMUNITY}")[0] == (OFFICER, "keep_organisation", False)
    assert house.as_(STEWARD).patch(f"{AREAS}/{BUILDING}", json={"name": "x"}).status_code == 403


def test_only_what_is_empty_is_taken_away(house: House) -> None:
    client = house.as_(COMMUNITY_STAFF)
    full = client.delete(f"{AREAS}/{BUILDING}")
    assert (full.status_code, full.json()["type"]) == (409, "/problems/refused")
    assert "households" in full.json()["detail"]
    client.post(AREAS, json=GRID_2)
    assert client.delete(f"{AREAS}/grid-2").status_code == 204
    assert client.get(f"{AREAS}/grid-2").status_code == 404


def test_a_site_that_devices_speak_on_keeps_its_name(house: House) -> None:
    answer = house.as_(COMMUNITY_STAFF).patch(f"{AREAS}/{COMMUNITY}", json={"site": "elsewhere"})
    assert answer.status_code == 409
    assert "topics" in answer.json()["detail"]


def test_flats_are_added_changed_and_taken_away(house: House) -> None:
    client = house.as_(OFFICER)
    made = client.post(HOUSEHOLDS, json={"building": BUILDING, "flat": "1单元201"})
    path = f"{HOUSEHOLDS}/{made.json()['id']}"
    assert made.status_code == 201
    assert client.patch(path, json={"building": OTHER_BUILDING, "key_holder": "王"}).json()["key_holder"] == "王"
    assert client.get(f"{path}/moves").json()["items"][0]["from_place"] == BUILDING
    assert ids(client.get(HOUSEHOLDS, params={"area": OTHER_BUILDING, "q": "201"})) == [made.json()["id"]]
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert client.delete(f"{HOUSEHOLDS}/building-3-502").status_code == 409
    assert house.as_(STEWARD).get(f"{HOUSEHOLDS}/building-5-101").status_code == 404


def test_a_flat_lies_in_a_building_of_ones_own(shared_house: House) -> None:
    client = shared_house.as_(OFFICER)
    assert client.post(HOUSEHOLDS, json={"building": GRID, "flat": "1"}).status_code == 422
    assert client.post(HOUSEHOLDS, json={"building": "nothing", "flat": "1"}).status_code == 422
