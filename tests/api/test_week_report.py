"""Mrs Lin's week: who reads how much of it, and that it is right."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest

from api.reports.press import Press
from domain.access import Deed
from domain.alerts import Disposition
from domain.answers import acknowledge, resolve
from domain.people import Device, Scope
from domain.readings import Report
from tests.api.house import House, open_house
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, MRS_LIN, OTHER_STEWARD, OUTSIDER, STEWARD, agreed

PATH = f"/api/v1/residents/{MRS_LIN}/reports/week"
PARTS = {"vitals": Scope.VITAL_SIGNS, "home": Scope.ACTIVITY, "alerts": Scope.ALERTS, "devices": Scope.DEVICES}
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Her pulse is 70 for four weeks and 99 since; the door is opened each noon; an alert was answered in a minute."""
    with open_house(Path(tmp_path_factory.mktemp("house"))) as house:
        start = house.clock().replace(minute=0, second=0, microsecond=0)
        days = [(back, start - back * DAY) for back in range(1, 36)]
        watch, door = house.cast.watch, house.cast.door
        house.readings.append(
            [_report(watch, at, heart_rate=99.0 if back < 9 else 69.0 + back % 3, steps=3000.0) for back, at in days]
            + [_report(door, at, door=1.0) for _, at in days]
            + [_report(door, at + HOUR / 4, door=0.0) for _, at in days]
        )
        _answered_alert(house)
        yield house


def _report(device: Device, at: datetime, **values: float) -> Report:
    return Report(device=device.id, observed_at=at, received_at=at, values=values)


def _answered_alert(house: House) -> None:
    house.clock.ahead -= 2 * DAY
    alert, fired_at = house.fire(house.cast.watch, MRS_LIN), house.clock()
    house.clock.ahead += 2 * DAY
    taken = acknowledge(alert, STEWARD, fired_at + MINUTE)
    assert taken
    over = resolve(taken.alert, STEWARD, Disposition.REAL, fired_at + 2 * MINUTE)
    assert over
    assert house.records.alerts.commit([taken, over], [], house.clock()) == []


def _read(house: House, person: str = STEWARD, **query: str) -> dict[str, Any]:
    answer = house.as_(person).get(PATH, params=query)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


@contextmanager
def _agreed(house: House, scope: Scope) -> Iterator[httpx2.Client]:
    """Let her daughter see this kind of data for the length of a with block."""
    consent = replace(agreed(MRS_LIN, DAUGHTER, house.clock(), scope), id=f"agreed-{time.monotonic_ns()}")
    house.records.consents.give(consent, house.clock())
    yield house.as_(DAUGHTER)
    path = f"/api/v1/residents/{MRS_LIN}/consents/{consent.id}"
    assert house.as_(COMMUNITY_STAFF).delete(path).status_code == 200


def test_a_week_is_held_against_what_is_usual(house: House) -> None:
    (pulse,) = _read(house)["vitals"]
    assert (pulse["metric"], pulse["median"], pulse["against"]) == ("heart_rate", 99.0, "higher")
    assert (pulse["days_with_readings"], pulse["usual_days"], pulse["readings"]) == (7, 28, 7)
    assert pulse["usual_low"] < 70 < pulse["usual_high"] < 99
    assert 69 <= pulse["median_before"] <= 71


def test_days_alerts_devices_and_whoever_is_responsible_stand_in_it(house: House) -> None:
    said = _read(house, language="en")
    assert [(one["opened"], one["steps"]) for one in said["home"]] == [(1, 3000)] * 7
    (alert,) = said["alerts"]
    assert (alert["name"], alert["answered_by"], alert["ended"]) == ("Heart rate high", "王建国", "real")
    assert 59 <= alert["answered_seconds"] <= 70
    assert {one["device"]: one["days_heard"] for one in said["devices"]}[house.cast.watch.id] == 7
    assert [one["person"] for one in said["responsible"]] == [STEWARD]
    assert (said["state"], said["left_out"]) == ("serious", [])


def test_the_week_ends_yesterday_where_nothing_else_is_said(house: House) -> None:
    today = house.clock().astimezone(ZoneInfo("Asia/Shanghai")).date()
    assert _read(house)["last"] == str(today - DAY)
    assert _read(house, ending="2026-01-31")["first"] == "2026-01-25"
    assert _read(house, ending="2026-01-31")["state"] == "unknown"


def test_it_is_told_in_the_language_that_is_asked_for(house: House) -> None:
    assert _read(house, language="en")["sentence"].startswith("There was something critical this week: 1 alert")
    assert _read(house)["sentence"].startswith("这一周有过危急情况：1 条告警")
    answer = house.as_(STEWARD).get(PATH, headers={"Accept-Language": "en-GB"})
    assert answer.json()["language"] == "en"


@pytest.mark.parametrize("part", PARTS)
def test_a_relative_reads_the_kinds_that_were_agreed_to(house: House, part: str) -> None:
    with _agreed(house, PARTS[part]) as daughter:
        said = daughter.get(PATH).json()
    assert [name for name in PARTS if said[name] is not None] == [part]
    assert said["left_out"] == sorted(set(PARTS.values()) - {PARTS[part]})
    assert ("告警" in said["sentence"]) == (part == "alerts")


def test_a_key_reads_what_it_was_made_for(house: House) -> None:
    said = house.with_key(STEWARD, Deed.SEE_RESIDENT, Deed.SEE_DEVICES).get(PATH).json()
    assert [name for name in PARTS if said[name] is not None] == ["devices"]
    assert house.with_key(STEWARD, Deed.SEE_DEVICES).get(PATH).status_code == 403


@pytest.mark.parametrize("path", [PATH, f"{PATH}.pdf"])
def test_for_outsiders_there_is_no_such_week(house: House, path: str) -> None:
    assert [house.as_(one).get(path).status_code for one in (OUTSIDER, OTHER_STEWARD)] == [404, 404]
    assert house.client().get(path).status_code == 401


def test_a_look_is_on_record_by_what_was_seen(house: House) -> None:
    with _agreed(house, Scope.VITAL_SIGNS) as daughter:
        assert daughter.get(f"{PATH}.pdf").status_code == 200
    newest = [(person, deed) for person, deed, _ in house.looks(MRS_LIN)]
    assert {(DAUGHTER, "see_resident"), (DAUGHTER, "see_readings")} <= set(newest)


@pytest.mark.parametrize("ending", ["1999-12-31", str(date.today() + 2 * DAY), "soon"])  # noqa: DTZ011 - beyond any zone
def test_a_week_that_is_not_over_or_long_gone_is_refused(house: House, ending: str) -> None:
    assert house.as_(STEWARD).get(PATH, params={"ending": ending}).status_code == 422


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_it_comes_as_a_page_to_print(house: House, language: str) -> None:
    answer = house.as_(STEWARD).get(f"{PATH}.pdf", params={"language": language})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["content-disposition"].startswith('inline; filename="week-')
    assert answer.headers["cache-control"] == "no-store"


def test_without_a_chinese_font_it_says_what_to_install(house: House) -> None:
    parts = house.parts
    house.app.state.parts = replace(parts, press=Press([], of_the_system=False))
    answer = house.as_(COMMUNITY_STAFF).get(f"{PATH}.pdf")
    house.app.state.parts = parts
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/no-chinese-font")
    assert "fonts-noto-cjk" in answer.json()["detail"]
