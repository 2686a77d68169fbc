"""Who is on duty, and the posts, shifts and leave that say so."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.house import House
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY,
    COMMUNITY_STAFF,
    DAUGHTER,
    GRID,
    MRS_LIN,
    OFFICER,
    OTHER_BUILDING,
    OTHER_STEWARD,
    STEWARD,
)

AREA = f"/api/v1/areas/{BUILDING}"
ALL_WEEK = {"weekdays": [0, 1, 2, 3, 4, 5, 6], "starts": "00:00:00", "ends": "00:00:00"}


def primary(house: House, person: str = OFFICER) -> list[str]:
    return [one["id"] for one in house.as_(person).get(f"{AREA}/duty").json()["primary"]]


def leave(house: House, hours: float, begins_in: float = 0) -> dict[str, str]:
    begins = house.clock() + timedelta(hours=begins_in)
    return {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=hours)).isoformat()}


def test_the_steward_is_on_duty_and_nothing_changes(shared_house: House) -> None:
    duty = shared_house.as_(STEWARD).get(f"{AREA}/duty").json()
    assert duty["primary"] == [{"id": STEWARD, "name": "王建国", "role": "steward", "phone": "13800000011"}]
    assert (duty["deputies"], duty["until"], duty["gaps"]) == ([], None, [])


def test_a_deputy_stands_in_while_the_steward_is_on_leave(house: House) -> None:
    given = house.as_(OFFICER).post(f"{AREA}/posts", json={"person": OTHER_STEWARD, "duty": "deputy"})
    assert (given.status_code, len(given.json()["posts"])) == (201, 2)
    assert house.as_(STEWARD).post(f"/api/v1/people/{STEWARD}/leaves", json=leave(house, 5)).status_code == 201
    duty = house.as_(STEWARD).get(f"{AREA}/duty").json()
    assert [one["id"] for one in duty["primary"]] == [OTHER_STEWARD]
    assert [one["id"] for one in duty["following"]] == [STEWARD]
    assert duty["gaps"] == []
    house.clock.ahead += timedelta(hours=6)
    assert primary(house) == [STEWARD]


def test_leave_without_a_deputy_leaves_a_gap(house: House) -> None:
    said = leave(house, 3, begins_in=1)
    made = house.as_(STEWARD).post(f"/api/v1/people/{STEWARD}/leaves", json=said)
    duty = house.as_(OFFICER).get(f"{AREA}/duty").json()
    assert duty["gaps"] == [{"starts_at": made.json()["starts_at"], "ends_at": made.json()["ends_at"]}]
    assert duty["until"] == made.json()["starts_at"]
    assert house.as_(STEWARD).delete(f"/api/v1/people/{STEWARD}/leaves/{made.json()['id']}").status_code == 204
    assert house.as_(OFFICER).get(f"{AREA}/duty").json()["gaps"] == []


def test_two_gaps_are_both_told(house: House) -> None:
    for begins_in in (2, 8):
        house.as_(STEWARD).post(f"/api/v1/people/{STEWARD}/leaves", json=leave(house, 1, begins_in=begins_in))
    assert len(house.as_(OFFICER).get(f"{AREA}/duty").json()["gaps"]) == 2


def test_why_somebody_is_away_is_theirs_to_say(house: House) -> None:
    path = f"/api/v1/people/{STEWARD}/leaves"
    house.as_(STEWARD).post(path, json=leave(house, 5) | {"why": "an operation"})
    assert "an operation" not in house.as_(STEWARD).get(f"{AREA}/roster").text
    assert house.as_(OFFICER).get(path).json()["items"][0]["why"] == "an operation"
    assert house.as_(OTHER_STEWARD).get(path).status_code == 404
    assert house.as_(OTHER_STEWARD).post(path, json=leave(house, 5)).status_code == 404


@pytest.mark.parametrize("person", [DAUGHTER, "nobody"])
def test_only_who_answers_for_an_area_takes_leave(shared_house: House, person: str) -> None:
    path = f"/api/v1/people/{person}/leaves"
    assert shared_house.as_(OFFICER).post(path, json=leave(shared_house, 5)).status_code == 404


def test_who_gets_a_post_sees_the_building_and_who_loses_it_does_not(house: House) -> None:
    house.as_(OFFICER).post(f"{AREA}/posts", json={"person": OTHER_STEWARD})
    assert house.as_(OTHER_STEWARD).get(f"/api/v1/residents/{MRS_LIN}").status_code == 200
    left = house.as_(OFFICER).delete(f"{AREA}/posts/{OTHER_STEWARD}")
    assert [one["person"] for one in left.json()["posts"]] == [STEWARD]
    assert house.as_(OTHER_STEWARD).get(f"/api/v1/residents/{MRS_LIN}").status_code == 404
    assert (OFFICER, "keep_rosters", True) in house.looks(f"area:{BUILDING}")


def test_a_post_is_given_to_nobody_who_could_not_answer(shared_house: House) -> None:
    for person in (DAUGHTER, "nobody"):
        answer = shared_house.as_(OFFICER).post(f"{AREA}/posts", json={"person": person})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.person")


@pytest.mark.parametrize("area", [COMMUNITY, "no-such-area"])
def test_posts_above_ones_own_area_are_out_of_reach(shared_house: House, area: str) -> None:
    answer = shared_house.as_(OFFICER).post(f"/api/v1/areas/{area}/posts", json={"person": OFFICER})
    assert answer.status_code == 404
    assert shared_house.as_(OFFICER).get(f"/api/v1/areas/{area}/duty").status_code == 404


def test_shifts_say_when_somebody_is_on_duty(house: House) -> None:
    client = house.as_(OFFICER)
    made = client.post(f"{AREA}/shifts", json=ALL_WEEK | {"person": STEWARD})
    assert (made.status_code, primary(house)) == (201, [STEWARD])
    ended = ALL_WEEK | {"person": STEWARD, "last": "2020-01-01"}
    assert client.put(f"{AREA}/shifts/{made.json()['id']}", json=ended).status_code == 200
    assert primary(house) == []
    assert client.get(f"{AREA}/roster").json()["shifts"][0]["last"] == "2020-01-01"
    assert client.delete(f"{AREA}/shifts/{made.json()['id']}").status_code == 204
    assert primary(house) == [STEWARD]


def test_a_shift_is_changed_only_where_it_belongs(house: House) -> None:
    client = house.as_(OFFICER)
    made = client.post(f"{AREA}/shifts", json=ALL_WEEK | {"person": STEWARD}).json()
    elsewhere = f"/api/v1/areas/{OTHER_BUILDING}/shifts/{made['id']}"
    assert client.delete(elsewhere).status_code == 404
    assert client.put(elsewhere, json=ALL_WEEK | {"person": OTHER_STEWARD}).status_code == 404


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"weekdays": []}, "body.weekdays"),
        ({"weekdays": [7]}, "body.weekdays.0"),
        ({"starts": "25:00"}, "body.starts"),
        ({"starts": "08:00:00Z"}, "body.starts"),
        ({"person": OTHER_STEWARD}, "body.person"),
        ({"first": "2026-12-02", "last": "2026-12-01"}, "body.last"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(shared_house: House, said: dict[str, Any], field: str) -> None:
    answer = shared_house.as_(OFFICER).post(f"{AREA}/shifts", json=ALL_WEEK | {"person": STEWARD} | said)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_the_roster_shows_its_zone_and_posts(shared_house: House) -> None:
    roster = shared_house.as_(COMMUNITY_STAFF).get(f"/api/v1/areas/{GRID}/roster").json()
    assert (roster["timezone"], [one["person"] for one in roster["posts"]]) == ("Asia/Shanghai", [OFFICER])


def test_a_steward_reads_the_names_of_those_to_whom_the_post_can_be_handed_over(shared_house: House) -> None:
    people = shared_house.as_(STEWARD).get(f"{AREA}/roster").json()["people"]
    named = {one["id"]: one["name"] for one in people}
    assert {STEWARD: "王建国", OFFICER: "赵敏", COMMUNITY_STAFF: "李芳"}.items() <= named.items()
    assert OTHER_STEWARD not in named
