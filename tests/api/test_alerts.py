"""Alerts: lists in pages, one with its timeline, and what people answer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.alert_pages import Place, page
from domain.alerts import Alert, AlertState
from domain.severity import Severity
from tests.api.house import House
from tests.neighbourhood import DAUGHTER, MRS_LIN, OFFICER, STEWARD

ALERTS = "/api/v1/alerts"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def ids(house: House, person: str = OFFICER, **params: Any) -> list[str]:
    return [one["id"] for one in house.as_(person).get(ALERTS, params=params).json()["items"]]


def test_an_alert_is_told_with_its_limit_and_unit(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    shown = house.as_(DAUGHTER).get(f"{ALERTS}/{alert.id}").json()["alert"]
    assert (shown["resident_name"], shown["metric"], shown["unit"]) == ("林秀英", "heart_rate", "/min")
    assert (shown["value"], shown["limit"], shown["severity"], shown["state"]) == (142, 131, "critical", "firing")


def test_an_alert_says_which_flat_and_who_is_on_it(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    house.as_(STEWARD).post(f"{ALERTS}/{alert.id}/acknowledge", json={})
    detail = house.as_(DAUGHTER).get(f"{ALERTS}/{alert.id}").json()
    shown = detail["alert"]
    assert (shown["building"], shown["flat"], shown["acknowledged_by_name"]) == ("3 号楼", "2单元502", "王建国")
    assert detail["people"] == {STEWARD: "王建国"}


def test_the_list_is_filtered(house: House) -> None:
    high = house.fire(house.cast.watch, MRS_LIN).id
    mild = house.fire(house.cast.watch, MRS_LIN, 93, "spo2_low").id
    assert ids(house) == [mild, high]
    assert ids(house, severity="critical") == [high]
    assert ids(house, state="acknowledged") == []
    assert ids(house, technical=True) == []
    assert ids(house, since=house.clock().isoformat()) == []


def test_pages_follow_one_another_without_a_gap(house: House) -> None:
    wanted = [house.fire(house.cast.watch, MRS_LIN, value, rule).id for value, rule in _DIFFERENT]
    found, cursor, client = [], "", house.as_(OFFICER)
    while cursor is not None:
        answer = client.get(ALERTS, params={"limit": 2, "cursor": cursor}).json()
        found += [one["id"] for one in answer["items"]]
        cursor = answer["next"]
    assert found == wanted[::-1]


_DIFFERENT = (
    (142, "heart_rate_high"),
    (88, "spo2_low"),
    (190, "systolic_pressure_high"),
    (39.5, "body_temperature_high"),
)


def test_a_cursor_that_was_never_given_is_refused(shared_house: House) -> None:
    answer = shared_house.as_(OFFICER).get(ALERTS, params={"cursor": "yesterday"})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")


def test_the_steward_acknowledges_and_resolves(house: House) -> None:
    alert, client = house.fire(house.cast.watch, MRS_LIN), house.as_(STEWARD)
    taken = client.post(f"{ALERTS}/{alert.id}/acknowledge", json={"note": "on my way"}).json()
    assert (taken["alert"]["state"], taken["alert"]["acknowledged_by"]) == ("acknowledged", STEWARD)
    over = client.post(f"{ALERTS}/{alert.id}/resolve", json={"disposition": "false_alarm", "note": "stairs"}).json()
    assert (over["alert"]["state"], over["alert"]["disposition"]) == ("resolved", "false_alarm")
    assert [move["kind"] for move in over["timeline"]] == ["fired", "acknowledged", "resolved"]


@pytest.mark.parametrize("answer", [("acknowledge", None), ("resolve", {"disposition": "test"})])
def test_an_answer_said_twice_changes_nothing(house: House, answer: tuple[str, Any]) -> None:
    alert, client = house.fire(house.cast.watch, MRS_LIN), house.as_(STEWARD)
    word, body = answer
    first, second = (client.post(f"{ALERTS}/{alert.id}/{word}", json=body) for _ in range(2))
    assert second.status_code == 200
    assert second.json() == first.json()


def test_what_is_over_cannot_be_acknowledged(house: House) -> None:
    alert, client = house.fire(house.cast.watch, MRS_LIN), house.as_(STEWARD)
    client.post(f"{ALERTS}/{alert.id}/resolve", json={"disposition": "real"})
    answer = client.post(f"{ALERTS}/{alert.id}/acknowledge")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refused-move")


def test_a_resolution_says_what_it_was(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    answer = house.as_(STEWARD).post(f"{ALERTS}/{alert.id}/resolve", json={"disposition": "boredom"})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["body.disposition"]


def test_pages_hold_together_where_many_began_in_the_same_moment() -> None:
    alerts = [_alert(number, NOON) for number in range(300)]

    def find(before: datetime | None, limit: int) -> list[Alert]:
        return [one for one in alerts if before is None or one.started_at < before][:limit]

    found: list[str] = []
    place: Place | None = None
    while True:
        some, place = page(find, lambda _: True, place, 7)
        found += [one.id for one in some]
        if place is None:
            break
        place = Place.read(str(place))
    assert found == [one.id for one in alerts]


def test_a_page_of_rare_matches_says_where_to_go_on() -> None:
    alerts = [_alert(number, NOON - timedelta(seconds=number)) for number in range(5000)]

    def find(before: datetime | None, limit: int) -> list[Alert]:
        return [one for one in alerts if before is None or one.started_at < before][:limit]

    found, place = page(find, lambda alert: alert.id == "03500", None, 5)
    assert (found, place is None) == ([], False)
    assert [one.id for one in page(find, lambda alert: alert.id == "03500", place, 5)[0]] == ["03500"]


def _alert(number: int, started_at: datetime) -> Alert:
    return Alert(
        id=f"{number:05}",
        resident=MRS_LIN,
        rule="spo2_low",
        rule_version=1,
        site="lin-lane",
        device="lin-lane.watch-lin",
        metric="spo2",
        severity=Severity.WARNING,
        state=AlertState.FIRING,
        started_at=started_at,
        observed_at=started_at,
    )
