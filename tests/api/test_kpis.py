"""How well alerts were answered, by whom it may be seen."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.api.house import House, open_house
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY,
    COMMUNITY_STAFF,
    DAUGHTER,
    MR_ZHOU,
    MRS_LIN,
    OTHER_BUILDING,
    OTHER_STEWARD,
    OUTSIDER,
    STEWARD,
)

PATH = "/api/v1/kpis"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Mrs Lin's alert is answered after 30 seconds and was false; Mr Zhou's is answered by nobody."""
    with open_house(tmp_path) as house:
        hers = house.fire(house.cast.watch, MRS_LIN)
        house.fire(house.cast.other_watch, MR_ZHOU)
        house.clock.ahead += timedelta(seconds=30)
        client = house.as_(STEWARD)
        client.post(f"/api/v1/alerts/{hers.id}/acknowledge", json={})
        client.post(f"/api/v1/alerts/{hers.id}/resolve", json={"disposition": "false_alarm"})
        yield house


def test_staff_see_their_area_building_by_building_and_which_rule_was_wrong(house: House) -> None:
    answer = house.as_(COMMUNITY_STAFF).get(PATH)
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert said["all"]["critical"] == 2
    assert said["all"]["answered_within_60_s"] == 0.5
    assert said["by_area"][BUILDING]["answered_within_60_s"] == 1.0
    assert said["by_area"][OTHER_BUILDING]["answered_within_180_s"] == 0.0
    assert 29 <= said["by_area"][BUILDING]["seconds_to_acknowledge"]["median"] <= 40
    assert said["by_rule"][0] == {"rule": "heart_rate_high", "alerts": 2, "judged": 1, "false": 1, "false_share": 1.0}
    assert (said["residents"], said["alerts_per_resident_and_day"]) == (2, round(1 / 30, 5))


def test_a_steward_sees_their_building_alone(house: House) -> None:
    assert list(house.as_(STEWARD).get(PATH).json()["by_area"]) == [BUILDING]
    assert house.as_(STEWARD).get(PATH, params={"area": BUILDING}).status_code == 200
    assert house.as_(STEWARD).get(PATH, params={"area": COMMUNITY}).status_code == 404
    assert house.as_(OTHER_STEWARD).get(PATH, params={"area": BUILDING}).status_code == 404


def test_families_and_strangers_see_none_of_it(house: House) -> None:
    assert [house.as_(one).get(PATH).status_code for one in (DAUGHTER, OUTSIDER)] == [403, 403]
    assert house.client().get(PATH).status_code == 401


def test_a_time_without_alerts_has_no_shares(house: House) -> None:
    wanted = {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z"}
    said = house.as_(COMMUNITY_STAFF).get(PATH, params=wanted).json()
    assert (said["all"]["alerts"], said["all"]["answered_within_60_s"], said["by_rule"]) == (0, None, [])


@pytest.mark.parametrize(
    "wanted",
    [
        {"since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"},
        {"since": "2020-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"},
        {"since": "yesterday"},
        {"since": "2026-01-02T00:00:00"},
        {"until": "0001-01-01T00:00:00+14:00"},
    ],
)
def test_a_stretch_that_is_none_is_refused(house: House, wanted: dict[str, str]) -> None:
    assert house.as_(COMMUNITY_STAFF).get(PATH, params=wanted).status_code == 422


def test_days_stand_in_a_row_for_a_chart(house: House) -> None:
    said = house.as_(COMMUNITY_STAFF).get(f"{PATH}/daily", params={"days": 7, "area": COMMUNITY}).json()
    *before, today = said["days"]
    assert (said["timezone"], len(before)) == ("Asia/Shanghai", 6)
    assert all(one["fired"] == {"info": 0, "warning": 0, "critical": 0} for one in before)
    assert today["fired"] == {"info": 0, "warning": 0, "critical": 2}
    assert 29 <= today["seconds_to_acknowledge"]["median"] <= 40
    assert (today["judged"], today["false_share"], today["open_at_midnight"]) == (1, 1.0, 1)


def test_days_may_end_in_the_past(house: House) -> None:
    said = house.as_(STEWARD).get(f"{PATH}/daily", params={"ending": "2026-01-31", "days": 31}).json()
    assert [said["days"][0]["day"], said["days"][-1]["day"]] == ["2026-01-01", "2026-01-31"]
    assert {one["open_at_midnight"] for one in said["days"]} == {0}


def test_days_are_of_the_areas_that_one_answers_for(house: House) -> None:
    path = f"{PATH}/daily"
    assert house.as_(STEWARD).get(path).json()["days"][-1]["fired"]["critical"] == 1
    assert house.as_(STEWARD).get(path, params={"area": COMMUNITY}).status_code == 404
    assert [house.as_(one).get(path).status_code for one in (DAUGHTER, OUTSIDER)] == [403, 403]


@pytest.mark.parametrize("wanted", [{"days": "0"}, {"days": "367"}, {"ending": "0001-01-01"}, {"ending": "9999-12-31"}])
def test_days_beyond_the_calendar_are_refused(house: House, wanted: dict[str, str]) -> None:
    assert house.as_(COMMUNITY_STAFF).get(f"{PATH}/daily", params=wanted).status_code == 422
