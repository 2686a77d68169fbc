"""Alerts about an area: for those who answer for it or above, in lists, one by one and live."""

import json
from typing import Any

import pytest

from domain.alerts import Alert
from domain.answers import overdue
from domain.evaluation import Condition, Verdict
from domain.life import Seen, begin
from domain.people import Area, AreaKind
from domain.severity import Severity
from domain.subjects import area_subject
from domain.time_rules import SystemRule, SystemWatch
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House
from tests.api.test_alert_stream import listening
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY,
    COMMUNITY_STAFF,
    DAUGHTER,
    GRID,
    MRS_LIN,
    OFFICER,
    OTHER_STEWARD,
    OUTSIDER,
    SITE,
    STEWARD,
    STREET_STAFF,
)

ALERTS = "/api/v1/alerts"
SILENT = SystemRule(
    id="building_silent",
    watch=SystemWatch.BUILDING_SILENT,
    severity=Severity.WARNING,
    technical=True,
    source="all silent",
)


def fire(house: House, area: str) -> Alert:
    now = house.clock()
    verdict = Verdict(condition=Condition.BREACHED)
    seen = Seen(
        resident=area_subject(area), site=SITE, device="", verdict=verdict, observed_at=now, facts={"devices": 12}
    )
    change = begin(SILENT, seen, now)
    assert house.records.alerts.commit([change], [], now) == []
    return change.alert


def seen_by(house: House, person: str, **params: Any) -> list[str]:
    return [one["id"] for one in house.as_(person).get(ALERTS, params=params).json()["items"]]


@pytest.mark.parametrize(
    ("area", "those"),
    [
        (BUILDING, (STEWARD, OFFICER, COMMUNITY_STAFF, STREET_STAFF)),
        (GRID, (OFFICER, COMMUNITY_STAFF, STREET_STAFF)),
        (COMMUNITY, (COMMUNITY_STAFF, STREET_STAFF)),
    ],
)
def test_it_is_for_those_who_answer_for_the_area_or_above(house: House, area: str, those: tuple[str, ...]) -> None:
    alert = fire(house, area)
    everybody = (STEWARD, OTHER_STEWARD, OFFICER, COMMUNITY_STAFF, STREET_STAFF, DAUGHTER, OUTSIDER)
    for person in everybody:
        sees = person in those
        assert seen_by(house, person) == ([alert.id] if sees else []), person
        assert house.as_(person).get(f"{ALERTS}/{alert.id}").status_code == (200 if sees else 404), person


def test_it_is_shown_with_its_area_and_what_explains_it(house: House) -> None:
    alert = fire(house, BUILDING)
    shown = house.as_(STEWARD).get(f"{ALERTS}/{alert.id}").json()["alert"]
    assert (shown["resident"], shown["resident_name"]) == (None, "")
    assert (shown["area"], shown["area_name"]) == (BUILDING, "3 号楼")
    assert (shown["kind"], shown["metric"], shown["facts"]) == ("system", "building_silent", {"devices": 12})
    assert house.looks(f"area:{BUILDING}") == [(STEWARD, "see_alerts", True)]


def test_it_is_answered_by_those_who_see_it(house: House) -> None:
    alert = fire(house, BUILDING)
    path = f"{ALERTS}/{alert.id}/acknowledge"
    assert [house.as_(one).post(path).status_code for one in (OTHER_STEWARD, STEWARD)] == [404, 200]
    assert house.records.alerts.alert(alert.id).acknowledged_by == STEWARD


def test_the_stream_carries_it_to_those_who_may_see_it(house: House) -> None:
    with listening(house.as_(STEWARD)) as events:
        fire(house, COMMUNITY)
        alert = fire(house, BUILDING)
        told = json.loads(next(events).data)["alert"]
    assert (told["id"], told["resident"], told["area"]) == (alert.id, None, BUILDING)


def test_the_stream_of_a_relative_goes_on_past_it(house: House) -> None:
    with listening(house.as_(DAUGHTER)) as events:
        fire(house, BUILDING)
        hers = house.fire(house.cast.watch, MRS_LIN)
        told = json.loads(next(events).data)["alert"]
    assert (told["id"], told["resident"], told["area"]) == (hers.id, MRS_LIN, None)


def test_an_area_that_is_nowhere_breaks_no_list_and_no_stream(house: House) -> None:
    with listening(house.as_(STEWARD)) as events:
        fire(house, "torn-down")
        alert = fire(house, BUILDING)
        assert json.loads(next(events).data)["alert"]["id"] == alert.id
    assert seen_by(house, STREET_STAFF) == [alert.id]


def test_a_ladder_that_nobody_answered_can_be_asked_for(house: House) -> None:
    alert, other = house.fire(house.cast.watch, MRS_LIN), fire(house, BUILDING)
    for _ in range(4):
        now = house.records.alerts.alert(alert.id)
        assert now.due_at is not None
        change = overdue(now, now.due_at)
        assert change is not None
        house.records.alerts.commit([change], [], now.due_at)
    assert seen_by(house, STEWARD, unanswered=True) == [alert.id]
    assert seen_by(house, STEWARD, unanswered=False) == [other.id]
    assert house.as_(STEWARD).get(f"{ALERTS}/{alert.id}").json()["alert"]["unanswered_at"] is not None


def test_a_building_of_another_street_is_nobodys_here(house: House) -> None:
    house.records.neighbourhood.load(
        Neighbourhood(areas=(Area(id="far-street", kind=AreaKind.STREET, name="远街"),)), house.clock()
    )
    assert house.as_(STREET_STAFF).get(f"{ALERTS}/{fire(house, 'far-street').id}").status_code == 404
