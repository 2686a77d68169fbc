"""Latest readings and series: ages, limits, and whose readings they are."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.overrides import Override
from tests.api.house import House
from tests.neighbourhood import DAUGHTER, MR_ZHOU, MRS_LIN, OFFICER, OUTSIDER, STEWARD

LATEST = f"/api/v1/residents/{MRS_LIN}/readings/latest"
SERIES = f"/api/v1/residents/{MRS_LIN}/series"
MINUTE = timedelta(minutes=1)


def now_of(house: House) -> datetime:
    return house.clock().replace(second=0, microsecond=0)


def latest(house: House, person: str = DAUGHTER, resident: str = MRS_LIN) -> dict[str, Any]:
    answer = house.as_(person).get(f"/api/v1/residents/{resident}/readings/latest").json()
    return {one["metric"]: one for one in answer["readings"]}


def series(house: House, person: str = DAUGHTER, **params: Any) -> dict[str, Any]:
    answer: dict[str, Any] = house.as_(person).get(SERIES, params={"metric": "heart_rate", **params}).json()
    return answer


def test_a_reading_is_shown_with_its_age_and_unit(house: House) -> None:
    house.measure(house.cast.watch, house.clock() - 3 * MINUTE, heart_rate=72)
    shown = latest(house)["heart_rate"]
    assert (shown["value"], shown["unit"], shown["device"]) == (72.0, "/min", house.cast.watch.id)
    assert 180 <= shown["age_seconds"] < 200


def test_a_state_is_shown_in_its_word(house: House) -> None:
    house.measure(house.cast.door, house.clock(), door=1)
    assert latest(house)["door"]["word"] == "open"


def test_the_limits_in_force_stand_beside_the_value(house: House) -> None:
    raised = Override(rule="heart_rate_high", subject=MRS_LIN, set_by=STEWARD, reason="pacemaker", critical=150)
    house.records.rules.set_override(raised, house.clock())
    house.measure(house.cast.watch, house.clock(), heart_rate=72)
    limits = {(one["side"], one["severity"]): one["fires_at"] for one in latest(house)["heart_rate"]["limits"]}
    assert limits == {
        ("above", "warning"): 101,
        ("above", "critical"): 150,
        ("below", "warning"): 50,
        ("below", "critical"): 40,
    }


def test_the_newest_of_two_devices_is_shown(house: House) -> None:
    house.measure(house.cast.monitor, house.clock() - 9 * MINUTE, heart_rate=70)
    house.measure(house.cast.watch, house.clock() - 5 * MINUTE, heart_rate=71)
    assert latest(house)["heart_rate"]["value"] == 71


def test_a_device_that_moved_shows_each_wearer_their_own(house: House) -> None:
    moved = now_of(house) - 10 * MINUTE
    house.records.registry.assign(house.cast.watch.id, MR_ZHOU, moved)
    house.measure(house.cast.watch, moved - MINUTE, heart_rate=70)
    house.measure(house.cast.watch, moved + MINUTE, heart_rate=90)
    assert [point[1] for one in series(house)["series"] for point in one["points"]] == [70]
    assert latest(house, OUTSIDER, MR_ZHOU)["heart_rate"]["value"] == 90
    assert "heart_rate" not in latest(house)


def test_a_day_is_drawn_from_raw_readings(house: House) -> None:
    start = now_of(house) - 5 * MINUTE
    for minute in range(3):
        house.measure(house.cast.watch, start + minute * MINUTE, heart_rate=70 + minute)
    shown = series(house)
    assert (shown["every_seconds"], shown["columns"], shown["complete"]) == (None, ["observed_at_ms", "value"], True)
    assert shown["series"][0]["points"] == [
        [round((start + minute * MINUTE).timestamp() * 1000), 70 + minute] for minute in range(3)
    ]


def test_a_month_is_drawn_from_buckets(house: House) -> None:
    start = now_of(house) - timedelta(days=3)
    for minute, value in enumerate((60, 70, 80)):
        house.measure(house.cast.watch, start + minute * timedelta(seconds=1), heart_rate=value)
    shown = series(house, start=(house.clock() - timedelta(days=30)).isoformat())
    assert shown["every_seconds"] == 3600
    assert [point[1:] for point in shown["series"][0]["points"]] == [[60, 70, 80, 3]]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"metric": "mood"}, "query.metric"),
        ({"start": "2026-11-02T00:00:00Z", "end": "2026-11-01T00:00:00Z"}, "query.start"),
        ({"start": "2026-11-01T00:00:00", "end": "2026-11-02T00:00:00Z"}, "query.start"),
        ({"start": "2026-01-01T00:00:00Z", "end": "2026-11-02T00:00:00Z", "every": "1"}, "query.every"),
    ],
)
def test_a_wrong_question_is_told_which_field_is_wrong(shared_house: House, params: dict[str, str], field: str) -> None:
    answer = shared_house.as_(OFFICER).get(SERIES, params={"metric": "heart_rate", **params})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("name", ["start", "end"])
@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z"])
def test_a_moment_beyond_the_calendar_is_refused(house: House, name: str, moment: str) -> None:
    answer = house.as_(DAUGHTER).get(SERIES, params={"metric": "heart_rate", name: moment})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith("query")
