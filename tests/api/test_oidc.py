"""Single sign-on, against a real provider: who is let in, and how they come there and back."""

from pathlib import Path

import pytest

from api.passwords import hash_password
from domain.access import Deed
from store.records.audit import Entry
from tests.api.house import House
from tests.api.oidc_house import (
    BEGIN,
    CALLBACK,
    MINE,
    SESSION,
    WORD,
    linked,
    newest,
    opened,
    queried,
    question,
    sent_back,
    sign_on,
)
from tests.api.oidc_provider import OpenProvider
from tests.api.test_problems import assert_problem
from tests.neighbourhood import COMMUNITY_STAFF, STEWARD


def test_whose_identity_is_linked_is_logged_in(known_house: House, provider: OpenProvider) -> None:
    linked(known_house, provider)
    client = known_house.client()
    back = sign_on(client)
    assert (back.status_code, back.headers["location"]) == (303, "/")
    assert client.get(SESSION).json()["person"] == STEWARD
    assert newest(known_house) == (STEWARD, True, "oidc")
    assert client.get("/api/v1/me/sessions").json()["items"][0]["way"] == "oidc"
    assert client.get(MINE).json()["items"][0]["used_at"] is not None


def test_the_session_is_out_of_reach_and_the_journey_is_forgotten(known_house: House, provider: OpenProvider) -> None:
    linked(known_house, provider)
    client = known_house.client()
    begun = client.get(BEGIN)
    for said in ("HttpOnly", "SameSite=lax", f"Path={BEGIN}", "Max-Age=600"):
        assert said in begun.headers["set-cookie"]
    back = client.get(sent_back(begun.headers["location"]))
    cookies = back.headers.get_list("set-cookie")
    assert "HttpOnly" in next(one for one in cookies if one.startswith("banister_session="))
    assert "banister_sign_on" not in client.cookies


def test_what_the_provider_is_told_is_no_more_than_it_needs(known_house: House) -> None:
    asked = queried(question(known_house.client()))
    told = {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce"}
    assert asked.keys() == told | {"code_challenge", "code_challenge_method"}
    assert (asked["scope"], asked["code_challenge_method"]) == ("openid", "S256")
    again = queried(question(known_house.client()))
    assert all(asked[name] != again[name] for name in ("state", "nonce", "code_challenge"))


def test_an_identity_that_is_not_linked_makes_nobody(known_house: House, provider: OpenProvider) -> None:
    provider.claims = {"email": "wang@example.org", "email_verified": True, "preferred_username": "wang"}
    before = len(known_house.records.accounts.all())
    client = known_house.client()
    assert_problem(sign_on(client), 403, "identity-not-linked")
    assert client.get(SESSION).status_code == 401
    assert len(known_house.records.accounts.all()) == before
    assert newest(known_house) == ("?", False, "identity not linked")


def test_a_closed_account_is_not_opened(known_house: House, provider: OpenProvider) -> None:
    linked(known_house, provider)
    closed = Entry(at=known_house.clock(), person=COMMUNITY_STAFF, deed=Deed.KEEP_PEOPLE, subject=STEWARD)
    known_house.records.accounts.disable(STEWARD, known_house.clock(), closed)
    assert_problem(sign_on(known_house.client()), 403, "identity-not-linked")
    assert newest(known_house) == (STEWARD, False, "disabled")


def test_a_password_that_somebody_else_knows_is_to_be_changed_first(known_house: House, provider: OpenProvider) -> None:
    linked(known_house, provider)
    known_house.records.accounts.set_password(STEWARD, hash_password(WORD), must_change=True)
    client = known_house.client()
    assert sign_on(client).status_code == 303
    assert client.get(SESSION).json()["owes"] == ["password-change-needed"]
    assert_problem(client.get("/api/v1/alerts"), 403, "password-change-needed")


def test_one_goes_on_to_where_one_was(known_house: House, provider: OpenProvider) -> None:
    linked(known_house, provider)
    assert (
        sign_on(known_house.client(), f"{BEGIN}?next=/alerts%3Fstate%3Dfiring").headers["location"]
        == "/alerts?state=firing"
    )


@pytest.mark.parametrize(
    "onward",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil.example",
        "/%0d%0aX: y",
        "/%09/evil.example",
        "",
    ],
)
def test_nobody_is_sent_elsewhere(known_house: House, onward: str) -> None:
    answer = known_house.client().get(f"{BEGIN}?next={onward}")
    assert_problem(answer, 422, "invalid")
    assert "location" not in answer.headers


def test_there_are_as_many_attempts_as_for_passwords(tmp_path: Path, provider: OpenProvider) -> None:
    with opened(tmp_path, provider, login_attempts_address="3/minute") as house:
        client = house.client()
        answers = [client.get(f"{CALLBACK}?state=x&code=y") for _ in range(4)]
        assert [one.status_code for one in answers] == [403, 403, 403, 429]
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert [client.get(BEGIN).status_code for _ in range(4)] == [303, 303, 303, 429]


def test_the_page_of_the_login_learns_what_its_button_says(tmp_path: Path, provider: OpenProvider) -> None:
    with opened(tmp_path, provider, oidc_name="街道统一登录") as house:
        said = house.client().get("/api/v1/session/ways").json()
    assert said == {"password": True, "oidc": {"name": "街道统一登录", "begin": BEGIN}}


def test_without_a_provider_there_is_no_single_sign_on(shared_house: House) -> None:
    client = shared_house.client()
    assert client.get("/api/v1/session/ways").json() == {"password": True, "oidc": None}
    assert_problem(client.get(BEGIN), 404, "not-found")
    assert_problem(client.get(f"{CALLBACK}?state=x&code=y"), 404, "not-found")
