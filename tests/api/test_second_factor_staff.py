"""Where the house asks for a second factor: who must set one up first, and how they come in from then on."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx2
import pyotp
import pytest

from api.passwords import hash_password
from domain.people import Person, Role
from store.records.neighbourhood import Neighbourhood
from store.records.sessions import Way
from tests.api.house import HOURS, House, open_house
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, OFFICER, STEWARD, STREET_STAFF

ADMIN, WORD = "admin-he", "a long enough password"
LOGINS = {
    STEWARD: "wang",
    OFFICER: "zhao",
    COMMUNITY_STAFF: "li",
    STREET_STAFF: "chen",
    ADMIN: "he",
    DAUGHTER: "xiaomei",
}
AT_WORK = [STEWARD, OFFICER, COMMUNITY_STAFF, STREET_STAFF, ADMIN]
SESSION, FACTOR, OWES = "/api/v1/session", "/api/v1/me/second-factor", "/problems/second-factor-enrol"
CLOSED = ["/api/v1/areas", "/api/v1/me/sessions", "/api/v1/me/keys"]


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[House]:
    """Give a house that asks for it, where everybody has the same password."""
    with open_house(tmp_path, second_factor="staff") as house:
        admin = Person(id=ADMIN, name="何平", role=Role.ADMIN, login="he")
        house.records.neighbourhood.load(Neighbourhood(people=(admin,)), house.clock())
        word = hash_password(WORD)
        for person in LOGINS:
            house.records.accounts.set_password(person, word)
        yield house


def log_in(house: House, person: str, **more: str) -> tuple[httpx2.Client, httpx2.Response]:
    client = house.client()
    return client, client.post(SESSION, json={"login": LOGINS[person], "password": WORD} | more)


def enrol(house: House, person: str) -> tuple[httpx2.Client, pyotp.TOTP, list[str]]:
    """Set one up, and wait until the app shows another code."""
    client, _ = log_in(house, person)
    totp = pyotp.TOTP(client.post(FACTOR, json={"password": WORD}).json()["secret"])
    codes = client.post(f"{FACTOR}/confirm", json={"code": totp.at(house.clock())}).json()["codes"]
    house.clock.ahead += timedelta(seconds=60)
    return client, totp, codes


@pytest.mark.parametrize("person", AT_WORK)
def test_who_works_here_sets_one_up_before_anything_else(strict: House, person: str) -> None:
    client, said = log_in(strict, person)
    assert said.json()["owes"] == ["second-factor-enrol"]
    refused = [client.get(path) for path in CLOSED]
    assert [(one.status_code, one.json()["type"]) for one in refused] == [(403, OWES)] * len(CLOSED)
    assert client.get(FACTOR).json() == {"since": None, "recovery_left": 0}


@pytest.mark.parametrize("person", AT_WORK)
def test_with_one_they_are_let_in_by_the_session_that_set_it_up(strict: House, person: str) -> None:
    client, _, codes = enrol(strict, person)
    assert [client.get(path).status_code for path in CLOSED] == [200] * len(CLOSED)
    assert client.get(SESSION).json()["owes"] == []
    assert len(codes) == 10


def test_a_relative_needs_none(strict: House) -> None:
    client, said = log_in(strict, DAUGHTER)
    assert said.json()["owes"] == []
    assert client.get("/api/v1/residents").status_code == 200


def test_one_that_was_begun_and_not_confirmed_lets_nobody_in(strict: House) -> None:
    client, _ = log_in(strict, OFFICER)
    assert client.post(FACTOR, json={"password": WORD}).status_code == 200
    assert client.post(f"{FACTOR}/confirm", json={"code": "000000"}).status_code == 422
    assert client.get("/api/v1/areas").json()["type"] == OWES
    assert log_in(strict, OFFICER)[1].json()["owes"] == ["second-factor-enrol"]


def test_from_then_on_a_login_asks_for_the_code(strict: House) -> None:
    _, totp, _ = enrol(strict, OFFICER)
    asked = log_in(strict, OFFICER)[1]
    assert (asked.status_code, asked.json()["type"]) == (401, "/problems/second-factor-needed")
    client, said = log_in(strict, OFFICER, code=totp.at(strict.clock()))
    assert (said.status_code, said.json()["owes"]) == (200, [])
    assert client.get("/api/v1/areas").status_code == 200


def test_wrong_codes_count_until_even_the_right_one_must_wait(strict: House) -> None:
    _, totp, _ = enrol(strict, OFFICER)
    wrong = [log_in(strict, OFFICER, code="000000")[1].status_code for _ in range(4)]
    assert wrong == [401] * 4  # the fifth within a minute was the code that confirmed it
    refused = log_in(strict, OFFICER, code=totp.at(strict.clock()))[1]
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-attempts")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    details = [one.detail for one in strict.records.audit.about([OFFICER]) if not one.allowed]
    assert details.count("code") == 4


def test_a_recovery_code_counts_once(strict: House) -> None:
    _, _, codes = enrol(strict, ADMIN)
    assert [log_in(strict, ADMIN, code=codes[0])[1].status_code for _ in range(2)] == [200, 401]
    assert log_in(strict, ADMIN, code=codes[1])[1].status_code == 200


def test_who_takes_theirs_away_must_set_up_another(strict: House) -> None:
    client, _, _ = enrol(strict, STEWARD)
    assert client.post(f"{FACTOR}/remove", json={"password": WORD}).status_code == 204
    assert client.get("/api/v1/areas").json()["type"] == OWES


def test_a_lost_one_is_taken_away_by_who_keeps_the_account(strict: House) -> None:
    enrol(strict, STEWARD)
    staff, _, _ = enrol(strict, COMMUNITY_STAFF)
    assert staff.delete(f"/api/v1/people/{STEWARD}/second-factor").status_code == 204
    assert log_in(strict, STEWARD)[1].json()["owes"] == ["second-factor-enrol"]


def test_a_password_and_then_a_second_factor_are_owed(strict: House) -> None:
    strict.records.accounts.set_password(STEWARD, hash_password(WORD), must_change=True)
    client, said = log_in(strict, STEWARD)
    assert said.json()["owes"] == ["password-change-needed", "second-factor-enrol"]
    assert client.post(FACTOR, json={"password": WORD}).json()["type"] == "/problems/password-change-needed"
    change = {"old_password": WORD, "new_password": "another one, long enough"}
    assert client.put("/api/v1/me/password", json=change).status_code == 204
    assert client.get(SESSION).json()["owes"] == ["second-factor-enrol"]


def test_who_comes_by_single_sign_on_is_asked_there(strict: House) -> None:
    token = strict.records.accounts.open_session(STEWARD, strict.clock(), HOURS, way=Way.OIDC)
    client = strict.client(headers={"Cookie": f"banister_session={token}"})
    assert client.get(SESSION).json()["owes"] == []
