"""An identity is linked by whoever is logged in, with their password; and a second factor is not gone around."""

from pathlib import Path

import httpx2
import pytest

from api.callers import COOKIE
from api.passwords import hash_password
from domain.access import Deed
from domain.people import Role
from store.records.audit import Entry
from tests.api.house import House
from tests.api.oidc_house import MINE, SESSION, WORD, linked, newest, opened, sent_back, sign_on
from tests.api.oidc_provider import OpenProvider
from tests.api.test_problems import assert_problem
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, OTHER_STEWARD, STEWARD

PROOF = {"password": WORD}


@pytest.fixture
def steward(known_house: House) -> httpx2.Client:
    return known_house.as_(STEWARD)


def begin(client: httpx2.Client) -> str:
    answer = client.post(MINE, json=PROOF)
    assert answer.status_code == 200, answer.text
    url: str = answer.json()["url"]
    return url


def rows(house: House, person: str = STEWARD) -> list[tuple[bool, str]]:
    wanted = [one for one in house.records.audit.about([person]) if one.deed is Deed.KEEP_OWN_ACCOUNT]
    return [(one.allowed, one.detail) for one in wanted]


def test_who_links_an_identity_logs_in_by_it(
    known_house: House, provider: OpenProvider, steward: httpx2.Client
) -> None:
    assert steward.get(MINE).json() == {"items": []}
    assert steward.get(sent_back(begin(steward))).status_code == 303
    [mine] = steward.get(MINE).json()["items"]
    assert (mine["issuer"], mine["subject"], mine["used_at"]) == (provider.issuer, provider.subject, None)
    assert rows(known_house) == [(True, "identity linked")]
    elsewhere = known_house.client()
    assert sign_on(elsewhere).status_code == 303
    assert elsewhere.get(SESSION).json()["person"] == STEWARD


def test_linking_logs_nobody_in(known_house: House, steward: httpx2.Client) -> None:
    answer = steward.get(sent_back(begin(steward)))
    assert "banister_session" not in answer.headers["set-cookie"]
    assert len(known_house.records.accounts.sessions(STEWARD, known_house.clock())) == 1


def test_linking_again_changes_nothing(known_house: House, steward: httpx2.Client) -> None:
    assert [steward.get(sent_back(begin(steward))).status_code for _ in range(2)] == [303, 303]
    assert rows(known_house) == [(True, "identity linked")]


def test_who_found_a_telephone_unlocked_links_nothing(known_house: House, steward: httpx2.Client) -> None:
    assert_problem(steward.post(MINE, json={"password": "guessed"}), 422, "invalid")
    assert rows(known_house) == [(False, "password shown wrongly")]
    answers = [steward.post(MINE, json={"password": "guessed"}).status_code for _ in range(10)]
    assert answers[-1] == 429


def test_a_key_links_nothing(known_house: House) -> None:
    client = known_house.with_key(STEWARD, *Deed)
    assert_problem(client.post(MINE, json=PROOF), 403, "forbidden")
    assert_problem(client.get(MINE), 403, "forbidden")


def test_an_identity_is_linked_to_who_began_and_to_nobody_else(known_house: House, steward: httpx2.Client) -> None:
    back = sent_back(begin(steward))
    for cookie in (known_house.as_(DAUGHTER).cookies[COOKIE], known_house.as_(STEWARD).cookies[COOKIE], "none"):
        other = known_house.client(cookies={COOKIE: cookie, "banister_sign_on": steward.cookies["banister_sign_on"]})
        assert_problem(other.get(back), 403, "sign-on-over")
        back = sent_back(begin(steward))
    assert all(known_house.records.identities.of_person(person) == [] for person in (STEWARD, DAUGHTER))
    assert rows(known_house) == [(False, "identity: another session")] * 3


def test_who_logged_out_meanwhile_links_nothing(known_house: House, steward: httpx2.Client) -> None:
    back = sent_back(begin(steward))
    assert steward.delete(SESSION).status_code == 204
    assert_problem(steward.get(back), 403, "sign-on-over")
    assert known_house.records.identities.of_person(STEWARD) == []


def test_an_identity_of_somebody_else_stays_theirs(
    known_house: House, provider: OpenProvider, steward: httpx2.Client
) -> None:
    linked(known_house, provider, OTHER_STEWARD)
    problem = assert_problem(steward.get(sent_back(begin(steward))), 409, "refused")
    assert OTHER_STEWARD not in str(problem)
    assert rows(known_house) == [(False, "identity: another account's")]
    assert known_house.records.identities.of_person(STEWARD) == []


