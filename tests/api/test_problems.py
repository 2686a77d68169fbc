"""Whatever goes wrong is told as problem+json, and says no more than it should."""

import threading
from typing import Any

import httpx2
import pytest

from domain.errors import StoreAway
from store.records import Records
from tests.api.house import House
from tests.neighbourhood import COMMUNITY_STAFF, MRS_LIN, STEWARD

SECRET = "the innards of the house"


def assert_problem(answer: httpx2.Response, status: int, word: str) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem: dict[str, Any] = answer.json()
    assert (problem["type"], problem["status"]) == (f"/problems/{word}", status)
    assert problem["request_id"] == answer.headers["x-request-id"]
    return problem


def test_an_address_that_is_not_there(shared_house: House) -> None:
    assert_problem(shared_house.client().get("/api/v2/everything"), 404, "not-found")


def test_a_method_that_an_address_does_not_take(shared_house: House) -> None:
    answer = shared_house.client().put("/api/v1/residents")
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET"


def test_nobody_is_told_how_to_be_somebody(shared_house: House) -> None:
    answer = shared_house.client().get("/api/v1/residents")
    assert_problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"] == 'Bearer realm="banister"'


def test_a_body_that_is_no_json(shared_house: House) -> None:
    headers = {"Content-Type": "application/json"}
    answer = shared_house.client().post("/api/v1/session", content=b'{"login": ', headers=headers)
    assert_problem(answer, 422, "invalid")


def test_wrong_fields_are_named_and_not_repeated(shared_house: House) -> None:
    body = {"login": "wang", "password": SECRET * 100, "extra": 1}
    answer = shared_house.client().post("/api/v1/session", json=body)
    problem = assert_problem(answer, 422, "invalid")
    assert {one["field"] for one in problem["errors"]} == {"body.password", "body.extra"}
    assert SECRET not in answer.text


def test_a_body_that_is_too_large_is_refused_by_its_length(shared_house: House) -> None:
    assert_problem(shared_house.client().post("/api/v1/session", content=b" " * 70_000), 413, "too-large")


def test_a_body_that_is_too_large_is_refused_though_it_has_no_length(shared_house: House) -> None:
    headers = {"Content-Type": "application/json"}
    answer = shared_house.client().post("/api/v1/session", content=(b" " * 9000 for _ in range(10)), headers=headers)
    assert_problem(answer, 413, "too-large")


def test_no_route_takes_a_body_without_end(shared_house: House) -> None:
    client, document = shared_house.as_(COMMUNITY_STAFF), shared_house.client().get("/openapi.json").json()
    changes = [
        (method, path)
        for path, methods in document["paths"].items()
        for method in methods
        if "application/json" in methods[method].get("requestBody", {}).get("content", {})
    ]
    assert len(changes) > 40
    for method, path in changes:
        pieces = (b" " * 9000 for _ in range(10))
        answer = client.request(method, path, content=pieces, headers={"Content-Type": "application/json"})
        assert (method, path, answer.status_code) == (method, path, 413)


@pytest.fixture
def broken(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    def break_down(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(type(house.records.people), "areas", break_down)
    return house


def test_an_unforeseen_error_says_nothing_of_itself(broken: House) -> None:
    answer = broken.as_(STEWARD).get("/api/v1/residents")
    assert_problem(answer, 500, "internal")
    assert SECRET not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_store_that_is_away_says_when_to_come_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise StoreAway(SECRET)

    monkeypatch.setattr(type(house.records.people), "areas", away)
    answer = house.as_(STEWARD).get("/api/v1/residents")
    assert_problem(answer, 503, "away")
    assert answer.headers["retry-after"] == "2"
    assert SECRET not in answer.text


def test_every_problem_is_explained_where_its_type_points(shared_house: House) -> None:
    client = shared_house.client()
    kind = client.get("/api/v1/residents").json()["type"]
    assert client.get(kind).json()["title"] == "Log in, or send an API key."
    assert client.get("/problems/none-of-ours").status_code == 404


def test_a_request_keeps_the_id_that_it_came_with(shared_house: House) -> None:
    client = shared_house.client()
    given = client.get("/healthz", headers={"X-Request-ID": "a-good-id-0001"})
    assert given.headers["x-request-id"] == "a-good-id-0001"
    refused = client.get("/healthz", headers={"X-Request-ID": "<script>"})
    assert len(refused.headers["x-request-id"]) == 32


def test_security_headers_stand_on_everything(shared_house: House) -> None:
    for path in ("/healthz", "/nowhere", "/docs", "/api/v1/alerts"):
        headers = shared_house.client().get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert "server" not in headers


def test_two_who_answer_at_once_make_one_timeline(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    clients = [house.as_(STEWARD) for _ in range(6)]
    answers: list[int] = []

    def acknowledge(client: httpx2.Client) -> None:
        answers.append(client.post(f"/api/v1/alerts/{alert.id}/acknowledge").status_code)

    threads = [threading.Thread(target=acknowledge, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 6
    assert kinds(house.records, alert.id) == ["fired", "acknowledged"]


def kinds(records: Records, alert: str) -> list[str]:
    return [move.kind.value for move in records.alerts.timeline(alert)]


@pytest.mark.parametrize("path", ["/api/v1/residents/", "/api/v1/alerts/stream/", "/docs/"])
def test_a_slash_too_many_sends_nobody_to_another_host(shared_house: House, path: str) -> None:
    answer = shared_house.client().get(path, headers={"Host": "evil.example"})
    assert answer.status_code in {401, 404}
    assert "location" not in answer.headers


@pytest.mark.parametrize("body", [rb'{"login": "wang", "password": "x", "\ud800": 1}', rb'{"\udfff\ud800": {}}'])
def test_a_name_of_half_characters_is_refused_like_any_other(shared_house: House, body: bytes) -> None:
    answer = shared_house.client().post("/api/v1/session", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")
