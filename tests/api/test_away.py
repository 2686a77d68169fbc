"""Away: relatives say so too, with an end, and only for their own."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.house import House
from tests.neighbourhood import DAUGHTER, MR_ZHOU, MRS_LIN, OTHER_STEWARD, OUTSIDER, STEWARD

HERS = f"/api/v1/residents/{MRS_LIN}/away"


def form(house: House, days: float = 2, **said: Any) -> dict[str, Any]:
    return {"kind": "family", "ends_at": (house.clock() + timedelta(days=days)).isoformat()} | said


def test_the_daughter_takes_her_home_and_brings_her_back(house: House) -> None:
    client = house.as_(DAUGHTER)
    made = client.post(HERS, json=form(house, why="the weekend with us"))
    assert (made.status_code, made.json()["by"], made.json()["in_force"]) == (201, DAUGHTER, True)
    assert house.as_(STEWARD).get(HERS).json()["items"] == [made.json()]
    assert [one.id for one in house.records.mutes.aways(house.clock())] == [made.json()["id"]]
    back = house.as_(STEWARD).delete(f"{HERS}/{made.json()['id']}")
    assert (back.status_code, back.json()["in_force"]) == (200, False)
    assert house.records.mutes.aways(house.clock()) == []
    assert (DAUGHTER, "set_away", True) in house.looks(MRS_LIN)


@pytest.mark.parametrize("person", [OUTSIDER, OTHER_STEWARD])
def test_nobody_sends_another_familys_mother_away(house: House, person: str) -> None:
    assert house.as_(person).post(HERS, json=form(house)).status_code == 404
    assert house.as_(person).get(HERS).status_code == 404
    assert house.looks(MRS_LIN)[-1] == (person, "set_away", False)


def test_an_away_is_ended_only_where_it_belongs(house: House) -> None:
    made = house.as_(DAUGHTER).post(HERS, json=form(house)).json()
    theirs = f"/api/v1/residents/{MR_ZHOU}/away/{made['id']}"
    assert house.as_(OUTSIDER).delete(theirs).status_code == 404
    assert len(house.records.mutes.aways(house.clock())) == 1


@pytest.mark.parametrize(
    ("days", "said", "field"),
    [
        (93, {}, "body.ends_at"),
        (-1, {}, "body.ends_at"),
        (1, {"kind": "moon"}, "body.kind"),
        (1, {"ends_at": None}, "body.ends_at"),
        (1, {"starts_at": "yesterday"}, "body.starts_at"),
        (1, {"resident": MR_ZHOU}, "body.resident"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    shared_house: House, days: float, said: dict[str, Any], field: str
) -> None:
    answer = shared_house.as_(DAUGHTER).post(HERS, json=form(shared_house, days, **said))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
