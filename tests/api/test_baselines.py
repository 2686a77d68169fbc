"""What is usual for somebody over HTTP, and what doors and steps came to: by what was measured, for who may see it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.people import Device, Scope
from domain.readings import Report, to_millis
from tests.api.house import House
from tests.neighbourhood import DAUGHTER, MRS_LIN, OTHER_STEWARD, OUTSIDER, STEWARD, agreed

HERS = f"/api/v1/residents/{MRS_LIN}"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def now_at_noon(house: House) -> datetime:
    """Set the clock to noon in Shanghai (04:00 UTC), and give it."""
    now = house.clock()
    house.clock.ahead = now.replace(hour=4, minute=0, second=0, microsecond=0) + DAY - now
    return house.clock().replace(minute=0, second=0, microsecond=0)


def measure(house: House, device: Device, *said: tuple[datetime, dict[str, float]]) -> None:
    reports = [Report(device=device.id, observed_at=at, received_at=at, values=values) for at, values in said]
    house.readings.append(reports)


def fortnight(house: House, days: int = 14) -> datetime:
    """Let Mrs Lin's devices have told of so many days before today: 60 by night, 80 by day, two openings, 240 steps."""
    now = now_at_noon(house)
    noons = [now - day * DAY for day in range(days, 0, -1)]
    measure(house, house.cast.watch, *((noon, {"heart_rate": 80.0, "steps": 240.0, "worn": 1}) for noon in noons))
    measure(house, house.cast.watch, *((noon - 8 * HOUR, {"heart_rate": 60.0, "steps": 0.0}) for noon in noons))
    for noon in noons:
        words = ((noon + place * HOUR, {"door": float(word)}) for place, word in enumerate((0, 1, 1, 0, 1, 0)))
        measure(house, house.cast.door, *words)
    return now


def baselines(house: House, person: str = STEWARD) -> dict[str, Any]:
    found: dict[str, Any] = house.as_(person).get(f"{HERS}/baselines").raise_for_status().json()
    return found


def test_what_is_usual_is_told_by_day_and_by_night(house: House) -> None:
    fortnight(house)
    found = baselines(house)
    [pulse] = found["vitals"]
    assert (pulse["metric"], pulse["unit"]) == ("heart_rate", "/min")
    assert pulse["day"] == {"low": 80, "median": 80, "high": 80, "days": 14, "readings": 14}
    assert pulse["night"] == {"low": 60, "median": 60, "high": 60, "days": 14, "readings": 14}
    assert found["night"] == {"starts": "22:00:00", "ends": "06:00:00"}
    assert (found["is_night"], found["least_days"]) == (False, 7)
    span = datetime.fromisoformat(found["last"]) - datetime.fromisoformat(found["first"])
    assert span == 13 * DAY


def test_what_a_day_comes_to_is_told_beside_today(house: House) -> None:
    now = fortnight(house)
    measure(house, house.cast.door, (now - HOUR, {"door": 1.0}), (now - HOUR / 2, {"door": 0.0}))
    daily = {one["metric"]: one for one in baselines(house)["daily"]}
    assert set(daily) == {"door", "steps"}
    assert (daily["door"]["band"]["median"], daily["door"]["band"]["days"], daily["door"]["today"]) == (2, 14, 1)
    assert (daily["steps"]["band"]["median"], daily["steps"]["band"]["days"]) == (240, 14)


def test_a_door_that_stood_open_at_the_beginning_says_so_and_was_not_opened_then(house: House) -> None:
    now = now_at_noon(house)
    measure(house, house.cast.door, (now - 26 * HOUR, {"door": 1.0}), *((now - HOUR, {"door": 0.0}),))
    measure(house, house.cast.door, (now - 25 * HOUR, {"door": 1.0}), (now - 23 * HOUR, {"door": 1.0}))
    [door] = house.as_(STEWARD).get(f"{HERS}/activity", params={"end": now.isoformat()}).json()["doors"]
    assert door["turns"] == [[to_millis(now - 26 * HOUR), 1], [to_millis(now - HOUR), 0]]
    assert door["opened"] == 0


def test_today_is_no_part_of_what_is_usual(house: House) -> None:
    now = fortnight(house)
    measure(house, house.cast.watch, *((now - minutes * HOUR / 60, {"heart_rate": 190.0}) for minutes in range(1, 200)))
    assert baselines(house)["vitals"][0]["day"]["high"] == 80


