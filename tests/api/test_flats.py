"""The grid of a building over HTTP: what a cell says, to whom, and what asking again and again costs."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from domain.access import Deed
from domain.people import Household, Resident
from store.records.registry import DeviceFacts
from tests.api.house import House
from tests.api.strangers import MACHINE, let_in
from tests.neighbourhood import (
    BUILDING,
    DAUGHTER,
    GRID,
    MRS_LIN,
    OFFICER,
    OTHER_STEWARD,
    STEWARD,
    WATCH,
    noted,
)

FLATS = f"/api/v1/areas/{BUILDING}/flats"
HOME = "building-3-502"
EVERYTHING = (Deed.SEE_RESIDENT, Deed.SEE_ALERTS, Deed.SEE_DEVICES)


def hers(house: House, person: str = STEWARD) -> dict[str, Any]:
    [flat] = house.as_(person).get(FLATS).raise_for_status().json()["flats"]
    [resident] = flat["residents"]
    found: dict[str, Any] = resident
    return found


def test_the_steward_sees_the_flats_of_his_building_and_who_lives_there(house: House) -> None:
    page = house.as_(STEWARD).get(FLATS).json()
    assert page["buildings"] == [{"id": BUILDING, "name": "3 号楼"}]
    [flat] = page["flats"]
    assert (flat["household"], flat["flat"], flat["building"], page["next"]) == (HOME, "2单元502", BUILDING, None)
    assert hers(house) == {
        "id": MRS_LIN,
        "name": "林秀英",
        "deceased": False,
        "worst": None,
        "open_alerts": 0,
        "unanswered": False,
        "away": None,
        "silenced_until": None,
        "devices": 3,
        "not_there": 0,
        "heard_at": None,
    }


def test_a_cell_shows_the_worst_that_is_open(house: House) -> None:
    house.fire(house.cast.watch, MRS_LIN, 85, "spo2_low")
    worse = house.fire(house.cast.watch, MRS_LIN, 120, "heart_rate_high")
    found = hers(house)
    assert found["open_alerts"] == 2
    assert found["worst"]["rule"] == "spo2_low"
    assert (found["worst"]["severity"], found["worst"]["state"], found["worst"]["unit"]) == ("critical", "firing", "%")
    assert found["worst"]["id"] != worse.id
    assert (found["worst"]["unanswered"], found["worst"]["muted"]) == (False, None)


def test_a_cell_says_that_somebody_is_away_or_silenced_and_why_an_alert_is_not_told(house: House) -> None:
    until = (house.clock() + timedelta(days=2)).isoformat()
    house.fire(house.cast.watch, MRS_LIN)
    client = house.as_(STEWARD)
    made = client.post(f"/api/v1/residents/{MRS_LIN}/away", json={"kind": "family", "ends_at": until}).json()
    silence = {"resident": MRS_LIN, "rule": "heart_rate_high", "ends_at": until, "why": "her watch"}
    client.post("/api/v1/silences", json=silence).raise_for_status()
    found = hers(house)
    assert found["away"] == {"kind": "family", "ends_at": made["ends_at"]}
    assert (found["silenced_until"], found["worst"]["muted"]["by"]) == (None, "silence")
    client.post("/api/v1/silences", json={"area": BUILDING, "ends_at": until, "why": "a drill"}).raise_for_status()
    assert hers(house)["silenced_until"] is not None


def test_a_cell_says_when_something_was_heard_and_what_is_not_there(house: House) -> None:
    long_ago = house.clock() - timedelta(days=3)
    house.records.registry.hear([DeviceFacts(device=WATCH, last_heard_at=long_ago)])
    assert (hers(house)["not_there"], hers(house)["devices"]) == (1, 3)
    assert hers(house)["heard_at"] == long_ago.isoformat().replace("+00:00", "Z")


def test_every_look_is_on_record_and_a_304_is_none(house: House) -> None:
    client = house.as_(STEWARD)
    first = client.get(FLATS)
    assert house.looks(MRS_LIN) == [(STEWARD, "see_alerts", True)]
    again = client.get(FLATS, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert len(house.looks(MRS_LIN)) == 1


def test_an_alert_changes_the_etag_and_a_minutes_report_does_not(house: House) -> None:
    client = house.as_(STEWARD)
    quarter = house.clock().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    tags = []
    for minutes in (1, 2, 20):
        house.records.registry.hear([DeviceFacts(device=WATCH, last_heard_at=quarter + timedelta(minutes=minutes))])
        tags.append(client.get(FLATS).headers["etag"])
    assert tags[0] == tags[1] != tags[2]
    house.fire(house.cast.watch, MRS_LIN)
    changed = client.get(FLATS, headers={"If-None-Match": f'"x", {tags[2]}'})
    assert (changed.status_code, changed.headers["etag"] == tags[2]) == (200, False)


def test_an_area_shows_all_below_it_by_building_and_number_and_an_empty_flat_too(house: House) -> None:
    note = noted(house.clock(), "x")[0]
    house.records.organisation.add_household(Household(id="a-1001", building=BUILDING, flat="2单元1001"), note)
    client = house.as_(OFFICER)
    found = client.get(f"/api/v1/areas/{GRID}/flats").json()
    shown = [(one["building"], one["flat"], len(one["residents"])) for one in found["flats"]]
    assert shown == [(BUILDING, "2单元502", 1), (BUILDING, "2单元1001", 0), ("building-5", "1单元101", 1)]
    page = client.get(f"/api/v1/areas/{GRID}/flats", params={"limit": 2}).json()
    rest = client.get(f"/api/v1/areas/{GRID}/flats", params={"limit": 2, "after": page["next"]}).json()
    assert {one["household"] for one in page["flats"]} == {"a-1001", HOME}
    assert ([one["household"] for one in rest["flats"]], rest["next"]) == (["building-5-101"], None)


@pytest.mark.parametrize("person", [DAUGHTER, OTHER_STEWARD])
def test_who_does_not_answer_for_the_building_sees_nothing_of_it(house: House, person: str) -> None:
    assert house.as_(person).get(FLATS).status_code == 404
    assert house.looks(f"area:{BUILDING}") == [(person, "see_resident", False)]
    assert house.looks(MRS_LIN) == []


def test_a_key_shows_all_of_it_or_nothing(house: House) -> None:
    let_in(house)
    assert house.with_key(MACHINE, *EVERYTHING).get(FLATS).status_code == 200
    for lacking in EVERYTHING:
        key = house.with_key(MACHINE, *(one for one in EVERYTHING if one is not lacking))
        assert key.get(FLATS).status_code == 403


@pytest.mark.parametrize("query", ["limit=0", "limit=2001", "after=x", "limit=many"])
def test_a_page_that_is_none_is_refused(shared_house: House, query: str) -> None:
    assert shared_house.as_(STEWARD).get(f"{FLATS}?{query}").status_code == 422


def questions(house: House) -> list[str]:
    """Ask for the grid, and give what its answer asks of the database; what other threads ask meanwhile is theirs."""
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if threading.current_thread().name.startswith("AnyIO"):
            asked.append(statement)

    engine, client = house.records.people._database.engine, house.as_(STEWARD)
    event.listen(engine, "before_cursor_execute", count)
    client.get(FLATS).raise_for_status()
    event.remove(engine, "before_cursor_execute", count)
    assert asked
    return [one for one in asked if one.startswith("SELECT")]


def test_forty_times_the_flats_are_no_more_questions_to_the_database(house: House) -> None:
    house.fire(house.cast.watch, MRS_LIN)
    few = questions(house)
    note = noted(house.clock(), "x")[0]
    for number in range(40):
        home = Household(id=f"home-{number}", building=BUILDING, flat=str(number))
        house.records.organisation.add_household(home, note)
        house.records.organisation.add_resident(Resident(id=f"r-{number}", name="r", household=home.id), note)
        house.fire(house.cast.watch, f"r-{number}")
    many = questions(house)
    assert len(many) <= len(few) <= 25
