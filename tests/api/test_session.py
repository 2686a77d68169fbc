"""Logging in and out, keys, and pages of other origins."""

from dataclasses import replace

import httpx2
import pytest

from api.callers import COOKIE
from api.passwords import hash_password
from domain.access import Deed
from domain.people import Scope
from tests.api.house import House
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, MRS_LIN, STEWARD, agreed

WORD = "a long enough password"
SESSION = "/api/v1/session"


@pytest.fixture
def client(house: House) -> httpx2.Client:
    house.records.accounts.set_password(STEWARD, hash_password(WORD))
    return house.client()


def log_in(client: httpx2.Client, login: str = "wang", password: str = WORD, **headers: str) -> httpx2.Response:
    return client.post(SESSION, json={"login": login, "password": password}, headers=headers)


def test_the_steward_logs_in_and_is_known(client: httpx2.Client) -> None:
    assert log_in(client).json()["person"] == STEWARD
    assert client.get(SESSION).json()["role"] == "steward"


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(client: httpx2.Client) -> None:
    cookie = log_in(client).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(client: httpx2.Client) -> None:
    wrong, unknown, no_password = (
        log_in(client, *who) for who in (("wang", "wrong"), ("nobody", WORD), ("xiaomei", WORD))
    )
    assert wrong.status_code == unknown.status_code == no_password.status_code == 401
    assert {answer.json()["type"] for answer in (wrong, unknown, no_password)} == {"/problems/wrong-login"}


def test_too_many_attempts_are_told_when_to_come_again(client: httpx2.Client) -> None:
    answers = [log_in(client, password="wrong") for _ in range(11)]
    assert {answer.status_code for answer in answers[:10]} == {401}
    assert answers[10].status_code == 429
    assert 0 < int(answers[10].headers["retry-after"]) <= 60


def test_half_a_surrogate_pair_is_nobodys_password(client: httpx2.Client) -> None:
    answer = client.post(
        SESSION, content=rb'{"login": "wang", "password": "\ud800"}', headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 401


def test_logging_out_ends_the_session(client: httpx2.Client) -> None:
    log_in(client)
    token = client.cookies[COOKIE]
    assert client.delete(SESSION).status_code == 204
    assert client.get(SESSION, headers={"Cookie": f"{COOKIE}={token}"}).status_code == 401


def test_a_session_ends_by_itself(house: House) -> None:
    client = house.as_(STEWARD)
    house.clock.ahead += house.settings.session_lasts
    assert client.get(SESSION).status_code == 401


def test_a_key_opens_what_it_was_made_for_and_no_more(house: House) -> None:
    client = house.with_key(STEWARD, Deed.SEE_ALERTS)
    assert client.get("/api/v1/alerts").status_code == 200
    assert client.get("/api/v1/residents").status_code == 403
    assert client.get(SESSION).json()["deeds"] == ["see_alerts"]


def test_a_relative_is_told_which_kinds_of_whose_data_they_may_ask_for(house: House) -> None:
    consent = replace(agreed(MRS_LIN, DAUGHTER, house.clock(), Scope.ALERTS, Scope.ACTIVITY), id="narrower")
    house.records.consents.give(consent, house.clock())
    said = house.as_(DAUGHTER).get(SESSION).json()
    assert (said["residents"], said["grants"]) == ([MRS_LIN], {MRS_LIN: ["activity", "alerts"]})
    assert house.with_key(DAUGHTER, Deed.SEE_ALERTS).get(SESSION).json()["grants"] == said["grants"]
    house.records.consents.withdraw("narrower", COMMUNITY_STAFF, house.clock())
    assert house.as_(DAUGHTER).get(SESSION).json()["grants"] == {}
    assert house.as_(STEWARD).get(SESSION).json()["grants"] == {}


def test_a_revoked_key_opens_nothing(house: House) -> None:
    client = house.with_key(STEWARD, Deed.SEE_ALERTS)
    house.records.accounts.revoke_key(house.records.accounts.keys(STEWARD)[0].prefix, house.clock())
    assert client.get("/api/v1/alerts").status_code == 401


@pytest.mark.parametrize("header", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_page_of_another_origin_may_not_change_anything(house: House, header: dict[str, str]) -> None:
    answer = house.as_(DAUGHTER).delete(SESSION, headers=header)
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/cross-origin"


def test_our_own_page_may(house: House) -> None:
    header = {"Origin": house.address, "Sec-Fetch-Site": "same-origin"}
    assert house.as_(DAUGHTER).delete(SESSION, headers=header).status_code == 204


def test_a_page_of_another_origin_may_not_even_log_somebody_in(client: httpx2.Client) -> None:
    assert log_in(client, Origin="https://evil.example").status_code == 403


def test_by_https_the_cookie_is_secure(house: House) -> None:
    settings = house.settings.model_copy(update={"base_url": "https://care.example.org"})
    assert settings.secure
    assert not house.settings.secure
