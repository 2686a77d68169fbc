"""Journeys that were never begun, are over, or meet a provider that is away or talks rubbish."""

import json
import threading
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from api.passwords import hash_password
from tests.api.house import House
from tests.api.oidc_house import (
    BEGIN,
    CALLBACK,
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
from tests.api.oidc_provider import OpenProvider, running_provider
from tests.api.test_problems import assert_problem
from tests.clocks import Clock
from tests.neighbourhood import STEWARD

COOKIE = "banister_sign_on"


@pytest.fixture
def house(known_house: House, provider: OpenProvider) -> House:
    linked(known_house, provider)
    return known_house


def assert_over(house: House, answer: httpx2.Response) -> None:
    assert_problem(answer, 403, "sign-on-over")
    assert "banister_session" not in answer.headers.get("set-cookie", "")
    assert newest(house) == ("?", False, "single sign-on: state")


def test_another_state_is_refused_before_the_provider_is_asked(house: House, provider: OpenProvider) -> None:
    client = house.client()
    back = queried(sent_back(question(client)))
    for state in ("", "guessed", back["state"][:-1], back["state"] + "x", "\N{SNOWMAN}"):
        assert_over(house, client.get(CALLBACK, params=back | {"state": state}))
    assert "/token" not in provider.asked


def test_who_did_not_set_out_does_not_come_back(house: House) -> None:
    """A link with somebody else's code must not log anybody in as them."""
    assert_over(house, house.client().get(sent_back(question(house.client()))))


def test_a_cookie_that_was_changed_is_none(house: House) -> None:
    client = house.client()
    back, sealed = sent_back(question(client)), client.cookies[COOKIE]
    for value in (sealed[:-4] + "AAAA", sealed[4:], "rubbish", "%%%", "A" * 5000, '"{}"'):
        assert_over(house, house.client(cookies={COOKIE: value}).get(back))


def test_a_cookie_of_another_house_is_none(house: House, provider: OpenProvider, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with opened(tmp_path / "other", provider) as other:
        client = other.client()
        back = sent_back(question(client))
        assert_over(house, house.client(cookies={COOKIE: client.cookies[COOKIE]}).get(back))


def test_who_takes_too_long_begins_again(house: House) -> None:
    client = house.client()
    back = sent_back(question(client))
    house.clock.ahead = timedelta(minutes=10, seconds=1)
    assert_over(house, client.get(back))


def test_nobody_comes_back_twice(house: House, provider: OpenProvider) -> None:
    client = house.client()
    back, sealed = sent_back(question(client)), client.cookies[COOKIE]
    assert client.get(back).status_code == 303
    assert_over(house, house.client(cookies={COOKIE: sealed}).get(back))
    assert provider.asked.count("/token") == 1


def test_of_two_who_come_back_at_once_one_is_let_in(house: House) -> None:
    client, answers = house.client(), list[int]()
    back, sealed = sent_back(question(client)), client.cookies[COOKIE]
    both = [house.client(cookies={COOKIE: sealed}) for _ in range(4)]
    threads = [threading.Thread(target=lambda one=one: answers.append(one.get(back).status_code)) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(answers) == [303, 403, 403, 403]


def test_a_code_that_the_provider_refuses_lets_nobody_in(house: House) -> None:
    client = house.client()
    state = queried(question(client))["state"]
    refused = client.get(CALLBACK, params={"state": state, "code": "guessed"})
    assert assert_problem(refused, 401, "sign-on-refused")["detail"] == "code"
    assert newest(house) == ("?", False, "single sign-on: code")


def test_a_code_of_another_journey_is_of_no_use(house: House) -> None:
    """PKCE: who steals a code cannot put it into a journey of their own."""
    stolen = queried(sent_back(question(house.client())))["code"]
    thief = house.client()
    mine = queried(question(thief))["state"]
    answer = thief.get(CALLBACK, params={"state": mine, "code": stolen})
    assert_problem(answer, 401, "sign-on-refused")


def test_who_says_no_at_the_provider_is_not_let_in(house: House, provider: OpenProvider) -> None:
    client = house.client()
    said = {"state": queried(question(client))["state"], "error": "access_denied", "error_description": "<script>"}
    answer = client.get(CALLBACK, params=said)
    assert_problem(answer, 401, "sign-on-refused")
    assert "script" not in answer.text
    assert "/token" not in provider.asked


def test_an_answer_that_names_another_provider_is_refused(house: House, provider: OpenProvider) -> None:
    provider.document = {"authorization_response_iss_parameter_supported": True}
    for change in ({"iss": "https://evil.example"}, {"iss": ""}, None):
        client = house.client()
        back = queried(sent_back(question(client)))
        params = {name: value for name, value in back.items() if name != "iss"} | (change or {})
        assert assert_problem(client.get(CALLBACK, params=params), 401, "sign-on-refused")["detail"] == "sender"
    assert sign_on(house.client()).status_code == 303


def test_a_provider_that_is_away_keeps_nobody_from_their_password(tmp_path: Path) -> None:
    with running_provider(Clock(), "") as gone:
        pass
    with opened(tmp_path, gone) as house:
        client = house.client()
        problem = client.get(BEGIN)
        assert_problem(problem, 503, "provider-away")
        assert int(problem.headers["retry-after"]) > 0
        house.records.accounts.set_password(STEWARD, hash_password(WORD))
        assert client.post(SESSION, json={"login": "wang", "password": WORD}).status_code == 200


def test_a_provider_that_comes_back_is_found(house: House, provider: OpenProvider) -> None:
    discovery = "/.well-known/openid-configuration"
    provider.says[discovery] = (500, b"")
    assert [house.client().get(BEGIN).status_code for _ in range(3)] == [503, 503, 503]
    assert provider.asked == [discovery]
    provider.says.clear()
    house.clock.ahead = timedelta(seconds=6)
    assert sign_on(house.client()).status_code == 303


def test_where_the_provider_is_is_asked_once_an_hour(house: House, provider: OpenProvider) -> None:
    for ahead in (0, 30, 59, 61):
        house.clock.ahead = timedelta(minutes=ahead)
        assert sign_on(house.client()).status_code == 303
    asked = [provider.asked.count(path) for path in ("/.well-known/openid-configuration", "/keys")]
    assert asked == [2, 2]


def told(**fields: object) -> bytes:
    return json.dumps(fields).encode()


RUBBISH = {
    "/.well-known/openid-configuration": [
        (200, b"<!doctype html>"),
        (200, b"[]"),
        (200, b"{}"),
        (200, told(issuer="https://evil.example")),
        (404, b"{}"),
        (302, b""),
        (200, b" " * 1_100_000),
        (200, b"\xff\xfe"),
    ],
    "/token": [
        (200, b"<!doctype html>"),
        (200, b"[]"),
        (500, told(error="invalid_grant")),
        (429, b"slow down"),
        (302, b""),
        (200, b" " * 1_100_000),
        (400, told(error=["invalid_grant"])),
        (401, told(error="invalid_client")),
        (200, told(id_token="x", expires_in="soon")),
    ],
    "/keys": [
        (200, b"<!doctype html>"),
        (200, b"[]"),
        (200, told(keys=[])),
        (200, told(keys="none")),
        (200, told(keys=[{"kty": "oct", "k": "c2VjcmV0"}])),
        (503, b""),
    ],
}


@pytest.mark.parametrize("path", RUBBISH)
def test_a_provider_that_talks_rubbish_is_of_no_use(house: House, provider: OpenProvider, path: str) -> None:
    for n, said in enumerate(RUBBISH[path]):
        house.clock.ahead = timedelta(hours=2 * n)
        provider.says = {path: said}
        client = house.client()
        answer = client.get(BEGIN)
        if answer.status_code == 303:
            answer = client.get(sent_back(answer.headers["location"]))
        assert_problem(answer, 503, "provider-away")
        assert client.get(SESSION).status_code == 401
    provider.says, house.clock.ahead = {}, timedelta(hours=100)
    assert sign_on(house.client()).status_code == 303


PLACES = ("authorization_endpoint", "token_endpoint", "jwks_uri")
NOWHERE = ("http://provider.example/x", "ftp://127.0.0.1/x", "/x", "", 7, None, "http://[::1")


def test_a_place_where_anybody_could_answer_is_not_gone_to(house: House, provider: OpenProvider) -> None:
    for n, (name, place) in enumerate((name, place) for name in PLACES for place in NOWHERE):
        house.clock.ahead = timedelta(minutes=n)
        provider.document = {name: place}
        assert_problem(house.client().get(BEGIN), 503, "provider-away")
    assert len(provider.asked) == len(PLACES) * len(NOWHERE)


def test_a_document_of_another_issuer_is_not_gone_by(house: House, provider: OpenProvider) -> None:
    others: list[object] = [f"{provider.issuer}/", provider.issuer.replace("127.0.0.1", "localhost"), None, []]
    for n, issuer in enumerate(others):
        house.clock.ahead = timedelta(minutes=n)
        provider.document = {"issuer": issuer}
        assert_problem(house.client().get(BEGIN), 503, "provider-away")


def test_an_answer_without_an_id_token_vouches_for_nobody(house: House, provider: OpenProvider) -> None:
    provider.says = {"/token": (200, told(access_token="x", token_type="Bearer"))}
    assert_problem(sign_on(house.client()), 401, "sign-on-refused")


@pytest.mark.parametrize("taken", [["client_secret_post"], ["client_secret_basic"], None])
def test_the_secret_is_shown_as_the_provider_wants_it(house: House, provider: OpenProvider, taken: object) -> None:
    provider.document = {"token_endpoint_auth_methods_supported": taken}
    assert sign_on(house.client()).status_code == 303
