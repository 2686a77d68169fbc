"""One's own channels, quiet hours and browsers."""

import json
from datetime import time
from typing import Any

import pytest

from domain.access import Deed
from domain.hours import LocalHours
from domain.notifications import Channel, ChannelKind
from store import vapid
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House
from tests.neighbourhood import DAUGHTER, OUTSIDER, STEWARD, webhook

ME = "/api/v1/me"
P256DH = "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM"
AUTH = "tBHItJI5svbpez7KI4CCXg"
SUBSCRIPTION: dict[str, Any] = {
    "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
    "expirationTime": None,
    "keys": {"p256dh": P256DH, "auth": AUTH},
}


def test_quiet_hours_are_set_and_taken_away(house: House) -> None:
    client = house.as_(DAUGHTER)
    said = client.put(f"{ME}/quiet-hours", json={"starts": "22:00", "ends": "07:00:00"}).json()
    assert said["quiet"] == {"starts": "22:00:00", "ends": "07:00:00"}
    assert house.records.people.person(DAUGHTER).quiet == LocalHours(starts=time(22), ends=time(7))
    assert client.delete(f"{ME}/quiet-hours").json()["quiet"] is None
    assert house.records.people.person(DAUGHTER).quiet is None


@pytest.mark.parametrize(
    "hours", [{"starts": "22:00"}, {"starts": "25:00", "ends": "07:00"}, {"starts": 1, "ends": "x"}]
)
def test_hours_that_no_clock_shows_are_refused(shared_house: House, hours: dict[str, Any]) -> None:
    assert shared_house.as_(DAUGHTER).put(f"{ME}/quiet-hours", json=hours).status_code == 422


def test_channels_are_shown_without_their_secrets(house: House) -> None:
    channels = (
        webhook(STEWARD, "https://hooks.example.org/robot?key=k-12345", secret="whsec_abcdef"),
        Channel(id="robot", person=STEWARD, kind=ChannelKind.APPRISE, target="wecombot://k-67890", rank=1),
        Channel(id="mail", person=STEWARD, kind=ChannelKind.EMAIL, target="wang@example.org", rank=2),
        webhook(DAUGHTER, "https://hers.example.org"),
    )
    house.records.neighbourhood.load(Neighbourhood(channels=channels), house.clock())
    answer = house.as_(STEWARD).get(f"{ME}/channels")
    assert [one["target"] for one in answer.json()["items"]] == [
        "https://hooks.example.org/…",
        "wecombot://…",
        "wang@example.org",
    ]
    assert all(secret not in answer.text for secret in ("12345", "67890", "whsec", "hers.example"))


def test_a_browser_becomes_a_channel_and_is_switched_off(house: House) -> None:
    client = house.as_(DAUGHTER)
    made = client.post(f"{ME}/channels/web-push", json=SUBSCRIPTION)
    assert (made.status_code, made.json()["target"]) == (201, "updates.push.services.mozilla.com")
    kept = house.records.people.channel(made.json()["id"])
    assert (kept.person, kept.kind, kept.enabled) == (DAUGHTER, ChannelKind.WEBPUSH, True)
    assert json.loads(kept.target) == {"endpoint": SUBSCRIPTION["endpoint"], "keys": SUBSCRIPTION["keys"]}
    assert client.post(f"{ME}/channels/web-push", json=SUBSCRIPTION).json() == made.json()
    assert client.delete(f"{ME}/channels/{kept.id}").status_code == 204
    assert client.get(f"{ME}/channels").json()["items"][0]["enabled"] is False


def test_a_browser_is_of_whoever_subscribed_by_it_last(house: House) -> None:
    first = house.as_(DAUGHTER).post(f"{ME}/channels/web-push", json=SUBSCRIPTION).json()
    second = house.as_(OUTSIDER).post(f"{ME}/channels/web-push", json=SUBSCRIPTION).json()
    assert first["id"] == second["id"]
    assert house.as_(DAUGHTER).get(f"{ME}/channels").json()["items"] == []
    assert house.as_(DAUGHTER).delete(f"{ME}/channels/{first['id']}").status_code == 404


def test_who_knows_only_an_endpoint_makes_nobody_deaf(house: House) -> None:
    theirs = house.as_(DAUGHTER).post(f"{ME}/channels/web-push", json=SUBSCRIPTION).json()["id"]
    stolen = SUBSCRIPTION | {"keys": {"p256dh": P256DH, "auth": "AAAAAAAAAAAAAAAAAAAAAA"}}
    assert house.as_(OUTSIDER).post(f"{ME}/channels/web-push", json=stolen).status_code == 409
    kept = house.records.people.channel(theirs)
    assert (kept.person, json.loads(kept.target)["keys"]) == (DAUGHTER, SUBSCRIPTION["keys"])


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400"])
def test_a_subscription_ends_at_a_moment(shared_house: House, number: str) -> None:
    body = json.dumps(SUBSCRIPTION | {"expirationTime": 0}).replace(": 0", f": {number}")
    json_type = {"Content-Type": "application/json"}
    answer = shared_house.as_(DAUGHTER).post(f"{ME}/channels/web-push", content=body, headers=json_type)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.expirationTime")


