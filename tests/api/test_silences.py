"""Silences: who may set them for whom, how long, and what they never keep back."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.access import Deed
from tests.api.house import House
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY,
    COMMUNITY_STAFF,
    DAUGHTER,
    MR_ZHOU,
    MRS_LIN,
    OFFICER,
    OTHER_BUILDING,
    OTHER_STEWARD,
    STEWARD,
    STREET_STAFF,
)

SILENCES = "/api/v1/silences"


def form(now: datetime, days: float = 1, **said: Any) -> dict[str, Any]:
    return {"ends_at": (now + timedelta(days=days)).isoformat(), "why": "the watch is in repair"} | said


def listed(house: House, person: str) -> list[str]:
    return [one["id"] for one in house.as_(person).get(SILENCES).json()["items"]]


def test_the_steward_silences_and_ends_it_early(house: House) -> None:
    client = house.as_(STEWARD)
    made = client.post(SILENCES, json=form(house.clock(), resident=MRS_LIN, rule="watch_silent"))
    assert (made.status_code, made.json()["by"], made.json()["in_force"]) == (201, STEWARD, True)
    assert listed(house, STEWARD) == listed(house, OFFICER) == [made.json()["id"]]
    assert listed(house, OTHER_STEWARD) == []
    ended = client.delete(f"{SILENCES}/{made.json()['id']}")
    assert (ended.status_code, ended.json()["in_force"]) == (200, False)
    assert client.delete(f"{SILENCES}/{made.json()['id']}").json() == ended.json()
    assert listed(house, STEWARD) == []
    assert (STEWARD, "mute_alerts", True) in house.looks(MRS_LIN)


def test_an_alert_says_that_it_is_muted_by_what_and_until_when(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    made = house.as_(STEWARD).post(SILENCES, json=form(house.clock(), area=BUILDING)).json()
    shown = house.as_(DAUGHTER).get(f"/api/v1/alerts/{alert.id}").json()["alert"]
    assert shown["muted"] == {"by": "silence", "until": made["ends_at"], "source": made["id"]}
    house.as_(STEWARD).delete(f"{SILENCES}/{made['id']}")
    assert house.as_(DAUGHTER).get(f"/api/v1/alerts/{alert.id}").json()["alert"]["muted"] is None


def test_a_silence_that_is_still_to_come_mutes_nothing_yet(house: House) -> None:
    alert, begins = house.fire(house.cast.watch, MRS_LIN), house.clock() + timedelta(hours=2)
    body = form(house.clock(), resident=MRS_LIN, starts_at=begins.isoformat())
    assert house.as_(STEWARD).post(SILENCES, json=body).json()["in_force"] is False
    assert house.as_(STEWARD).get(f"/api/v1/alerts/{alert.id}").json()["alert"]["muted"] is None


@pytest.mark.parametrize(
    "said", [{"resident": MR_ZHOU}, {"area": OTHER_BUILDING}, {"area": COMMUNITY}, {"resident": "nobody"}]
)
def test_a_steward_silences_nothing_beyond_the_building(shared_house: House, said: dict[str, Any]) -> None:
    answer = shared_house.as_(STEWARD).post(SILENCES, json=form(shared_house.clock(), **said))
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
    assert shared_house.records.mutes.silences(shared_house.clock()) == []


def test_a_silence_of_a_rule_alone_holds_for_everybody(house: House) -> None:
    body = form(house.clock(), rule="watch_silent")
    answers = [house.as_(one).post(SILENCES, json=body).status_code for one in (STEWARD, COMMUNITY_STAFF, STREET_STAFF)]
    assert answers == [403, 403, 201]
    assert len(listed(house, OTHER_STEWARD)) == 1


def test_a_silence_above_is_seen_below_and_ended_above(house: House) -> None:
    made = house.as_(COMMUNITY_STAFF).post(SILENCES, json=form(house.clock(), area=COMMUNITY)).json()
    assert listed(house, STEWARD) == [made["id"]]
    assert house.as_(STEWARD).delete(f"{SILENCES}/{made['id']}").status_code == 404
    assert house.as_(OTHER_STEWARD).get(SILENCES).json()["items"][0]["in_force"] is True


@pytest.mark.parametrize("rule", ["sos", "fall"])
def test_what_happened_is_always_told(shared_house: House, rule: str) -> None:
    answer = shared_house.as_(STEWARD).post(SILENCES, json=form(shared_house.clock(), resident=MRS_LIN, rule=rule))
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "body.rule", "reason": "what happened is always told", "kind": "value_error"}
    ]


@pytest.mark.parametrize(
    ("said", "days", "field"),
    [
        ({}, 1, "body"),
        ({"resident": MRS_LIN}, 31, "body.ends_at"),
        ({"resident": MRS_LIN}, -1, "body.ends_at"),
        ({"resident": MRS_LIN}, 10_000, "body.ends_at"),
        ({"resident": MRS_LIN, "starts_at": "2100-01-01T00:00:00Z"}, 1, "body.starts_at"),
        ({"resident": MRS_LIN, "rule": "no_such"}, 1, "body.rule"),
        ({"resident": MRS_LIN, "ends_at": "tomorrow"}, 1, "body.ends_at"),
        ({"resident": MRS_LIN, "why": ""}, 1, "body.why"),
        ({"resident": "a\u0000b"}, 1, "body.resident"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    shared_house: House, said: dict[str, Any], days: float, field: str
) -> None:
    answer = shared_house.as_(STEWARD).post(SILENCES, json=form(shared_house.clock(), days, **said))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_a_resident_and_an_area_where_they_do_not_live_fit_nothing(shared_house: House) -> None:
    body = form(shared_house.clock(), resident=MRS_LIN, area=OTHER_BUILDING)
    assert shared_house.as_(OFFICER).post(SILENCES, json=body).json()["errors"][0]["field"] == "body.area"


def test_a_key_mutes_only_where_it_was_made_for_it(house: House) -> None:
    body = form(house.clock(), resident=MRS_LIN)
    assert house.with_key(STEWARD, Deed.SEE_ALERTS).post(SILENCES, json=body).status_code == 403
    assert house.with_key(STEWARD, Deed.MUTE_ALERTS).post(SILENCES, json=body).status_code == 201
