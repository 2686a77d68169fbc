"""ID tokens that vouch for nobody, and those that do: real signatures, by a provider that can be told to err."""

import base64
import hashlib
import hmac
import json
import warnings
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import Key, RSAKey

from api.oidc_token import key_set
from tests.api.house import House
from tests.api.oidc_house import BEGIN, SESSION, linked, newest, sign_on
from tests.api.oidc_provider import CLIENT, OpenProvider, new_key, signed
from tests.api.test_problems import assert_problem
from tests.neighbourhood import STEWARD

HOUR = 3600
Wrong = Callable[[OpenProvider, int], dict[str, Any]]

CLAIMS: dict[str, tuple[str, Wrong]] = {
    "another nonce": ("nonce", lambda _provider, _now: {"nonce": "guessed"}),
    "no nonce": ("nonce", lambda _provider, _now: {"nonce": None}),
    "another audience": ("audience", lambda _provider, _now: {"aud": "another-house"}),
    "no audience": ("audience", lambda _provider, _now: {"aud": None}),
    "a part of the audience": ("audience", lambda _provider, _now: {"aud": f"{CLIENT}-2"}),
    "several audiences, for none in particular": ("party", lambda _provider, _now: {"aud": [CLIENT, "other"]}),
    "another party": ("party", lambda _provider, _now: {"azp": "other"}),
    "several audiences, for another party": ("party", lambda *_: {"aud": [CLIENT, "other"], "azp": "other"}),
    "another issuer": ("issuer", lambda _provider, _now: {"iss": "https://evil.example"}),
    "the issuer but for a slash": ("issuer", lambda provider, _now: {"iss": f"{provider.issuer}/"}),
    "no issuer": ("issuer", lambda _provider, _now: {"iss": None}),
    "expired": ("time", lambda _provider, now: {"exp": now - 61}),
    "without an end": ("time", lambda _provider, _now: {"exp": None}),
    "an end that is no number": ("time", lambda _provider, _now: {"exp": "never"}),
    "an end that is never": ("time", lambda _provider, _now: {"exp": float("nan")}),
    "made in the future": ("time", lambda _provider, now: {"iat": now + 120}),
    "made long ago": ("time", lambda _provider, now: {"iat": now - HOUR}),
    "made at no time": ("time", lambda _provider, _now: {"iat": None}),
    "not yet": ("time", lambda _provider, now: {"nbf": now + HOUR}),
    "nobody": ("subject", lambda _provider, _now: {"sub": None}),
    "a subject that is empty": ("subject", lambda _provider, _now: {"sub": ""}),
    "a subject that is a number": ("subject", lambda _provider, _now: {"sub": 7}),
    "a subject that is too long": ("subject", lambda _provider, _now: {"sub": "x" * 256}),
    "a subject that ends early": ("subject", lambda provider, _now: {"sub": f"{provider.subject}\0"}),
}


@pytest.fixture
def house(known_house: House, provider: OpenProvider) -> House:
    linked(known_house, provider)
    return known_house


def assert_refused(house: House, why: str) -> None:
    client = house.client()
    problem = assert_problem(sign_on(client), 401, "sign-on-refused")
    assert why in problem["detail"]
    assert client.get(SESSION).status_code == 401
    person, allowed, detail = newest(house)
    assert (person, allowed) == ("?", False)
    assert detail.startswith("single sign-on: ")


def test_a_token_that_says_something_else_vouches_for_nobody(house: House, provider: OpenProvider) -> None:
    assert len(CLAIMS) == 24
    now = int(house.clock().timestamp())
    for why, wrong in CLAIMS.values():
        provider.claims = wrong(provider, now)
        assert_refused(house, why)
    provider.claims = {}
    assert sign_on(house.client()).status_code == 303


RIGHT: dict[str, Wrong] = {
    "a list of one audience": lambda _provider, _now: {"aud": [CLIENT]},
    "several audiences, for us": lambda _provider, _now: {"aud": ["other", CLIENT], "azp": CLIENT},
    "clocks a little apart": lambda _provider, now: {"iat": now + 30, "exp": now + 330},
    "just over": lambda _provider, now: {"iat": now - 90, "exp": now - 20},
}


def test_what_a_token_may_say_in_more_than_one_way_is_understood(house: House, provider: OpenProvider) -> None:
    now = int(house.clock().timestamp())
    for right in RIGHT.values():
        provider.claims = right(provider, now)
        assert sign_on(house.client()).status_code == 303


def test_elliptic_curves_sign_as_well(house: House, provider: OpenProvider) -> None:
    provider.keys = [new_key(), new_key("EC")]
    assert sign_on(house.client()).status_code == 303


