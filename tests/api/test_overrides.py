"""What is changed of a rule for one resident or an area, and what is in force because of it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.house import House
from tests.neighbourhood import BUILDING, COMMUNITY, COMMUNITY_STAFF, DAUGHTER, MR_ZHOU, MRS_LIN, OFFICER, STREET

HERS = f"/api/v1/residents/{MRS_LIN}/overrides/heart_rate_high"
WHY = {"reason": "her doctor: 105 is usual for her"}


def of_area(area: str) -> str:
    return f"/api/v1/areas/{area}/overrides/heart_rate_high"


def in_force(house: House, resident: str = MRS_LIN, rule: str = "heart_rate_high") -> dict[str, Any]:
    rules = house.as_(OFFICER).get(f"/api/v1/residents/{resident}/rules").json()["rules"]
    found: dict[str, Any] = next(one for one in rules if one["rule"]["id"] == rule)
    return found


def test_what_is_in_force_says_who_made_it_so_and_until_when(house: House) -> None:
    until = (house.clock() + timedelta(days=30)).isoformat().replace("+00:00", "Z")
    put = house.as_(OFFICER).put(HERS, json=WHY | {"warning": 111, "until": until})
    assert put.status_code == 200
    now = in_force(house)
    assert [one["fires_at"] for one in now["rule"]["limits"]] == [111, 131]
    assert now["because"] == [put.json()]
    assert (put.json()["set_by"], put.json()["reason"], put.json()["until"]) == (OFFICER, WHY["reason"], until)
    assert in_force(house, MR_ZHOU)["because"] == []
    assert (OFFICER, "set_rules", True) in house.looks(MRS_LIN)


def test_the_readings_page_shows_the_changed_limit(house: House) -> None:
    house.measure(house.cast.watch, house.clock(), heart_rate=100)
    house.as_(OFFICER).put(HERS, json=WHY | {"warning": 111})
    reading = house.as_(DAUGHTER).get(f"/api/v1/residents/{MRS_LIN}/readings/latest").json()["readings"][0]
    assert 111 in [one["fires_at"] for one in reading["limits"]]


def test_the_nearer_goes_before_the_more_general(house: House) -> None:
    client = house.as_(COMMUNITY_STAFF)
    for path, warning in ((of_area(BUILDING), 108), (of_area(COMMUNITY), 106), (HERS, 112)):
        assert client.put(path, json=WHY | {"warning": warning}).status_code == 200
    now = in_force(house)
    assert [one["area"] or one["resident"] for one in now["because"]] == [COMMUNITY, BUILDING, MRS_LIN]
    assert now["rule"]["limits"][0]["fires_at"] == 112
    client.delete(HERS)
    client.delete(of_area(BUILDING))
    assert in_force(house)["rule"]["limits"][0]["fires_at"] == 106


def test_what_is_taken_back_is_gone_once(house: House) -> None:
    client = house.as_(OFFICER)
    client.put(HERS, json=WHY | {"enabled": False})
    assert client.get(f"/api/v1/residents/{MRS_LIN}/overrides").json()["items"][0]["enabled"] is False
    assert client.delete(HERS).status_code == 204
    assert client.get(f"/api/v1/residents/{MRS_LIN}/overrides").json()["items"] == []
    assert in_force(house)["rule"]["enabled"] is True


@pytest.mark.parametrize("area", [COMMUNITY, STREET])
def test_a_grids_officer_changes_nothing_above_the_grid(shared_house: House, area: str) -> None:
    assert shared_house.as_(OFFICER).put(of_area(area), json=WHY | {"warning": 111}).status_code == 404


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "body"),
        ({"warning": 140}, "body.limits"),
        ({"warning": 900, "critical": 901}, "body.limits"),
        ({"critical": 90}, "body.limits"),
        ({"warning": 111, "until": "2020-01-01T00:00:00Z"}, "body.until"),
        ({"warning": 111, "until": "9999-01-01T00:00:00Z"}, "body.until"),
        ({"warning": 111, "until": "2027-01-01T00:00:00"}, "body.until"),
        ({"warning": "high"}, "body.warning"),
        ({"hold_seconds": -1}, "body.hold_seconds"),
        ({"hold_seconds": 10**9}, "body.hold_seconds"),
        ({"warning": 111, "reason": ""}, "body.reason"),
        ({"warning": 111, "colour": "red"}, "body.colour"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(shared_house: House, said: dict[str, Any], field: str) -> None:
    answer = shared_house.as_(OFFICER).put(HERS, json=WHY | said)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert shared_house.records.rules.overrides_of(MRS_LIN) == []


def test_limits_of_two_levels_must_fit_together(house: House) -> None:
    client = house.as_(COMMUNITY_STAFF)
    client.put(of_area(COMMUNITY), json=WHY | {"warning": 125})
    assert client.put(HERS, json=WHY | {"critical": 120}).json()["errors"][0]["field"] == "body.limits"


@pytest.mark.parametrize("said", [{"warning": 5}, {"enabled": False}])
def test_a_call_for_help_has_no_limits_and_is_never_switched_off(shared_house: House, said: dict[str, Any]) -> None:
    path = f"/api/v1/residents/{MRS_LIN}/overrides/sos"
    assert shared_house.as_(OFFICER).put(path, json=WHY | said).status_code == 422


def test_an_area_is_no_resident(shared_house: House) -> None:
    path = f"/api/v1/residents/area:{BUILDING}/overrides/heart_rate_high"
    assert shared_house.as_(OFFICER).put(path, json=WHY | {"warning": 111}).status_code == 404


def test_the_second_oxygen_scale_is_set_by_staff_with_the_clinicians_word(house: House) -> None:
    path, said = f"/api/v1/residents/{MRS_LIN}", {"scale": 2, "why": "Dr. Shen: chronic lung disease"}
    put = house.as_(OFFICER).put(f"{path}/oxygen-scale", json=said)
    assert (put.status_code, put.json()["set_by"]) == (200, OFFICER)
    assert house.as_(DAUGHTER).get(f"{path}/rules").json()["oxygen_scale"] == put.json()
    assert [one["fires_at"] for one in in_force(house, rule="spo2_low")["rule"]["limits"]] == [87, 83]
    assert [one["fires_at"] for one in in_force(house, MR_ZHOU, "spo2_low")["rule"]["limits"]] == [94, 91]


@pytest.mark.parametrize("said", [{"scale": 3, "why": "x"}, {"scale": 2}, {"scale": 2, "why": ""}])
def test_a_scale_without_a_word_is_refused(shared_house: House, said: dict[str, Any]) -> None:
    path = f"/api/v1/residents/{MRS_LIN}/oxygen-scale"
    assert shared_house.as_(OFFICER).put(path, json=said).status_code == 422
