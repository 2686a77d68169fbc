"""Invitations: a link that counts once, shows little, and lets nobody see what nobody has agreed to."""

from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest

from domain.access import Deed
from domain.people import Person, Relation, Role, Scope
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House, open_house
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, MR_ZHOU, MRS_LIN, OTHER_STEWARD, OUTSIDER, STEWARD, agreed

HER = f"/api/v1/residents/{MRS_LIN}"
SIGNED = {"signed_by": "herself", "how": "by_voice", "text_version": "2026-11"}
FORM = {"relation": "son", "scopes": ["alerts"]}
ACCOUNT = {"account": {"login": "qiang", "name": "林强", "password": "a long password"}}
NO_TOKEN = "A" * 43


def invited(house: House, by: str = COMMUNITY_STAFF, **more: object) -> str:
    answer = house.as_(by).post(f"{HER}/invitations", json=FORM | more)
    assert answer.status_code == 201, answer.text
    link = str(answer.json()["link"])
    assert link.startswith(f"{house.settings.address}/i/")
    return f"/api/v1/invitations/{link.rpartition('/')[2]}"


def log_in(house: House) -> httpx2.Client:
    client = house.client()
    form = {"login": "qiang", "password": "a long password"}
    assert client.post("/api/v1/session", json=form).status_code == 200
    return client


def test_with_consent_the_new_relative_logs_in_and_sees_at_once(house: House) -> None:
    link = invited(house, consent=SIGNED)
    answer = house.client().post(link, json=ACCOUNT)
    assert (answer.status_code, answer.json()["scopes"]) == (200, ["alerts"])
    son = log_in(house)
    assert [one["id"] for one in son.get("/api/v1/residents").json()["items"]] == [MRS_LIN]
    assert son.get(f"/api/v1/alerts?resident={MRS_LIN}").status_code == 200
    assert son.get(f"{HER}/readings/latest").status_code == 404


def test_without_consent_the_new_relative_sees_nothing_until_staff_has_put_it_on_record(house: House) -> None:
    person = house.client().post(invited(house), json=ACCOUNT).json()["person"]
    son = log_in(house)
    assert son.get("/api/v1/residents").json()["items"] == []
    form = SIGNED | {"relative": person, "scopes": ["activity"]}
    assert house.as_(COMMUNITY_STAFF).post(f"{HER}/consents", json=form).status_code == 201
    assert [one["id"] for one in son.get("/api/v1/residents").json()["items"]] == [MRS_LIN]


def test_a_relative_who_is_logged_in_accepts_with_their_own_account(house: House) -> None:
    link = invited(house, consent=SIGNED)
    assert house.as_(OUTSIDER).post(link).json() == {"person": OUTSIDER, "resident": MRS_LIN, "scopes": ["alerts"]}
    assert house.as_(OUTSIDER).get(HER).status_code == 200


def test_the_link_shows_little_and_nothing_is_accepted_by_looking(house: House) -> None:
    link = invited(house, consent=SIGNED)
    for _ in range(2):
        seen = house.client().get(link).json()
    assert (seen["resident_name"], seen["invited_by"], seen["scopes"]) == ("林*", "李芳", ["alerts"])
    assert {one["language"] for one in seen["texts"]} == {"zh-CN", "en"}
    assert MRS_LIN not in house.client().get(link).text
    assert house.client().post(link, json=ACCOUNT).status_code == 200


def test_the_picture_is_a_qr_code_and_the_secret_is_not_kept(house: House) -> None:
    made = house.as_(COMMUNITY_STAFF).post(f"{HER}/invitations", json=FORM).json()
    assert made["qr_svg"].startswith("<svg")
    token = made["link"].rpartition("/")[2]
    listed = house.as_(COMMUNITY_STAFF).get(f"{HER}/invitations").text
    assert made["invitation"]["id"] in listed
    assert token not in listed


def test_it_counts_once(house: House) -> None:
    link = invited(house, consent=SIGNED)
    assert house.client().post(link, json=ACCOUNT).status_code == 200
    again = house.as_(OUTSIDER).post(link)
    assert (again.status_code, again.json()["type"]) == (410, "/problems/gone")
    assert house.client().get(link).status_code == 410
    assert ("invited", "log_in", False) in house.looks(MRS_LIN)
    assert house.as_(OUTSIDER).get(HER).status_code == 404


def test_it_ends_by_itself_and_can_be_taken_back(house: House) -> None:
    soon, back = invited(house, hours=1), invited(house, hours=100)
    staff = house.as_(COMMUNITY_STAFF)
    names = [one["id"] for one in staff.get(f"{HER}/invitations").json()["items"]]
    assert staff.delete(f"{HER}/invitations/{names[0]}").status_code == 200
    assert house.client().get(back).status_code == 410
    house.clock.ahead = timedelta(hours=1)
    assert house.client().post(soon, json=ACCOUNT).status_code == 410


