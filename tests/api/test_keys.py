"""API keys of one's own: shown once, for what one may do, until they end."""

from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from api.callers import COOKIE
from api.passwords import hash_password
from domain.access import Deed
from store.records.sessions import Way
from tests.api.house import HOURS, House, open_house
from tests.api.keys import FORM, RESIDENTS, bearing, rows
from tests.neighbourhood import BUILDING, COMMUNITY_STAFF, DAUGHTER, MRS_LIN, OFFICER, STEWARD

WORD = "a long enough password"
MINE, HIS = "/api/v1/me/keys", f"/api/v1/people/{STEWARD}/keys"
OWN = FORM | {"password": WORD}


@pytest.fixture(scope="module")
def word() -> str:
    return hash_password(WORD)


@pytest.fixture
def steward(house: House, word: str) -> httpx2.Client:
    house.records.accounts.set_password(STEWARD, word)
    return house.as_(STEWARD)


@pytest.fixture(scope="module")
def daughter(shared_house: House, word: str) -> httpx2.Client:
    """Give somebody who never gets a key, in a house that many tests share."""
    shared_house.records.accounts.set_password(DAUGHTER, word)
    return shared_house.as_(DAUGHTER)


def test_a_key_of_ones_own_is_shown_once_and_sees_what_it_was_made_for(house: House, steward: httpx2.Client) -> None:
    made = steward.post(MINE, json=OWN)
    assert made.headers["cache-control"] == "no-store"
    key, client = made.json()["key"], bearing(house, made)
    assert [client.get(path).status_code for path in (RESIDENTS, "/api/v1/devices")] == [200, 403]
    listed = steward.get(MINE)
    assert listed.json()["items"][0] | {"used_at": None} == key
    assert made.json()["text"].rsplit("_", 1)[1] not in listed.text
    assert (key["made_by"], key["scopes"]) == (STEWARD, ["see_alerts", "see_resident"])


def test_a_key_ends_after_ninety_days_where_nothing_else_is_said(house: House, steward: httpx2.Client) -> None:
    client = bearing(house, steward.post(MINE, json=OWN))
    house.clock.ahead += timedelta(days=90) - timedelta(minutes=1)
    assert client.get(RESIDENTS).status_code == 200
    house.clock.ahead += timedelta(minutes=1)
    assert client.get(RESIDENTS).status_code == 401


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_a_key_ends_ahead_and_within_a_year(house: House, steward: httpx2.Client, days: int) -> None:
    until = (house.clock() + timedelta(days=days)).isoformat()
    refused = steward.post(MINE, json=OWN | {"expires_at": until})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "body.expires_at")
    assert steward.get(MINE).json()["items"] == []


BAD: dict[str, list[object]] = {
    "name": ["", "   ", "x" * 201, None],
    "scopes": [[], None, ["everything"], ["see_alerts"] * 50],
    "expires_at": ["soon", "2027-01-01T00:00:00", "0001-01-01T00:00:00+08:00"],
    "password": ["", "another word of theirs", None],
}


@pytest.mark.parametrize(("field", "value"), [(field, one) for field, some in BAD.items() for one in some])
def test_what_a_key_cannot_be_made_of_is_named(daughter: httpx2.Client, field: str, value: object) -> None:
    refused = daughter.post(MINE, json=OWN | {field: value})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"].startswith(f"body.{field}")
    assert daughter.get(MINE).json()["items"] == []


@pytest.mark.parametrize("deed", ["see_system", "keep_people", "answer_alerts", "log_in", "keep_own_account"])
def test_nobody_makes_a_key_for_what_they_may_not_do(shared_house: House, daughter: httpx2.Client, deed: str) -> None:
    refused = daughter.post(MINE, json=OWN | {"scopes": ["see_alerts", deed]})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "body.scopes.1")
    assert rows(shared_house, DAUGHTER)[0] == (DAUGHTER, f"key for {deed}", False)
    assert daughter.get(MINE).json()["items"] == []


def test_a_key_makes_lists_and_revokes_no_keys(house: House, steward: httpx2.Client) -> None:
    steward.post(MINE, json=OWN)
    [kept] = steward.get(MINE).json()["items"]
    for person in (STEWARD, COMMUNITY_STAFF):
        key = house.with_key(person, *Deed)
        asked = [key.get(one) for one in (MINE, HIS)] + [key.post(one, json=OWN) for one in (MINE, HIS)]
        asked += [key.delete(f"{one}/{kept['prefix']}") for one in (MINE, HIS)]
        assert {one.status_code for one in asked} == {403}


def test_twenty_keys_hold_at_a_time(house: House, steward: httpx2.Client) -> None:
    for _ in range(19):
        house.with_key(STEWARD, Deed.SEE_ALERTS)
    assert steward.post(MINE, json=OWN).status_code == 201
    refused = steward.post(MINE, json=OWN)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/refused")
    assert "revoke" in refused.json()["detail"]
    steward.delete(f"{MINE}/{steward.get(MINE).json()['items'][0]['prefix']}")
    assert steward.post(MINE, json=OWN).status_code == 201


