"""Of two who change what both saw, one is told that the other was faster."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from api.etags import version_etag
from tests.api.house import House
from tests.api.test_policies import FORM as POLICY
from tests.api.test_policies import reachable
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    MRS_LIN,
    OFFICER,
    OTHER_STEWARD,
    STEWARD,
    STREET_STAFF,
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