def test_too_few_days_have_no_band(house: House) -> None:
    fortnight(house, days=6)
    found = baselines(house)
    assert found["vitals"] == [{"metric": "heart_rate", "unit": "/min", "day": None, "night": None}]
    assert [one["band"] for one in found["daily"]] == [None, None]


def test_a_watch_off_the_wrist_says_nothing_of_what_is_usual(house: House) -> None:
    now = fortnight(house)
    off = ((now - day * DAY + HOUR, {"heart_rate": 30.0, "worn": 0.0}) for day in range(1, 15))
    measure(house, house.cast.watch, *off)
    assert baselines(house)["vitals"][0]["day"]["low"] == 80


@pytest.mark.parametrize(
    ("scope", "vitals", "daily"),
    [(Scope.VITAL_SIGNS, ["heart_rate"], []), (Scope.ACTIVITY, [], ["door", "steps"])],
)
def test_a_relative_sees_what_was_agreed_to(house: House, scope: Scope, vitals: list[str], daily: list[str]) -> None:
    fortnight(house)
    consent = replace(agreed(MRS_LIN, DAUGHTER, house.clock(), scope), id="granted")
    house.records.consents.give(consent, house.clock())
    found = baselines(house, DAUGHTER)
    assert [one["metric"] for one in found["vitals"]] == vitals
    assert [one["metric"] for one in found["daily"]] == daily
    status = house.as_(DAUGHTER).get(f"{HERS}/activity").status_code
    assert status == (200 if scope is Scope.ACTIVITY else 403)


@pytest.mark.parametrize("page", ["baselines", "activity"])
def test_who_may_not_see_her_sees_nothing_and_every_look_is_on_record(house: House, page: str) -> None:
    for person in (OUTSIDER, OTHER_STEWARD):
        assert house.as_(person).get(f"{HERS}/{page}").status_code == 404
    assert house.as_(STEWARD).get(f"{HERS}/{page}").status_code == 200
    assert house.looks(MRS_LIN)[0] == (STEWARD, "see_readings", True)
    assert house.looks(MRS_LIN)[1] == (OTHER_STEWARD, "see_readings", False)


def test_a_month_of_doors_comes_by_the_moment_and_of_steps_by_the_hour(house: House) -> None:
    now = fortnight(house)
    asked = {"start": (now - 30 * DAY).isoformat(), "end": (now + HOUR).isoformat()}
    found = house.as_(STEWARD).get(f"{HERS}/activity", params=asked).json()
    [door] = found["doors"]
    assert (door["device"], door["opened"], door["complete"]) == (house.cast.door.id, 28, True)
    assert door["turns"][:2] == [[to_millis(now - 14 * DAY), 0], [to_millis(now - 14 * DAY + HOUR), 1]]
    assert [one[1] for one in door["turns"]] == [0, 1, 0, 1] * 14 + [0]
    assert sum(amount for _, amount in found["steps"]) == 14 * 240
    assert found["motion"] == []


@pytest.mark.parametrize(
    "asked",
    [
        {"start": "2026-01-01T00:00:00Z", "end": "2026-02-02T00:00:00Z"},
        {"start": "2026-01-02T00:00:00Z", "end": "2026-01-01T00:00:00Z"},
        {"start": "0001-01-01T00:00:00Z", "end": "0001-01-02T00:00:00Z"},
        {"start": "0001-01-01T00:00:00+14:00"},
        {"start": "2026-01-01T00:00:00"},
        {"end": "soon"},
    ],
)
def test_a_span_that_makes_no_sense_is_refused(shared_house: House, asked: dict[str, str]) -> None:
    assert shared_house.as_(STEWARD).get(f"{HERS}/activity", params=asked).status_code == 422


def test_a_flapping_contact_is_cut_off_and_counts_for_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    now = fortnight(house)
    monkeypatch.setattr("store.usual_past.MOST_WORDS", 50)
    daily = {one["metric"]: one for one in baselines(house)["daily"]}
    assert daily["door"]["band"] is None
    asked = {"start": (now - 30 * DAY).isoformat()}
    [door] = house.as_(STEWARD).get(f"{HERS}/activity", params=asked).json()["doors"]
    assert (door["complete"], len(door["turns"]) <= 51) == (False, True)