def part(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unsigned(claims: dict[str, Any], _key: Key) -> str:
    return f"{part({'alg': 'none'})}.{part(claims)}."


def by_a_secret_that_is_public(claims: dict[str, Any], key: Key) -> str:
    """Take the public key, which everybody has, as the secret of an HMAC."""
    assert isinstance(key, RSAKey)
    text = f"{part({'alg': 'HS256', 'kid': key.kid})}.{part(claims)}"
    return f"{text}.{part(hmac.digest(key.as_pem(private=False), text.encode(), hashlib.sha256))}"


def by_anothers_key(claims: dict[str, Any], key: Key) -> str:
    foreign = new_key()
    return jwt.encode({"alg": "RS256", "kid": str(key.kid)}, claims, foreign)


def changed(claims: dict[str, Any], key: Key) -> str:
    head, _, tail = signed(claims, key).split(".")
    return f"{head}.{part(claims | {'sub': 'somebody else'})}.{tail}"


def critical(claims: dict[str, Any], key: Key) -> str:
    return (
        f"{part({'alg': 'RS256', 'kid': key.kid, 'crit': ['exotic'], 'exotic': 1})}.{part(claims)}.{part(b'x' * 256)}"
    )


def bringing_its_own_key(claims: dict[str, Any], _key: Key) -> str:
    foreign = new_key()
    return jwt.encode({"alg": "RS256", "kid": str(foreign.kid), "jwk": foreign.as_dict(private=False)}, claims, foreign)


@pytest.mark.parametrize(
    "sign",
    [
        unsigned,
        by_a_secret_that_is_public,
        by_anothers_key,
        changed,
        critical,
        bringing_its_own_key,
        lambda _claims, _key: "rubbish",
        lambda _claims, _key: "e30.e30.e30",
        lambda _claims, _key: "",
        lambda _claims, _key: "\N{SNOWMAN}" * 3,
        lambda claims, key: jwt.encode({"alg": "RS256", "kid": str(key.kid)}, {"sub": claims["sub"]}, key),
    ],
)
def test_what_the_provider_has_not_signed_vouches_for_nobody(
    house: House, provider: OpenProvider, sign: Callable[[dict[str, Any], Key], str]
) -> None:
    provider.sign = sign
    assert_refused(house, "")


def test_a_key_that_is_new_is_fetched_once(house: House, provider: OpenProvider) -> None:
    assert sign_on(house.client()).status_code == 303
    provider.keys = [new_key()]
    assert [sign_on(house.client()).status_code for _ in range(2)] == [303, 303]
    assert provider.asked.count("/keys") == 2


def test_a_key_that_nobody_publishes_is_looked_for_once(house: House, provider: OpenProvider) -> None:
    hidden = new_key()
    provider.sign = lambda claims, _key: signed(claims, hidden)
    assert_refused(house, "key")
    assert provider.asked.count("/keys") == 2


def test_a_key_that_is_taken_away_signs_for_an_hour_at_most(house: House, provider: OpenProvider) -> None:
    old = provider.keys[0]
    assert sign_on(house.client()).status_code == 303
    provider.keys, provider.sign = [new_key()], lambda claims, _key: signed(claims, old)
    house.clock.ahead = 2 * house.settings.session_lasts
    assert_refused(house, "key")


def test_keys_that_are_not_for_signatures_are_passed_over(house: House, provider: OpenProvider) -> None:
    kept = [key.as_dict(private=False) for key in provider.keys]
    odd = [
        {"kty": "oct", "k": "c2VjcmV0"},
        {"kty": "LWE"},
        {"kty": "RSA", "n": "!", "e": "?"},
        7,
        {},
        kept[0] | {"use": "enc"},
    ]
    weak = {"kty": "RSA", "kid": "weak", "e": "AQAB", "n": part(b"\xc3" * 128)}
    provider.says["/keys"] = (200, json.dumps({"keys": [*odd, weak, *kept]}).encode())
    assert sign_on(house.client()).status_code == 303


def test_a_key_that_is_too_short_is_passed_over() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        weak = RSAKey.generate_key(1024).as_dict(private=False)
        with pytest.raises(ValueError, match="no key"):
            key_set({"keys": [weak]})


def test_a_document_without_end_is_not_read_to_its_end(house: House, provider: OpenProvider) -> None:
    provider.document = {"padding": "x" * 1_100_000}
    assert_problem(house.client().get(BEGIN), 503, "provider-away")


def test_who_is_let_in_is_who_the_token_names(house: House, provider: OpenProvider) -> None:
    client: httpx2.Client = house.client()
    assert sign_on(client).status_code == 303
    assert client.get(SESSION).json()["person"] == STEWARD
    provider.subject = provider.subject.upper()
    assert_problem(sign_on(house.client()), 403, "identity-not-linked")
