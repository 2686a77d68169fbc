"""The daily round over HTTP: who is on it and why, when nobody is, and who may ask."""

from datetime import timedelta
from typing import Any

import pytest

from domain.access import Deed
from domain.alerts import Disposition
from domain.answers import resolve
from domain.consents import Consent, Purpose, SignedHow
from domain.muting import Away, AwayKind
from domain.readings import Report
from store.records.registry import DeviceFacts
from tests.api.house import House
from tests.api.strangers import MACHINE, let_in
from tests.api.test_baselines import fortnight, measure
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    DAUGHTER,
    DOOR,
    GRID,
    MONITOR,
    MR_ZHOU,
    MRS_LIN,
    OFFICER,
    OTHER_STEWARD,
    STEWARD,
    WATCH,
)

ROUND = f"/api/v1/areas/{BUILDING}/round"
HOUR = timedelta(hours=1)


def well(house: House) -> None:
    """Let Mrs Lin have agreed to be watched over, and her devices be heard of."""
    now = house.clock()
    consent = Consent(
        id="care",
        resident=MRS_LIN,
        relative=None,
        purpose=Purpose.CARE,
        scopes=frozenset(),
        signed_by="herself",
        how=SignedHow.ON_PAPER,
        recorded_by=COMMUNITY_STAFF,
        text_version="2026-11",
        given_at=now,
    )
    house.records.consents.give(consent, now)
    heard(house)


def heard(house: House) -> None:
    now, devices = house.clock(), (WATCH, MONITOR, DOOR)
    house.records.registry.hear([DeviceFacts(device=one, last_heard_at=now, battery=80) for one in devices])


def asked(house: House, person: str = STEWARD, area: str = BUILDING) -> dict[str, Any]:
    found: dict[str, Any] = house.as_(person).get(f"/api/v1/areas/{area}/round").raise_for_status().json()
    return found


def reasons(house: House) -> list[dict[str, Any]]:
    return [reason for one in asked(house)["items"] if one["resident"] == MRS_LIN for reason in one["reasons"]]


def test_nobody_needs_a_look_where_all_is_well_and_the_answer_says_so(house: House) -> None:
    well(house)
    found = asked(house)
    assert (found["nobody"], found["items"]) == (True, [])
    assert (found["looked_at"], found["complete"]) == (1, True)
    assert (found["readings"], found["to_come"]) == (1, 0)


def test_somebody_is_on_it_with_where_to_find_them_and_why(house: House) -> None:
    well(house)
    alert = house.fire(house.cast.watch, MRS_LIN)
    house.records.registry.hear([DeviceFacts(device=WATCH, battery=14)])
    [one] = asked(house)["items"]
    assert (one["name"], one["building"], one["flat"]) == ("林秀英", "3 号楼", "2单元502")
    assert (one["key_holder"], one["phone"], one["urgency"]) == ("王大爷 601", "13800000001", "now")
    assert [reason["why"] for reason in one["reasons"]] == ["open_alert", "battery_low"]
    assert (one["reasons"][0]["alert"], one["reasons"][0]["facts"]["value"]) == (alert.id, 142)
    assert (one["reasons"][1]["device"], one["reasons"][1]["facts"]) == (WATCH, {"battery": 14})


def test_what_was_real_and_is_over_is_on_it_for_a_day(house: House) -> None:
    well(house)
    alert = house.fire(house.cast.watch, MRS_LIN)
    change = resolve(alert, STEWARD, Disposition.REAL, house.clock())
    assert change is not None
    house.records.alerts.commit([change], [], house.clock())
    assert [one["why"] for one in reasons(house)] == ["recent_alert"]
    house.clock.ahead = timedelta(hours=25)
    assert [one["why"] for one in reasons(house)] == ["nothing_heard"]


def test_who_came_back_today_and_who_never_agreed_are_on_it(house: House) -> None:
    well(house)
    now = house.clock()
    away = Away(id="a", resident=MRS_LIN, starts_at=now - 9 * HOUR, ends_at=now - HOUR, kind=AwayKind.FAMILY, by="x")
    house.records.mutes.put_away(away, now)
    assert [one["why"] for one in reasons(house)] == ["back_today"]
    house.records.consents.withdraw("care", COMMUNITY_STAFF, house.clock())
    assert [one["why"] for one in reasons(house)] == ["back_today", "no_consent"]


def test_a_quiet_door_and_an_unusual_pulse_are_seen_in_the_readings(house: House) -> None:
    now = fortnight(house)
    well(house)
    pulse = ((now - hour * HOUR, {"heart_rate": 99.0}) for hour in range(1, 8))
    measure(house, house.cast.watch, *pulse)
    door = [Report(device=DOOR, observed_at=now - HOUR, received_at=now, values={"door": 0.0})]
    house.readings.append(door)
    assert [one["why"] for one in reasons(house)] == ["off_band"]
    house.clock.ahead += timedelta(hours=20)
    heard(house)
    house.readings.append([Report(device=DOOR, observed_at=now + 19 * HOUR, received_at=now, values={"door": 0.0})])
    found = {one["why"]: one for one in reasons(house)}
    assert found["little_activity"]["metric"] == "door"
    assert found["little_activity"]["facts"] == {"amount": 0, "low": 2, "median": 2}


def test_the_most_urgent_of_an_area_stands_first(house: House) -> None:
    well(house)
    house.fire(house.cast.other_watch, MR_ZHOU)
    house.records.registry.hear([DeviceFacts(device=WATCH, battery=14)])
    found = asked(house, OFFICER, GRID)
    assert [(one["resident"], one["urgency"]) for one in found["items"]] == [(MR_ZHOU, "now"), (MRS_LIN, "sometime")]
    assert found["looked_at"] == 2


def test_more_people_than_a_few_buildings_hold_are_looked_at_without_their_readings(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    well(house)
    monkeypatch.setattr("api.rounds.MOST_READ", 0)
    found = asked(house)
    assert (found["readings"], found["to_come"], found["nobody"]) == (0, 0, True)


def test_what_is_usual_is_worked_out_by_and_by_and_nobody_is_said_only_at_the_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    well(house)
    monkeypatch.setattr("api.rounds.READ_AT_ONCE", 1)
    answers = [asked(house, OFFICER, GRID) for _ in range(3)]
    assert [(one["readings"], one["to_come"]) for one in answers] == [(1, 1), (2, 0), (2, 0)]
    monkeypatch.setattr("api.rounds.READ_AT_ONCE", 0)
    house.clock.ahead = timedelta(hours=24)
    heard(house)
    another_day = asked(house)
    assert (another_day["items"], another_day["to_come"], another_day["nobody"]) == ([], 1, False)


@pytest.mark.parametrize("person", [DAUGHTER, OTHER_STEWARD])
def test_who_does_not_answer_for_the_building_is_told_of_nobody(house: House, person: str) -> None:
    assert house.as_(person).get(ROUND).status_code == 404
    assert house.looks(MRS_LIN) == []


def test_every_look_is_on_record_and_a_key_needs_every_deed(house: House) -> None:
    asked(house)
    assert house.looks(MRS_LIN) == [(STEWARD, "see_readings", True)]
    let_in(house)
    every = (Deed.SEE_RESIDENT, Deed.SEE_READINGS, Deed.SEE_ALERTS, Deed.SEE_DEVICES)
    assert house.with_key(MACHINE, *every).get(ROUND).status_code == 200
    for lacking in every:
        assert house.with_key(MACHINE, *(one for one in every if one is not lacking)).get(ROUND).status_code == 403
