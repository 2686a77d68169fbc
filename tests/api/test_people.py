"""Those who log in or are told: made by whom, changed by whom, and never given more than their maker holds."""

from typing import Any

import pytest

from tests.api.house import House
from tests.api.strangers import OTHER_COMMUNITY, OTHER_STAFF, let_in
from tests.api.test_areas import ADMIN, admin, ids
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY,
    COMMUNITY_STAFF,
    DAUGHTER,
    GRID,
    MR_ZHOU,
    MRS_LIN,
    OFFICER,
    OTHER_STEWARD,
    OUTSIDER,
    STEWARD,
    STREET_STAFF,
)

PERSONS = "/api/v1/persons"
NEW: dict[str, Any] = {"id": "steward-he", "name": "何平", "role": "steward", "posts": [{"area": BUILDING}]}


def test_staff_see_those_of_their_areas_and_the_relatives_there(shared_house: House) -> None:
    let_in(shared_house)
    seen = ids(shared_house.as_(OFFICER).get(PERSONS))
    assert seen == sorted([DAUGHTER, OUTSIDER, OFFICER, STEWARD, OTHER_STEWARD])
    assert ids(shared_house.as_(OFFICER).get(PERSONS, params={"q": "王"})) == [STEWARD]
    assert ids(shared_house.as_(OTHER_STAFF).get(PERSONS)) == [OTHER_STAFF]
    assert shared_house.as_(OTHER_STAFF).get(f"{PERSONS}/{STEWARD}").status_code == 404
    assert shared_house.as_(STEWARD).get(PERSONS).status_code == 403


def test_somebody_new_has_their_posts_and_cannot_log_in_yet(house: House) -> None:
    client = house.as_(OFFICER)
    made = client.post(PERSONS, json=NEW)
    assert (made.status_code, made.json()["has_password"], made.json()["only_one_in"]) == (201, False, [])
    assert [one["area"] for one in made.json()["posts"]] == [BUILDING]
    assert client.get(f"{PERSONS}/{STEWARD}").json()["only_one_in"] == []
    client.delete(f"{PERSONS}/steward-he/posts/{BUILDING}")
    assert client.get(f"{PERSONS}/{STEWARD}").json()["only_one_in"] == [BUILDING]
    [past] = client.get(f"{PERSONS}/steward-he/posts").json()["items"]
    assert past["until"] is not None


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"role": "staff", "posts": [{"area": COMMUNITY}]}, 422),
        ({"role": "steward", "posts": []}, 422),
        ({"role": "admin"}, 403),
        ({"role": "steward", "posts": [{"area": BUILDING}, {"area": BUILDING}]}, 422),
        ({"role": "relative"}, 422),
        ({"role": "relative", "relative_of": [{"resident": "nobody", "relation": "son"}]}, 422),
        ({"role": "relative", "posts": [{"area": BUILDING}]}, 422),
        ({"role": "steward", "posts": [{"area": BUILDING}], "login": "wang"}, 409),
        ({"role": "steward", "posts": [{"area": BUILDING}], "id": STEWARD}, 409),
        ({"role": "steward", "posts": [{"area": BUILDING}], "id": "retention"}, 422),
        ({"role": "steward", "posts": [{"area": BUILDING}], "login": "two words"}, 422),
    ],
)
def test_nobody_gives_more_than_they_hold(shared_house: House, form: dict[str, Any], status: int) -> None:
    answer = shared_house.as_(OFFICER).post(PERSONS, json={"name": "新"} | form)
    assert answer.status_code == status, answer.text


def test_a_relative_sees_nothing_before_the_consent(house: House) -> None:
    form = {"name": "林大", "role": "relative", "relative_of": [{"resident": MRS_LIN, "relation": "son", "tell": True}]}
    made = house.as_(COMMUNITY_STAFF).post(PERSONS, json=form)
    assert (made.status_code, made.json()["relative_of"]) == (201, [MRS_LIN])
    assert house.as_(made.json()["id"]).get("/api/v1/residents").json()["items"] == []


def test_who_sees_more_is_not_theirs_to_change(house: House) -> None:
    let_in(house)
    house.as_(STREET_STAFF).post(f"{PERSONS}/{STEWARD}/posts", json={"area": OTHER_COMMUNITY})
    answer = house.as_(OFFICER).patch(f"{PERSONS}/{STEWARD}", json={"login": "mine"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")
    assert house.looks(STEWARD)[0] == (OFFICER, "keep_people", False)
    assert house.as_(STREET_STAFF).patch(f"{PERSONS}/{STEWARD}", json={"phone": "1"}).json()["phone"] == "1"
    assert house.as_(OFFICER).patch(f"{PERSONS}/{STREET_STAFF}", json={"name": "x"}).status_code == 404


def test_a_role_changes_only_between_stewards_and_staff(house: House) -> None:
    client = house.as_(COMMUNITY_STAFF)
    assert client.patch(f"{PERSONS}/{STEWARD}", json={"role": "staff"}).json()["role"] == "staff"
    for person, role in ((STEWARD, "admin"), (DAUGHTER, "staff"), (STEWARD, "relative")):
        assert client.patch(f"{PERSONS}/{person}", json={"role": role}).status_code == 409


def test_who_is_on_record_is_not_deleted(house: House) -> None:
    client = house.as_(COMMUNITY_STAFF)
    answer = client.delete(f"{PERSONS}/{STEWARD}")
    assert answer.status_code == 409
    assert "disable" in answer.json()["detail"]
    assert house.records.people.person(STEWARD).name == "王建国"


def test_an_administrator_makes_accounts_and_sees_nobodys_data(house: House) -> None:
    client = admin(house)
    form = {"id": "staff-he", "name": "何", "role": "staff", "login": "he", "posts": [{"area": GRID}]}
    assert client.post(PERSONS, json=form).status_code == 201
    assert client.post(PERSONS, json={"id": "admin-2", "name": "二", "role": "admin"}).status_code == 201
    assert client.delete(f"{PERSONS}/admin-2").status_code == 204
    assert client.get(PERSONS, params={"role": "admin"}).json()["items"][0]["id"] == ADMIN
    assert client.get("/api/v1/residents").status_code == 403
    assert client.get(f"/api/v1/residents/{MRS_LIN}").status_code == 403
    assert house.as_("staff-he").get(f"/api/v1/residents/{MR_ZHOU}").status_code == 200