def test_a_revoked_key_opens_nothing_and_stays_on_the_list(house: House, steward: httpx2.Client) -> None:
    made = steward.post(MINE, json=OWN)
    client, prefix = bearing(house, made), made.json()["key"]["prefix"]
    assert [steward.delete(f"{MINE}/{prefix}").status_code for _ in range(2)] == [204, 204]
    assert client.get(RESIDENTS).status_code == 401
    assert steward.get(MINE).json()["items"][0]["revoked_at"] is not None
    said = [(STEWARD, f"key {prefix} revoked", True), (STEWARD, f"key {prefix} made, 2 deeds", True)]
    assert rows(house, STEWARD) == said


def test_nobody_revokes_anothers_key(house: House, steward: httpx2.Client) -> None:
    made = steward.post(MINE, json=OWN)
    prefix = made.json()["key"]["prefix"]
    assert house.as_(DAUGHTER).delete(f"{MINE}/{prefix}").status_code == 404
    assert house.as_(COMMUNITY_STAFF).delete(f"{MINE}/{prefix}").status_code == 404
    assert bearing(house, made).get(RESIDENTS).status_code == 200


def test_who_keeps_an_account_lists_its_keys_and_revokes_them(house: House, steward: httpx2.Client) -> None:
    made = steward.post(MINE, json=OWN)
    prefix, staff = made.json()["key"]["prefix"], house.as_(OFFICER)
    assert [one["prefix"] for one in staff.get(HIS).json()["items"]] == [prefix]
    assert staff.delete(f"{HIS}/{prefix}").status_code == 204
    assert bearing(house, made).get(RESIDENTS).status_code == 401
    assert rows(house, STEWARD)[0] == (OFFICER, f"key {prefix} revoked", True)


def test_a_stewards_key_sees_nothing_once_their_post_has_ended(house: House, steward: httpx2.Client) -> None:
    client = bearing(house, steward.post(MINE, json=OWN))
    assert [one["id"] for one in client.get(RESIDENTS).json()["items"]] == [MRS_LIN]
    house.records.rosters.end_post(STEWARD, BUILDING, COMMUNITY_STAFF, house.clock())
    house.clock.ahead += timedelta(seconds=1)
    assert client.get(RESIDENTS).json()["items"] == []
    assert client.get(f"{RESIDENTS}/{MRS_LIN}").status_code == 404
    assert client.get("/api/v1/alerts").json()["items"] == []


def test_a_new_password_ends_the_keys_of_the_one_before(house: House, steward: httpx2.Client) -> None:
    client = bearing(house, steward.post(MINE, json=OWN))
    change = {"old_password": WORD, "new_password": "another one, long enough"}
    assert steward.put("/api/v1/me/password", json=change).status_code == 204
    assert (client.get(RESIDENTS).status_code, steward.get(RESIDENTS).status_code) == (401, 200)


def test_a_password_that_staff_give_ends_the_keys_too(house: House, steward: httpx2.Client) -> None:
    client = bearing(house, steward.post(MINE, json=OWN))
    assert house.as_(COMMUNITY_STAFF).post(f"/api/v1/people/{STEWARD}/password").status_code == 200
    assert client.get(RESIDENTS).status_code == 401


def test_who_owes_a_password_of_their_own_makes_no_key(house: House, word: str) -> None:
    house.records.accounts.set_password(STEWARD, word, must_change=True)
    refused = house.as_(STEWARD).post(MINE, json=OWN)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/password-change-needed")


def test_who_owes_a_second_factor_makes_no_key(tmp_path: Path, word: str) -> None:
    with open_house(tmp_path, second_factor="staff") as house:
        house.records.accounts.set_password(STEWARD, word)
        refused = house.as_(STEWARD).post(MINE, json=OWN)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/second-factor-enrol")
        assert house.records.accounts.keys(STEWARD) == []


def test_who_came_by_single_sign_on_makes_a_key_just_after_it(house: House) -> None:
    token = house.records.accounts.open_session(STEWARD, house.clock(), HOURS, way=Way.OIDC)
    client = house.client(cookies={COOKIE: token})
    assert client.post(MINE, json=FORM).status_code == 201
    house.clock.ahead += timedelta(minutes=11)
    refused = client.post(MINE, json=FORM)
    assert (refused.status_code, "log in once more" in refused.json()["detail"]) == (409, True)


def test_a_found_session_guesses_no_password_for_a_key(steward: httpx2.Client) -> None:
    asked = [steward.post(MINE, json=OWN | {"password": "a guess"}) for _ in range(11)]
    assert [one.status_code for one in asked] == [422] * 10 + [429]
    assert int(asked[-1].headers["retry-after"]) >= 1


def test_when_a_key_was_used_is_shown_to_the_hour(house: House, steward: httpx2.Client) -> None:
    client = bearing(house, steward.post(MINE, json=OWN))
    seen = []
    for minutes in (0, 50, 20):
        house.clock.ahead += timedelta(minutes=minutes)
        client.get(RESIDENTS)
        seen.append(steward.get(MINE).json()["items"][0]["used_at"])
    assert seen[0] == seen[1] != seen[2]
    assert None not in seen


def test_the_same_key_is_given_again_to_who_sends_the_request_again(steward: httpx2.Client) -> None:
    headers = {"Idempotency-Key": "5f0b8f2c-4a50-4c1e-9a63-1c7f1b0e8d11"}
    first, again = (steward.post(MINE, json=OWN, headers=headers) for _ in range(2))
    assert first.json() == again.json()
    assert len(steward.get(MINE).json()["items"]) == 1
