"""Of two who change what both saw, one is told that the other was faster."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.etags import version_etag
from store.records.registry import DeviceFacts
from tests.api.house import House
from tests.api.test_policies import FORM as POLICY
from tests.api.test_policies import reachable
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    DAUGHTER,
    MR_ZHOU,
    MRS_LIN,
    OFFICER,
    OTHER_STEWARD,
    SITE,
    STEWARD,
    STREET_STAFF,
    WATCH,
)

HER = f"/api/v1/residents/{MRS_LIN}"
THINGS = (
    (HER, {"phone": "1"}, {"phone": "2"}),
    (f"/api/v1/areas/{BUILDING}", {"name": "一"}, {"name": "二"}),
    ("/api/v1/households/building-3-502", {"key_holder": "一"}, {"key_holder": "二"}),
    (f"/api/v1/persons/{STEWARD}", {"phone": "1"}, {"phone": "2"}),
)


@pytest.mark.parametrize(("path", "first", "second"), THINGS)
def test_the_second_to_change_it_is_told(house: House, path: str, first: object, second: object) -> None:
    client = house.as_(COMMUNITY_STAFF)
    seen = {"If-Match": client.get(path).headers["etag"]}
    changed = client.patch(path, json=first, headers=seen)
    assert changed.status_code == 200
    late = client.patch(path, json=second, headers=seen)
    assert (late.status_code, late.json()["type"]) == (412, "/problems/outdated")
    assert late.headers["etag"] == changed.headers["etag"] == client.get(path).headers["etag"]
    assert client.patch(path, json=second, headers={"If-Match": late.headers["etag"]}).status_code == 200
    assert client.delete(path, headers=seen).status_code in {405, 412}


@pytest.mark.parametrize(("said", "status"), [("*", 200), ('"x", "y"', 412), ("", 412), ("nonsense", 412)])
def test_a_star_matches_whatever_is_there(house: House, said: str, status: int) -> None:
    assert house.as_(COMMUNITY_STAFF).patch(HER, json={"phone": "1"}, headers={"If-Match": said}).status_code == status


def test_a_weak_tag_matches_nothing(house: House) -> None:
    client = house.as_(COMMUNITY_STAFF)
    weak = f"W/{client.get(HER).headers['etag']}"
    assert client.patch(HER, json={"phone": "1"}, headers={"If-Match": weak}).status_code == 412


def test_of_ten_at_once_one_wins(house: House) -> None:
    clients = [house.as_(COMMUNITY_STAFF) for _ in range(10)]
    seen = {"If-Match": clients[0].get(HER).headers["etag"]}

    def change(number: int) -> int:
        return clients[number].patch(HER, json={"phone": f"1{number}"}, headers=seen).status_code

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(change, range(10))) == [200] + [412] * 9


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/api/v1/rules/heart_rate_high", {"source": "the round", "changes": {"hold": "PT2M"}}),
        ("/api/v1/policies/critical", POLICY),
    ],
)
def test_what_is_kept_by_version_has_its_version_as_tag(house: House, path: str, form: dict[str, object]) -> None:
    reachable(house, STEWARD, OTHER_STEWARD, OFFICER, COMMUNITY_STAFF, STREET_STAFF)
    client = house.as_(STREET_STAFF)
    assert client.get(path).headers["etag"] == version_etag(1)
    assert client.put(path, json=form, headers={"If-Match": '"v1"'}).headers["etag"] == '"v2"'
    late = client.put(path, json=form, headers={"If-Match": '"v1"'})
    assert (late.status_code, late.headers["etag"]) == (412, '"v2"')


def test_an_override_is_changed_by_who_saw_it(house: House) -> None:
    client, path = house.as_(COMMUNITY_STAFF), f"{HER}/overrides/heart_rate_high"
    form = {"warning": 111, "reason": "usual for her"}
    assert client.put(path, json=form, headers={"If-Match": "*"}).status_code == 412
    assert client.put(path, json=form).headers["etag"] == '"v1"'
    assert client.put(path, json=form, headers={"If-Match": '"v1"'}).headers["etag"] == '"v2"'
    assert client.delete(path, headers={"If-Match": '"v1"'}).status_code == 412
    assert client.delete(path, headers={"If-Match": '"v2"'}).status_code == 204


DEVICE = f"/api/v1/devices/{WATCH}"
CHANGES_OF_A_DEVICE = (
    ("move", {"resident": MR_ZHOU}),
    ("release", None),
    ("retire", None),
    ("credential", None),
    ("replace", {"code": f"{SITE}.watch-9", "kind": "watch"}),
)


@pytest.mark.parametrize(("change", "form"), CHANGES_OF_A_DEVICE)
def test_a_device_that_changed_meanwhile_is_not_changed_again(house: House, change: str, form: object) -> None:
    client = house.as_(COMMUNITY_STAFF)
    old = {"If-Match": client.get(DEVICE).headers["etag"]}
    assert client.post(f"{DEVICE}/credential", headers=old).status_code == 201
    before = house.records.registry.claims.state(WATCH)
    late = client.post(f"{DEVICE}/{change}", json=form, headers=old)
    assert (late.status_code, late.headers["etag"]) == (412, client.get(DEVICE).headers["etag"])
    assert house.records.registry.claims.state(WATCH) == before
    taken = client.post(f"{DEVICE}/{change}", json=form, headers={"If-Match": late.headers["etag"]})
    assert taken.status_code in {201, 204}, taken.text


def test_what_is_heard_of_a_device_is_no_change_of_it(house: House) -> None:
    client = house.as_(COMMUNITY_STAFF)
    before = client.get(DEVICE).headers["etag"]
    house.records.registry.hear([DeviceFacts(device=WATCH, last_heard_at=house.clock(), battery=3, missed=7)])
    assert client.get(DEVICE).headers["etag"] == before


def test_of_ten_who_release_a_device_at_once_one_does(house: House) -> None:
    clients = [house.as_(COMMUNITY_STAFF) for _ in range(10)]
    seen = {"If-Match": clients[0].get(DEVICE).headers["etag"]}
    with ThreadPoolExecutor(10) as pool:
        said = pool.map(lambda one: one.post(f"{DEVICE}/credential", headers=seen).status_code, clients)
        assert sorted(said) == [201] + [412] * 9


def test_a_consent_that_was_withdrawn_meanwhile_is_not_withdrawn_again(house: House) -> None:
    client = house.as_(COMMUNITY_STAFF)
    [hers] = [one for one in client.get(f"{HER}/consents").json()["items"] if one["relative"] == DAUGHTER]
    path = f"{HER}/consents/{hers['id']}"
    shown = client.get(path)
    assert shown.json() == hers
    gone = client.delete(path, headers={"If-Match": shown.headers["etag"]})
    late = client.delete(path, headers={"If-Match": shown.headers["etag"]})
    assert (gone.status_code, late.status_code) == (200, 412)
    assert late.headers["etag"] == gone.headers["etag"] == client.get(path).headers["etag"]
    assert client.delete(path).json() == gone.json()


def test_a_consent_of_somebody_else_is_not_shown(house: House) -> None:
    hers = house.records.consents.of_resident(MRS_LIN)[0].id
    assert house.as_(COMMUNITY_STAFF).get(f"/api/v1/residents/{MR_ZHOU}/consents/{hers}").status_code == 404


def test_a_webhook_has_one_tag_until_somebody_changes_it(house: House) -> None:
    client = house.as_(COMMUNITY_STAFF)
    form = {"area": BUILDING, "name": "x", "url": "https://hooks.example/", "kinds": ["alert.fired", "device.moved"]}
    made = client.post("/api/v1/webhooks", json=form)
    path = f"/api/v1/webhooks/{made.json()['webhook']['id']}"
    seen = {"If-Match": made.headers["etag"]}
    house.fire(house.cast.watch, MRS_LIN)
    house.records.webhook_sending.follow(house.records.webhook_sending.behind(), house.clock())
    assert client.get(path).headers["etag"] == made.headers["etag"]
    changed = client.patch(path, json={"name": "y"}, headers=seen)
    assert changed.status_code == 200
    for method, more in (("PATCH", ""), ("DELETE", ""), ("POST", "/secret")):
        said = {"name": "z"} if method == "PATCH" else None
        late = client.request(method, path + more, json=said, headers=seen)
        assert (method, late.status_code, late.headers["etag"]) == (method, 412, changed.headers["etag"])
    turned = client.post(f"{path}/secret", headers={"If-Match": changed.headers["etag"]})
    assert (turned.status_code, client.get(path).json()["name"]) == (200, "y")
    assert client.delete(path, headers={"If-Match": turned.headers["etag"]}).status_code == 204


PROGRAM = """
from dataclasses import dataclass
from api.etags import etag_of
@dataclass(frozen=True)
class Holds:
    words: frozenset
print(etag_of(Holds(frozenset({"one", "two", "three", "four"}))))
"""


def test_the_tag_of_a_set_is_the_same_in_every_process() -> None:
    tags = set()
    for seed in ("1", "2", "3"):
        environment = {"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"}
        told = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
        )
        tags.add(told.stdout)
    assert len(tags) == 1