def test_a_relative_invites_to_what_they_see_and_speaks_for_nobody(house: House) -> None:
    less = replace(agreed(MRS_LIN, DAUGHTER, house.clock(), Scope.ALERTS), id="less")
    house.records.consents.give(less, house.clock())
    daughter = house.as_(DAUGHTER)
    for more in ({"scopes": ["alerts", "devices"]}, {"consent": SIGNED}, {"person": OUTSIDER}):
        assert daughter.post(f"{HER}/invitations", json=FORM | more).status_code == 403
    person = house.client().post(invited(house, DAUGHTER), json=ACCOUNT).json()["person"]
    assert house.records.people.principal(person, house.clock()).grants == {}


def test_a_relative_sees_and_takes_back_only_their_own(house: House) -> None:
    invited(house)
    invited(house, DAUGHTER)
    daughter = house.as_(DAUGHTER)
    (mine,) = daughter.get(f"{HER}/invitations").json()["items"]
    theirs = next(one.token_hash for one in house.records.invitations.of_resident(MRS_LIN) if one.made_by != DAUGHTER)
    assert daughter.delete(f"{HER}/invitations/{theirs}").status_code == 404
    assert daughter.delete(f"{HER}/invitations/{mine['id']}").status_code == 200
    assert house.as_(COMMUNITY_STAFF).delete(f"/api/v1/residents/{MR_ZHOU}/invitations/{theirs}").status_code == 404


def test_a_relative_on_record_gets_a_login_of_their_own(house: House) -> None:
    son = Person(id="son-lin", name="林强", role=Role.RELATIVE)
    house.records.neighbourhood.load(Neighbourhood(people=(son,)), house.clock())
    answer = house.as_(COMMUNITY_STAFF).post(f"{HER}/invitations", json=FORM | {"person": son.id})
    assert answer.json()["errors"][0]["field"] == "body.person"
    relation = Relation(person=son.id, resident=MRS_LIN, relation="son")
    house.records.consents.relate(relation, COMMUNITY_STAFF, house.clock())
    link = invited(house, person=son.id, consent=SIGNED)
    assert house.as_(OUTSIDER).post(link).status_code == 409
    assert house.client().post(link, json=ACCOUNT).json()["person"] == son.id
    assert log_in(house).get(HER).status_code == 200


@pytest.mark.parametrize(
    ("person", "status"), [("", 401), (STEWARD, 409), (COMMUNITY_STAFF, 409), (OTHER_STEWARD, 409)]
)
def test_who_is_no_relative_cannot_accept_and_the_link_stays_good(house: House, person: str, status: int) -> None:
    link = invited(house, consent=SIGNED)
    client = house.as_(person) if person else house.client()
    assert client.post(link).status_code == status
    assert client.get(link).status_code == 200


def test_a_key_cannot_accept(house: House) -> None:
    link = invited(house)
    assert house.with_key(OUTSIDER, *Deed).post(link).status_code == 403


WRONG = {
    "no name": {"name": ""},
    "a short password": {"password": "short"},
    "a login with blanks": {"login": "lin qiang"},
    "a login of control characters": {"login": "lin\x00"},
    "a role": {"role": "staff"},
    "a language that we do not speak": {"language": "tlh"},
}


@pytest.mark.parametrize("case", WRONG)
def test_an_account_that_cannot_be_leaves_the_invitation_open(house: House, case: str) -> None:
    link = invited(house, consent=SIGNED)
    answer = house.client().post(link, json={"account": ACCOUNT["account"] | WRONG[case]})
    assert answer.status_code == 422
    assert "a long password" not in answer.text
    assert house.client().get(link).status_code == 200


def test_a_login_that_is_taken_leaves_the_invitation_open(house: House) -> None:
    link = invited(house, consent=SIGNED)
    answer = house.client().post(link, json={"account": ACCOUNT["account"] | {"login": "wang"}})
    assert (answer.status_code, answer.json()["detail"]) == (409, "this login is taken: choose another")
    assert house.client().post(link, json=ACCOUNT).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"scopes": []},
        {"scopes": ["all"]},
        {"hours": 0},
        {"hours": 10_000},
        {"relation": ""},
        {"person": OUTSIDER},
        {"consent": SIGNED | {"text_version": "1999-01"}},
        {"consent": SIGNED | {"how": "carried_over"}},
        {"surprise": 1},
    ],
    ids=str,
)
def test_an_invitation_that_means_nothing_is_refused(house: House, change: dict[str, object]) -> None:
    assert house.as_(COMMUNITY_STAFF).post(f"{HER}/invitations", json=FORM | change).status_code == 422
    assert house.records.invitations.of_resident(MRS_LIN) == []


@pytest.mark.parametrize("token", [NO_TOKEN, "short", "A" * 44, "A" * 42 + "%00", "A" * 5000], ids=lambda one: one[-9:])
def test_a_link_that_is_cut_or_guessed_opens_nothing(house: House, token: str) -> None:
    path, client = f"/api/v1/invitations/{token}", house.client()
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code in {404, 422}
        assert answer.headers["content-type"] == "application/problem+json"


def test_guessing_is_counted_and_on_record(tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_house(tmp_path_factory.mktemp("guess"), login_attempts_address="3/minute") as house:
        answers = [house.client().get(f"/api/v1/invitations/{NO_TOKEN}") for _ in range(4)]
        assert [one.status_code for one in answers] == [404, 404, 404, 429]
        assert int(answers[-1].headers["retry-after"]) > 0
        assert house.looks("invitation") == [("invited", "log_in", False)] * 3
