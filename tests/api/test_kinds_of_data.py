"""A relative sees the kinds of data that were agreed to, on routes and on streams that are open already."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
import orjson
import pytest

from domain.consents import Consent
from domain.people import Scope
from mqtt.message import Message
from mqtt.topics import device_topic
from tests.api.house import House
from tests.brokers import eventually
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, DOOR, MRS_LIN, SITE, STEWARD, agreed

TOPIC = device_topic(SITE, "watch-lin", "readings")
HER = f"/api/v1/residents/{MRS_LIN}"
AWAY = {"kind": "hospital", "ends_at": (datetime.now(UTC) + timedelta(days=2)).isoformat()}
VALUES = {"heart_rate": 72.0, "steps": 900.0, "battery": 80.0, "fall": 1.0}
SEEN = {
    (Scope.VITAL_SIGNS,): {"heart_rate", "battery", "fall"},
    (Scope.ACTIVITY,): {"steps", "battery", "door"},
    (Scope.ACTIVITY, Scope.ALERTS): {"steps", "battery", "door", "fall"},
    (Scope.VITAL_SIGNS, Scope.ACTIVITY): {"heart_rate", "steps", "battery", "fall", "door"},
}
Events = Iterator[httpx2.ServerSentEvent]


def grant(house: House, *scopes: Scope) -> Consent:
    consent = replace(agreed(MRS_LIN, DAUGHTER, house.clock(), *scopes), id=f"granted-{time.monotonic_ns()}")
    house.records.consents.give(consent, house.clock())
    return consent


@pytest.fixture
def measured(house: House) -> House:
    """Give a house whose devices have said one of each."""
    observed_at = house.clock() - timedelta(minutes=5)
    house.measure(house.cast.watch, observed_at, **VALUES)
    house.measure(house.cast.door, observed_at, door=1.0)
    return house


def get(house: House, path: str, person: str = DAUGHTER) -> httpx2.Response:
    return house.as_(person).get(f"{HER}{path}")


@pytest.mark.parametrize("scopes", SEEN)
def test_the_newest_readings_are_those_that_were_agreed_to(measured: House, scopes: tuple[Scope, ...]) -> None:
    grant(measured, *scopes)
    readings = get(measured, "/readings/latest").json()["readings"]
    assert {one["metric"] for one in readings} == SEEN[scopes]


@pytest.mark.parametrize("scopes", SEEN)
def test_a_series_is_shown_by_the_same_rule(measured: House, scopes: tuple[Scope, ...]) -> None:
    grant(measured, *scopes)
    shown = {one for one in (*VALUES, "door") if get(measured, f"/series?metric={one}").status_code == 200}
    assert shown == SEEN[scopes]


def test_a_series_that_was_not_agreed_to_is_refused_and_on_record(measured: House) -> None:
    grant(measured, Scope.ACTIVITY)
    answer = get(measured, "/series?metric=heart_rate")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")
    row = measured.records.audit.about([MRS_LIN], limit=1)[0]
    assert (row.person, row.allowed, row.detail) == (DAUGHTER, False, "heart_rate")


def test_staff_sees_all_kinds_whatever_the_family_was_shown(measured: House) -> None:
    grant(measured, Scope.DEVICES)
    readings = get(measured, "/readings/latest", STEWARD).json()["readings"]
    assert {one["metric"] for one in readings} == {*VALUES, "door"}


@pytest.mark.parametrize("scope", Scope)
def test_lists_show_only_what_was_agreed_to(measured: House, scope: Scope) -> None:
    alert = measured.fire(measured.cast.watch, MRS_LIN)
    grant(measured, scope)
    daughter = measured.as_(DAUGHTER)
    alerts = daughter.get("/api/v1/alerts").json()["items"]
    devices = daughter.get("/api/v1/devices").json()["items"]
    assert bool(alerts) is (scope is Scope.ALERTS)
    assert bool(devices) is (scope is Scope.DEVICES)
    asked = {path: daughter.get(path).status_code for path in (f"/api/v1/alerts/{alert.id}", f"/api/v1/devices/{DOOR}")}
    assert list(asked.values()) == [200 if scope is one else 404 for one in (Scope.ALERTS, Scope.DEVICES)]


def test_what_a_doctor_said_is_shown_only_with_vital_signs(house: House) -> None:
    form = {"warning": 111, "reason": "Dr. Shen: 105 is usual for her"}
    house.as_(COMMUNITY_STAFF).put(f"{HER}/overrides/heart_rate_high", json=form)
    grant(house, Scope.ALERTS, Scope.ACTIVITY, Scope.DEVICES)
    answers = [get(house, path) for path in ("/rules", "/overrides", "/readings/latest", "/away")]
    assert [answer.status_code for answer in answers] == [403, 403, 200, 200]
    assert not any("Shen" in answer.text for answer in answers)
    grant(house, Scope.ALERTS, Scope.VITAL_SIGNS)
    assert all("Shen" in get(house, path).text for path in ("/rules", "/overrides"))


def test_where_she_is_is_for_who_may_see_activity_or_alerts(house: House) -> None:
    house.as_(STEWARD).post(f"{HER}/away", json=AWAY)
    grant(house, Scope.DEVICES)
    assert get(house, "/away").json()["items"] == []
    assert house.as_(DAUGHTER).post(f"{HER}/away", json=AWAY).status_code == 403
    grant(house, Scope.ACTIVITY)
    assert [one["kind"] for one in get(house, "/away").json()["items"]] == ["hospital"]
    assert house.as_(DAUGHTER).post(f"{HER}/away", json=AWAY).status_code == 201


@contextmanager
def following(house: House, path: str, last_id: str | None = None) -> Iterator[Events]:
    headers = {"Last-Event-ID": last_id} if last_id else {}
    with house.as_(DAUGHTER).sse(path, headers=headers) as source:
        events = iter(source)
        assert next(events).event == "ready"
        yield events


WAYS: dict[str, Callable[[House, Consent], object]] = {
    "staff withdraws it": lambda house, one: house.as_(COMMUNITY_STAFF).delete(f"{HER}/consents/{one.id}"),
    "she gives it up": lambda house, one: house.as_(DAUGHTER).delete(f"{HER}/consents/{one.id}"),
    "the relation ends": lambda house, _: house.as_(COMMUNITY_STAFF).delete(f"{HER}/relatives/{DAUGHTER}"),
    "less is agreed to": lambda house, _: grant(house, Scope.DEVICES),
}


@pytest.mark.parametrize("path", ["/api/v1/alerts/stream", f"{HER}/stream"])
@pytest.mark.parametrize("way", WAYS)
def test_an_open_stream_ends_within_five_seconds(house: House, way: str, path: str) -> None:
    consent = grant(house, Scope.ALERTS, Scope.VITAL_SIGNS)
    with following(house, path) as events:
        WAYS[way](house, consent)
        began = time.monotonic()
        assert list(events) == []
        assert time.monotonic() - began < 5


def test_a_stream_of_readings_carries_what_was_agreed_to(house: House) -> None:
    grant(house, Scope.ACTIVITY)
    begun = house.clock() - timedelta(minutes=10)
    house.measure(house.cast.watch, begun + timedelta(minutes=1), heart_rate=71)
    house.measure(house.cast.watch, begun + timedelta(minutes=2), heart_rate=72, steps=5)
    with following(house, f"{HER}/stream", str(round(begun.timestamp() * 1000))) as events:
        assert orjson.loads(next(events).data)["values"] == {"steps": 5}


def test_an_open_stream_of_readings_loses_what_is_agreed_to_no_longer(house: House) -> None:
    def arrives() -> None:
        message = Message(TOPIC, b'{"heart_rate": 71, "steps": 5}', house.clock(), retained=False, duplicate=False)
        house.parts.hub.take([message])

    grant(house, Scope.VITAL_SIGNS, Scope.ACTIVITY)
    with following(house, f"{HER}/stream") as events:
        eventually(lambda: TOPIC in house.parts.hub.topics, what="the looking")
        arrives()
        assert orjson.loads(next(events).data)["values"] == {"heart_rate": 71, "steps": 5}
        grant(house, Scope.ACTIVITY)
        time.sleep(4.5)
        arrives()
        assert orjson.loads(next(events).data)["values"] == {"steps": 5}
