"""Escalation policies: who may set them, and what would leave somebody without a ladder."""

from typing import Any

import pytest

from store.records.neighbourhood import Neighbourhood
from tests.api.house import House
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY,
    COMMUNITY_STAFF,
    OFFICER,
    OTHER_STEWARD,
    STEWARD,
    STREET_STAFF,
    console,
)

CRITICAL = "/api/v1/policies/critical"
FORM: dict[str, Any] = {
    "severity": "critical",
    "steps": [
        {"receivers": [{"area": "building"}], "after_seconds": 0},
        {"receivers": [{"area": "grid"}, {"area": "community"}], "after_seconds": 120},
    ],
    "repeat_seconds": 300,
    "remind_after_seconds": 1800,
    "why": "the grid answers within two minutes",
}


def reachable(house: House, *people: str) -> None:
    house.records.neighbourhood.load(Neighbourhood(channels=tuple(map(console, people))), house.clock())


def test_the_defaults_are_listed(shared_house: House) -> None:
    policies = shared_house.as_(STEWARD).get("/api/v1/policies").json()["items"]
    critical = next(one for one in policies if one["id"] == "critical")
    assert [step["after_seconds"] for step in critical["steps"]] == [0, 180, 180, 300]
    assert critical["steps"][1]["receivers"][0] == {"area": "building", "duty": "deputy"}


def test_a_new_version_says_who_set_it_and_why(house: House) -> None:
    reachable(house, STEWARD, OTHER_STEWARD)
    client = house.as_(STREET_STAFF)
    assert client.put(CRITICAL, json=FORM).status_code == 200
    seen = client.get(CRITICAL).json()
    assert (seen["policy"]["version"], seen["policy"]["why"]) == (2, FORM["why"])
    assert [one["set_by"] for one in seen["versions"]] == [STREET_STAFF, "alerts"]
    assert house.looks("policy:critical") == [(STREET_STAFF, "set_rules", True)]


def test_a_policy_of_an_area_is_set_by_its_street(house: House) -> None:
    reachable(house, STEWARD, OTHER_STEWARD)
    form = FORM | {"area": BUILDING}
    assert house.as_(COMMUNITY_STAFF).put("/api/v1/policies/building-3-critical", json=form).status_code == 403
    made = house.as_(STREET_STAFF).put("/api/v1/policies/building-3-critical", json=form)
    assert (made.status_code, made.json()["policy"]["area"]) == (200, BUILDING)


@pytest.mark.parametrize("person", [OFFICER, COMMUNITY_STAFF])
def test_the_ladder_of_everybody_is_for_those_who_answer_for_everybody(shared_house: House, person: str) -> None:
    assert shared_house.as_(person).put(CRITICAL, json=FORM).status_code == 403


def test_a_policy_that_would_reach_nobody_is_refused(house: House) -> None:
    answer = house.as_(STREET_STAFF).put(CRITICAL, json=FORM)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refused")
    assert "reach nobody" in answer.json()["detail"]


def test_a_policy_that_forgets_a_building_is_refused_with_its_name(house: House) -> None:
    reachable(house, STEWARD, COMMUNITY_STAFF)
    steward_alone = FORM | {"steps": FORM["steps"][:1]}
    answer = house.as_(STREET_STAFF).put(CRITICAL, json=steward_alone)
    assert (answer.status_code, "5 号楼" in answer.json()["detail"]) == (409, True)
    assert house.records.policies.history("critical")[-1][0].version == 1


def test_two_policies_for_the_same_alerts_are_refused(house: House) -> None:
    reachable(house, STEWARD, OTHER_STEWARD)
    answer = house.as_(STREET_STAFF).put("/api/v1/policies/another", json=FORM)
    assert (answer.status_code, "critical" in answer.json()["detail"]) == (409, True)


def test_a_policy_stays_for_the_alerts_that_it_was_made_for(house: House) -> None:
    reachable(house, STEWARD, OTHER_STEWARD)
    answer = house.as_(STREET_STAFF).put(CRITICAL, json=FORM | {"severity": "warning"})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": []},
        {"steps": [{"receivers": [], "after_seconds": 0}]},
        {"steps": [FORM["steps"][1]]},
        {"steps": [FORM["steps"][0], FORM["steps"][0]]},
        {"steps": [{"receivers": [{"area": "moon"}], "after_seconds": 0}]},
        {"repeat_seconds": 0},
        {"repeat_seconds": -5},
        {"remind_after_seconds": 1},
        {"severity": "dreadful"},
        {"why": ""},
        {"area": "no-such-area"},
        {"area": f"{COMMUNITY}\u0000"},
    ],
)
def test_what_makes_no_sense_is_refused(shared_house: House, wrong: dict[str, Any]) -> None:
    answer = shared_house.as_(STREET_STAFF).put(CRITICAL, json=FORM | wrong)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")


def test_a_policy_that_is_not_there_is_not_found(shared_house: House) -> None:
    assert shared_house.as_(STEWARD).get("/api/v1/policies/no-such").status_code == 404
