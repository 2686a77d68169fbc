"""One's own account: a password, sessions, a second factor."""

from datetime import timedelta

import httpx2
import pyotp
import pytest

from api.passwords import hash_password
from tests.api.house import House
from tests.neighbourhood import DAUGHTER, STEWARD

WORD, NEW = "a long enough password", "another one, long enough"
SESSION, ME = "/api/v1/session", "/api/v1/me"
FACTOR = f"{ME}/second-factor"


@pytest.fixture
def steward(house: House) -> httpx2.Client:
    house.records.accounts.set_password(STEWARD, hash_password(WORD))
    client = house.client()
    assert log_in(client).status_code == 200
    return client


def log_in(client: httpx2.Client, password: str = WORD, **more: str) -> httpx2.Response:
    return client.post(SESSION, json={"login": "wang", "password": password, **more})


def change(client: httpx2.Client, old: str, new: str) -> httpx2.Response:
    return client.put(f"{ME}/password", json={"old_password": old, "new_password": new})


def enrolled(house: House, client: httpx2.Client) -> tuple[pyotp.TOTP, list[str]]:
    totp = pyotp.TOTP(client.post(FACTOR, json={"password": WORD}).json()["secret"])
    codes = client.post(f"{FACTOR}/confirm", json={"code": totp.at(house.clock())}).json()["codes"]
    house.clock.ahead += timedelta(seconds=60)
    return totp, codes


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(house: House, steward: httpx2.Client) -> None:
    other = house.as_(STEWARD)
    assert change(steward, WORD, NEW).status_code == 204
    assert (other.get(SESSION).status_code, steward.get(SESSION).status_code) == (401, 200)
    assert [log_in(house.client(), word).status_code for word in (WORD, NEW)] == [401, 200]


@pytest.mark.parametrize("bad", ["short", "1234567890", "aaaaaaaaaaaaaa", "wang-12345", WORD])
def test_a_password_that_is_guessed_first_is_refused(steward: httpx2.Client, bad: str) -> None:
    answer = change(steward, WORD, bad)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.new_password")


def test_who_does_not_know_the_old_password_sets_no_new_one(house: House, steward: httpx2.Client) -> None:
    answers = [change(steward, "a guess of theirs", NEW).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert log_in(house.client()).status_code == 200


def test_a_password_that_somebody_else_knows_opens_nothing_but_its_change(house: House) -> None:
    house.records.accounts.set_password(STEWARD, hash_password(WORD), must_change=True)
    client = house.client()
    assert log_in(client).json()["owes"] == ["password-change-needed"]
    refused = client.get("/api/v1/alerts")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/password-change-needed")
    assert change(client, WORD, NEW).status_code == 204
    assert client.get("/api/v1/alerts").status_code == 200


def test_sessions_are_listed_and_ended_one_by_one(house: House, steward: httpx2.Client) -> None:
    other = house.client(headers={"User-Agent": "an old telephone"})
    log_in(other)
    listed = steward.get(f"{ME}/sessions").json()["items"]
    assert {one["agent"]: one["current"] for one in listed}["an old telephone"] is False
    this = next(one["id"] for one in listed if not one["current"])
    assert steward.delete(f"{ME}/sessions/{this}").status_code == 204
    assert (other.get(SESSION).status_code, steward.get(SESSION).status_code) == (401, 200)


def test_nobody_ends_anothers_session(house: House, steward: httpx2.Client) -> None:
    this = steward.get(f"{ME}/sessions").json()["items"][0]["id"]
    assert house.as_(DAUGHTER).delete(f"{ME}/sessions/{this}").status_code == 404
    assert steward.get(SESSION).status_code == 200


def test_with_a_second_factor_a_password_alone_is_not_enough(house: House, steward: httpx2.Client) -> None:
    totp, _ = enrolled(house, steward)
    asked = log_in(house.client())
    assert (asked.status_code, asked.json()["type"]) == (401, "/problems/second-factor-needed")
    assert log_in(house.client(), "wrong").json()["type"] == "/problems/wrong-login"
    assert log_in(house.client(), code=totp.at(house.clock())).status_code == 200


def test_a_code_counts_once(house: House, steward: httpx2.Client) -> None:
    totp, _ = enrolled(house, steward)
    code = totp.at(house.clock())
    assert [log_in(house.client(), code=code).status_code for _ in range(2)] == [200, 401]


def test_a_recovery_code_counts_once_and_rests_as_a_hash(house: House, steward: httpx2.Client) -> None:
    _, codes = enrolled(house, steward)
    assert len(set(codes)) == 10
    assert [log_in(house.client(), code=codes[0]).status_code for _ in range(2)] == [200, 401]
    assert steward.get(FACTOR).json()["recovery_left"] == 9


def test_codes_are_not_guessed_for_long(house: House, steward: httpx2.Client) -> None:
    enrolled(house, steward)
    answers = [log_in(house.client(), code="000000").status_code for _ in range(6)]
    assert answers[-1] == 429


def test_every_refused_login_is_on_record_without_what_was_typed(house: House, steward: httpx2.Client) -> None:
    log_in(house.client(), "wrong")
    house.client().post(SESSION, json={"login": "hunter2", "password": "x"})
    rows = [(one.person, one.allowed, one.detail) for one in house.records.audit.newest(limit=2)]
    assert rows == [("?", False, "unknown login"), (STEWARD, False, "password")]
