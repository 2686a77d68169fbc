"""Webhooks over HTTP: whose they are, what may be set, and that a secret is shown once."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.api.house import House, open_house
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    DAUGHTER,
    MRS_LIN,
    OFFICER,
    OTHER_BUILDING,
    STEWARD,
    STREET,
    STREET_STAFF,
)

HOOKS = "/api/v1/webhooks"
FORM: dict[str, Any] = {
    "area": BUILDING,
    "name": "物业工单",
    "url": "https://hooks.example.org/in?key=geheim",
    "kinds": ["alert.fired", "alert.resolved"],
}


def _add(client: httpx2.Client, **changes: object) -> dict[str, Any]:
    answer = client.post(HOOKS, json=FORM | changes)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_webhook_is_added_and_its_secret_is_shown_once(house: House) -> None:
    client = house.as_(OFFICER)
    made = _add(client)
    assert made["secret"].startswith("whsec_")
    one = client.get(f"{HOOKS}/{made['webhook']['id']}")
    assert one.json() == made["webhook"]
    said = one.text + client.get(HOOKS).text
    assert made["secret"] not in said
    assert "geheim" not in said
    assert made["webhook"]["address"] == "https://hooks.example.org/…"
    assert house.looks(f"area:{BUILDING}")[-1] == (OFFICER, "keep_webhooks", True)


def test_it_belongs_to_those_who_hold_its_area(house: House) -> None:
    made = _add(house.as_(STREET_STAFF), area=STREET)["webhook"]
    own = _add(house.as_(COMMUNITY_STAFF), area=OTHER_BUILDING)["webhook"]
    assert [one["id"] for one in house.as_(COMMUNITY_STAFF).get(HOOKS).json()["items"]] == [own["id"]]
    assert len(house.as_(STREET_STAFF).get(HOOKS).json()["items"]) == 2
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/secret"), ("POST", "/test"), ("GET", "/messages")):
        answer = house.as_(COMMUNITY_STAFF).request(method, f"{HOOKS}/{made['id']}{path}")
        assert answer.status_code == 404, path
    assert house.as_(COMMUNITY_STAFF).post(HOOKS, json=FORM | {"area": STREET}).status_code == 404


@pytest.mark.parametrize("person", [DAUGHTER, STEWARD])
def test_it_is_not_for_relatives_and_stewards(shared_house: House, person: str) -> None:
    client = shared_house.as_(person)
    assert [client.get(HOOKS).status_code, client.post(HOOKS, json=FORM).status_code] == [403, 403]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("url", "http://hooks.example.org/", "https"),
        ("url", "https://169.254.169.254/latest/", "open internet"),
        ("url", "https://2130706433/", "no address"),
        ("url", "https://u:p@hooks.example.org/", "no password"),
        ("url", "https://hooks.example.org:9200/", "port 9200"),
        ("url", "nonsense", "URL"),
        ("kinds", ["webhook.test"], "test event"),
        ("kinds", [], "at least 1"),
        ("kinds", ["alert.painted"], "alert.fired"),
        ("name", "", "at least 1"),
    ],
)
def test_what_is_wrong_is_named(shared_house: House, field: str, value: object, reason: str) -> None:
    answer = shared_house.as_(OFFICER).post(HOOKS, json=FORM | {field: value})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["field"].startswith(f"body.{field}")
    assert reason in error["reason"]
    assert shared_house.as_(OFFICER).get(HOOKS).json()["items"] == []


def test_the_operator_can_let_an_inner_address_in(tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_house(tmp_path_factory.mktemp("allowed"), webhook_allow="crm.local:8080") as house:
        made = _add(house.as_(OFFICER), url="http://crm.local:8080/in")
        assert made["webhook"]["address"] == "http://crm.local:8080/…"


def test_it_is_changed_switched_off_and_on_and_removed(house: House) -> None:
    client = house.as_(OFFICER)
    path = f"{HOOKS}/{_add(client)['webhook']['id']}"
    changed = client.patch(path, json={"name": "neu", "url": "https://new.example/x", "kinds": ["alert.fired"]}).json()
    assert (changed["name"], changed["address"], changed["kinds"]) == ("neu", "https://new.example/…", ["alert.fired"])
    off = client.patch(path, json={"enabled": False}).json()
    assert (off["enabled"], off["disabled_why"], off["name"]) == (False, "switched off by its keeper", "neu")
    assert client.patch(path, json={"enabled": True}).json()["disabled_at"] is None
    assert client.patch(path, json={"url": "https://10.0.0.1/"}).status_code == 422
    assert client.delete(path).status_code == 204
    assert [client.get(path).status_code, client.delete(path).status_code] == [404, 404]


def test_a_new_secret_takes_the_old_ones_place_in_a_day(house: House) -> None:
    client = house.as_(OFFICER)
    made = _add(client)
    rotated = client.post(f"{HOOKS}/{made['webhook']['id']}/secret").json()
    assert rotated["secret"] != made["secret"]
    assert rotated["webhook"]["old_secret_until"] is not None
    kept = house.records.webhooks.webhook(made["webhook"]["id"])
    assert kept.secrets(house.clock()) == (rotated["secret"], made["secret"])
    assert kept.secrets(house.clock() + timedelta(days=1)) == (rotated["secret"],)


def test_the_log_says_what_was_sent_and_of_whom_it_does_not_speak(house: House) -> None:
    client = house.as_(OFFICER)
    hook = _add(client)["webhook"]["id"]
    house.fire(house.cast.watch, MRS_LIN)
    [behind] = house.records.webhook_sending.behind()
    house.records.webhook_sending.follow([behind], house.clock())
    log = client.get(f"{HOOKS}/{hook}/messages")
    [message] = log.json()["items"]
    assert (message["kind"], message["state"], message["attempts"]) == ("alert.fired", "waiting", 0)
    assert MRS_LIN not in log.text
    assert client.get(f"{HOOKS}/{hook}/messages/{message['id']}").json() == message
    assert client.get(f"{HOOKS}/{hook}/messages?state=sent").json() == {"items": []}
    assert client.get(f"{HOOKS}/{hook}/messages/nothing").status_code == 404


def test_what_failed_goes_out_again(house: House) -> None:
    client = house.as_(OFFICER)
    hook = _add(client, area=BUILDING)["webhook"]["id"]
    house.fire(house.cast.watch, MRS_LIN)
    [behind] = house.records.webhook_sending.behind()
    house.records.webhook_sending.follow([behind], house.clock())
    [message] = house.records.webhooks.log(hook)
    house.records.webhook_sending.failed(message.id, house.clock(), 500, "HTTP 500")
    since = (house.clock() - timedelta(hours=1)).isoformat()
    assert client.post(f"{HOOKS}/{hook}/replay", json={"since": since}).json() == {"waiting": 1}
    house.records.webhook_sending.sent({message.id: 204}, house.clock())
    assert client.post(f"{HOOKS}/{hook}/replay", json={"since": since}).json() == {"waiting": 0}
    assert client.post(f"{HOOKS}/{hook}/messages/{message.id}/replay").json()["state"] == "waiting"
    for wrong in ("2020-01-01T00:00:00Z", (house.clock() + timedelta(hours=1)).isoformat(), "yesterday"):
        assert client.post(f"{HOOKS}/{hook}/replay", json={"since": wrong}).status_code == 422


def test_a_test_event_waits_to_be_sent(house: House) -> None:
    client = house.as_(OFFICER)
    hook = _add(client)["webhook"]["id"]
    answer = client.post(f"{HOOKS}/{hook}/test")
    assert (answer.status_code, answer.json()["kind"]) == (202, "webhook.test")
    [due] = house.records.webhook_sending.due(house.clock(), set(), 10)
    assert due.id == answer.json()["id"]


def test_metrics_count_messages(house: House) -> None:
    client = house.as_(OFFICER)
    hook = _add(client, area=BUILDING)["webhook"]["id"]
    client.post(f"{HOOKS}/{hook}/test")
    assert 'banister_webhook_messages{state="waiting"} 1.0' in house.client().get("/metrics").text