@pytest.mark.parametrize(("starts", "ends"), [("00:00", "23:59:59"), ("08:00", "08:00"), ("07:00", "23:01")])
def test_nobody_is_quiet_all_day(shared_house: House, starts: str, ends: str) -> None:
    answer = shared_house.as_(STEWARD).put(f"{ME}/quiet-hours", json={"starts": starts, "ends": ends})
    assert (answer.status_code, shared_house.records.people.person(STEWARD).quiet) == (422, None)


def test_longer_hours_that_staff_have_set_are_shown(house: House) -> None:
    house.records.people.set_quiet(STEWARD, LocalHours(starts=time(0), ends=time(23, 59)))
    assert house.as_(STEWARD).get(f"{ME}/channels").json()["quiet"] == {"starts": "00:00:00", "ends": "23:59:00"}


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://updates.push.services.mozilla.com/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://10.1.2.3/x",
        "https://169.254.169.254/latest/meta-data",
        "https://127.1/x",
        "https://2130706433/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://localhost/x",
        "https://localhost./x",
        "https://printer.local/x",
        "https://records/x",
        "https://push.example.org:5432/x",
        "https://user:pass@push.example.org/x",
        "https://push.example.org/x#y",
        "https:///x",
        "ftp://push.example.org/x",
        "push",
        "",
        "https://push.example.org/\u0000",
        "https://[bad/x",
        "https://[64:ff9b::a00:1]/x",
        "https://8.8.8.8/x",
        "https://127.0.0.1\\.example.org/x",
        "https://%6c%6f%63%61%6c.example.org/x",
        "https://-push.example.org/x",
    ],
)
def test_an_endpoint_is_a_public_https_address(shared_house: House, endpoint: str) -> None:
    answer = shared_house.as_(DAUGHTER).post(f"{ME}/channels/web-push", json=SUBSCRIPTION | {"endpoint": endpoint})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.endpoint")
    assert shared_house.records.people.channels(DAUGHTER) == []


@pytest.mark.parametrize(
    ("keys", "field"),
    [
        ({"p256dh": P256DH, "auth": "AAAA"}, "body.keys.auth"),
        ({"p256dh": P256DH, "auth": "not base64!"}, "body.keys.auth"),
        ({"p256dh": AUTH, "auth": AUTH}, "body.keys.p256dh"),
        ({"p256dh": "B" + "A" * 86, "auth": AUTH}, "body.keys.p256dh"),
        ({"p256dh": P256DH}, "body.keys.auth"),
    ],
)
def test_keys_that_encrypt_nothing_are_refused(shared_house: House, keys: dict[str, str], field: str) -> None:
    answer = shared_house.as_(DAUGHTER).post(f"{ME}/channels/web-push", json=SUBSCRIPTION | {"keys": keys})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_nobody_has_more_browsers_than_hands(house: House) -> None:
    client = house.as_(DAUGHTER)
    endpoints = [f"https://push.example.org/{number}" for number in range(11)]
    answers = [client.post(f"{ME}/channels/web-push", json=SUBSCRIPTION | {"endpoint": one}) for one in endpoints]
    assert [one.status_code for one in answers] == [201] * 10 + [409]


def test_other_channels_are_not_taken_away_by_a_slip(house: House) -> None:
    house.records.neighbourhood.load(
        Neighbourhood(channels=(webhook(STEWARD, "https://hooks.example.org"),)), house.clock()
    )
    assert house.as_(STEWARD).delete(f"{ME}/channels/{STEWARD}-webhook").status_code == 409
    assert house.records.people.channel(f"{STEWARD}-webhook").enabled


def test_a_key_changes_nothing_of_its_persons_own(house: House) -> None:
    client = house.with_key(STEWARD, *Deed)
    hours = {"starts": "00:00", "ends": "23:59"}
    answers = [client.put(f"{ME}/quiet-hours", json=hours), client.post(f"{ME}/channels/web-push", json=SUBSCRIPTION)]
    assert [one.status_code for one in answers] == [403, 403]
    assert house.records.people.person(STEWARD).quiet is None


def test_the_public_key_of_web_push_is_the_one_that_messages_are_signed_with(house: House) -> None:
    key = house.as_(DAUGHTER).get("/api/v1/web-push/key").json()["key"]
    assert key == vapid.application_server_key(house.records.secret(vapid.SECRET))
