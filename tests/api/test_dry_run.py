"""A rule tried on Mrs Lin's past, and who may."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.house import House, open_house
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    DAUGHTER,
    MRS_LIN,
    OFFICER,
    OTHER_STEWARD,
    OUTSIDER,
    STEWARD,
    STREET_STAFF,
)

PATH = "/api/v1/rules/dry-run"
PULSE: dict[str, Any] = {"threshold": {"metric": "heart_rate", "side": "above", "warning": 120}, "resident": MRS_LIN}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Yesterday her pulse was 135 once and 105 once, with ten minutes between."""
    with open_house(Path(tmp_path_factory.mktemp("house"))) as house:
        start = house.clock() - timedelta(days=1)
        for minute, pulse in enumerate([72, 135, *[72] * 9, 105, *[72] * 5]):
            house.measure(house.cast.watch, start + timedelta(minutes=minute), heart_rate=float(pulse))
        yield house


def _tried(house: House, form: dict[str, Any], person: str = COMMUNITY_STAFF) -> dict[str, Any]:
    answer = house.as_(person).post(PATH, json=form)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def test_a_new_threshold_is_compared_with_the_rule_in_force(house: House) -> None:
    said = _tried(house, PULSE | {"days": 2})
    assert (said["tried"]["alerts"], said["tried"]["per_resident_and_day"]) == (1, 1.0), (
        "nothing is known of the first day"
    )
    assert (said["in_force"]["alerts"], said["in_force"]["critical"]) == (2, 1)
    assert said["in_force"]["rule"]["id"] == "heart_rate_high"
    (her,) = said["residents"]
    assert (her["resident"], her["reports"]) == (MRS_LIN, 17)
    assert [one["value"] for one in her["firings"]] == [135.0]


def test_a_rule_that_is_there_is_tried_with_changes(house: House) -> None:
    said = _tried(house, {"rule": "heart_rate_high", "changes": {"in_a_row": 2}, "resident": MRS_LIN})
    assert said["tried"]["alerts"] == 0
    assert said["in_force"]["alerts"] == 2
    assert house.records.rules.rule("heart_rate_high").version == 1, "nothing was changed"


def test_everybody_in_an_area_is_tried(house: House) -> None:
    form = {"threshold": PULSE["threshold"], "area": BUILDING, "days": 1}
    assert [one["resident"] for one in _tried(house, form)["residents"]] == [MRS_LIN]


def test_nothing_read_is_not_said_to_be_nothing_wrong(house: House) -> None:
    (her,) = _tried(house, {"rule": "door_left_open", "resident": MRS_LIN})["residents"]
    assert (her["reports"], her["firings"]) == (0, [])


def test_a_look_at_somebodys_past_is_on_record(house: House) -> None:
    _tried(house, PULSE, OFFICER)
    assert (OFFICER, "see_readings", True) in house.looks(MRS_LIN)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"resident": MRS_LIN}, "body"),
        (PULSE | {"area": BUILDING}, "body"),
        (PULSE | {"days": 91}, "body.days"),
        (PULSE | {"rule": "spo2_low"}, "body"),
        ({"rule": "reports_missing", "resident": MRS_LIN}, "body.rule"),
        ({"rule": "heart_rate_high", "changes": {"metric": "spo2"}, "resident": MRS_LIN}, "body.changes.metric"),
        (PULSE | {"threshold": {"metric": "door", "side": "above", "warning": 1}}, "body.threshold.metric"),
        (
            PULSE | {"threshold": {"metric": "spo2", "side": "below", "warning": 90, "critical": 94}},
            "body.threshold.limits",
        ),
    ],
)
def test_what_cannot_be_tried_is_named(house: House, form: dict[str, Any], field: str) -> None:
    answer = house.as_(COMMUNITY_STAFF).post(PATH, json=form)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (OFFICER, 200),
        (STREET_STAFF, 200),
        (STEWARD, 403),
        (OTHER_STEWARD, 403),
        (DAUGHTER, 403),
        (OUTSIDER, 403),
        (None, 401),
    ],
)
def test_only_staff_of_her_areas_may_try(house: House, person: str | None, status: int) -> None:
    client = house.as_(person) if person else house.client()
    assert client.post(PATH, json=PULSE).status_code == status


def test_an_unknown_rule_or_resident_is_not_found(house: House) -> None:
    client = house.as_(COMMUNITY_STAFF)
    assert client.post(PATH, json={"rule": "no_such", "resident": MRS_LIN}).status_code == 404
    assert client.post(PATH, json=PULSE | {"resident": "nobody"}).status_code == 404
    assert client.post(PATH, json={"threshold": PULSE["threshold"], "area": "nowhere"}).status_code == 404


def test_one_rule_is_tried_at_a_time(house: House) -> None:
    client = house.as_(COMMUNITY_STAFF)
    with house.parts.attempts.one_dry_run():
        answer = client.post(PATH, json=PULSE)
    assert (answer.status_code, answer.json()["type"]) == (429, "/problems/too-many-attempts")
    assert int(answer.headers["retry-after"]) > 0
    assert client.post(PATH, json=PULSE).status_code == 200


def test_each_stretch_has_what_a_picture_needs(house: House) -> None:
    said = _tried(house, PULSE | {"days": 2})
    (her,) = said["residents"]
    (firing,) = her["firings"]
    assert said["since"] < her["known_since"] <= firing["started_at"] < firing["ended_at"] < said["until"]
    assert (firing["severity"], firing["value"], firing["limit"], her["left_out"]) == ("warning", 135.0, 120.0, 0)
    curve = {"metric": "heart_rate", "start": said["since"], "end": said["until"], "every": 3600}
    answer = house.as_(COMMUNITY_STAFF).get(f"/api/v1/residents/{MRS_LIN}/series", params=curve)
    assert answer.json()["series"][0]["device"] == house.cast.watch.id


def test_of_very_many_stretches_the_newest_are_shown_and_all_are_counted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.shapes.dry_run.MOST_FIRINGS", 3)
    start = house.clock() - timedelta(days=5)
    for number in range(75):
        house.measure(house.cast.watch, start + timedelta(minutes=number), spo2=97.0 if number % 15 else 80.0)
    low = {"metric": "spo2", "side": "below", "warning": 85, "critical": 82}
    said = _tried(house, {"threshold": low, "resident": MRS_LIN, "days": 31})
    (her,) = said["residents"]
    assert (said["tried"]["alerts"], len(her["firings"])) == (5, 3)
    assert her["left_out"] == 2 + said["in_force"]["alerts"] - len(her["in_force"])
    assert her["firings"][0]["started_at"] > start.isoformat()