def test_what_the_provider_does_not_vouch_for_is_not_linked(
    known_house: House, provider: OpenProvider, steward: httpx2.Client
) -> None:
    provider.claims = {"nonce": "guessed"}
    assert_problem(steward.get(sent_back(begin(steward))), 401, "sign-on-refused")
    assert known_house.records.identities.of_person(STEWARD) == []
    assert rows(known_house) == [(False, "single sign-on: nonce")]


def test_a_journey_for_a_login_links_nothing(
    known_house: House, provider: OpenProvider, steward: httpx2.Client
) -> None:
    assert_problem(sign_on(steward), 403, "identity-not-linked")
    assert known_house.records.identities.of_person(STEWARD) == []


def test_what_is_unlinked_opens_nothing(known_house: House, provider: OpenProvider, steward: httpx2.Client) -> None:
    linked(known_house, provider)
    elsewhere = known_house.client()
    assert sign_on(elsewhere).status_code == 303
    this = steward.get(MINE).json()["items"][0]["id"]
    assert_problem(known_house.as_(DAUGHTER).delete(f"{MINE}/{this}"), 404, "not-found")
    assert steward.delete(f"{MINE}/{this}").status_code == 204
    assert [client.get(SESSION).status_code for client in (elsewhere, steward)] == [401, 200]
    assert_problem(sign_on(known_house.client()), 403, "identity-not-linked")
    assert rows(known_house)[0] == (True, "identity unlinked")


def test_staff_unlink_what_fell_into_the_wrong_hands(known_house: House, provider: OpenProvider) -> None:
    linked(known_house, provider)
    wrong = known_house.client()
    assert sign_on(wrong).status_code == 303
    theirs = f"/api/v1/people/{STEWARD}/identities"
    assert_problem(known_house.as_(DAUGHTER).delete(theirs), 403, "forbidden")
    assert known_house.as_(COMMUNITY_STAFF).delete(theirs).status_code == 204
    assert wrong.get(SESSION).status_code == 401
    assert_problem(sign_on(known_house.client()), 403, "identity-not-linked")


def test_a_page_of_another_origin_links_nothing(steward: httpx2.Client) -> None:
    answer = steward.post(MINE, json=PROOF, headers={"Origin": "https://evil.example"})
    assert_problem(answer, 403, "cross-origin")


def test_who_owes_a_password_of_their_own_links_nothing_before(known_house: House) -> None:
    known_house.records.accounts.set_password(STEWARD, hash_password(WORD), must_change=True)
    assert_problem(known_house.as_(STEWARD).post(MINE, json=PROOF), 403, "password-change-needed")


def test_a_house_without_a_provider_has_nothing_to_link(house: House) -> None:
    house.records.accounts.set_password(STEWARD, hash_password(WORD))
    assert_problem(house.as_(STEWARD).post(MINE, json=PROOF), 404, "not-found")


def enrol(house: House, person: str) -> None:
    accounts, now = house.records.accounts, house.clock()
    made = Entry(at=now, person=person, deed=Deed.KEEP_OWN_ACCOUNT, subject=person)
    accounts.begin_factor(person, "sealed", made)
    accounts.confirm_factor(person, 1, [], now, made)


def test_a_second_factor_is_not_gone_around(known_house: House, provider: OpenProvider) -> None:
    linked(known_house, provider)
    enrol(known_house, STEWARD)
    for methods in (None, [], ["pwd"], "mfa", ["otp"]):
        provider.claims = {"amr": methods}
        assert_problem(sign_on(known_house.client()), 403, "second-factor-elsewhere")
        assert newest(known_house) == (STEWARD, False, "no second factor at the provider")
    provider.claims = {"amr": ["pwd", "otp", "mfa"]}
    assert sign_on(known_house.client()).status_code == 303


@pytest.mark.parametrize("person", [COMMUNITY_STAFF, STEWARD, DAUGHTER])
def test_where_the_house_asks_for_a_second_factor_the_provider_has_to(
    tmp_path: Path, provider: OpenProvider, person: str
) -> None:
    with opened(tmp_path, provider, second_factor="staff") as house:
        linked(house, provider, person)
        client, asked = house.client(), house.records.people.person(person).role is not Role.RELATIVE
        assert sign_on(client).status_code == (403 if asked else 303)
        provider.claims = {"amr": ["mfa"]}
        assert sign_on(client).status_code == 303
        assert client.get(SESSION).json()["owes"] == []
        assert client.get("/api/v1/alerts").status_code == 200
