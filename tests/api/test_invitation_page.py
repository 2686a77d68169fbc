"""The page of an invitation: a person reads it, fills in a form, and is a relative; no script, no word too much."""

import html
import re

import httpx2
import pytest

from api.invitation_words import Said, words_for
from domain.people import Person, Relation, Role, Scope
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, MRS_LIN, OUTSIDER, STEWARD

SIGNED = {"signed_by": "herself", "how": "by_voice", "text_version": "2026-11"}
FILLED = {"name": "林强", "login": "qiang", "password": "a long password"}
CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9"}


def invited(house: House, by: str = COMMUNITY_STAFF, **more: object) -> str:
    form = {"relation": "儿子", "scopes": ["alerts", "devices"]} | more
    answer = house.as_(by).post(f"/api/v1/residents/{MRS_LIN}/invitations", json=form)
    return str(answer.json()["link"]).removeprefix(house.settings.address)


def headline(answer: httpx2.Response) -> str:
    found = re.search("<h1>(.*)</h1>", answer.text)
    assert found is not None
    return html.unescape(found[1])


def can_log_in(house: House, login: str = "qiang") -> bool:
    form = {"login": login, "password": FILLED["password"]}
    return house.client().post("/api/v1/session", json=form).status_code == 200


def test_the_page_says_who_invites_to_what_and_names_nobody_in_full(house: House) -> None:
    page = house.client().get(invited(house, consent=SIGNED), headers=CHINESE)
    assert page.status_code == 200
    assert headline(page) == "邀请您查看林*的情况"
    for shown in ('<html lang="zh-CN">', "李芳", "儿子", "警报", "设备", "同意书原文", 'autocomplete="new-password"'):
        assert shown in page.text
    assert words_for("zh").scopes[Scope.VITAL_SIGNS] not in page.text
    for hidden in ("林秀英", MRS_LIN, "<script", "http"):
        assert hidden not in page.text


def test_the_form_makes_an_account_that_sees_what_was_agreed(house: House) -> None:
    link = invited(house, consent=SIGNED)
    done = house.client().post(link, data=FILLED, headers=CHINESE)
    assert (done.status_code, headline(done)) == (200, "好了")
    assert can_log_in(house)
    again = house.client().get(link, headers=CHINESE)
    assert (again.status_code, headline(again)) == (410, "这份邀请已经用过或过期了")


def test_without_consent_it_says_what_is_waited_for(house: House) -> None:
    link = invited(house)
    assert "not on record yet" in house.client().get(link).text
    assert headline(house.client().post(link, data=FILLED)) == "You are on record"


@pytest.mark.parametrize("wrong", [{"name": " "}, {"login": "-x"}, {"password": "short"}, {"login": "林"}])
def test_a_wrong_field_is_marked_and_the_rest_is_kept(house: House, wrong: dict[str, str]) -> None:
    link = invited(house, consent=SIGNED)
    (field,) = wrong
    page = house.client().post(link, data=FILLED | wrong, headers=CHINESE)
    assert page.status_code == 422
    assert re.findall(r'aria-describedby="wrong-(\w+)"', page.text) == [field]
    assert all(FILLED[kept] in page.text for kept in {"name", "login"} - {field})
    assert FILLED["password"] not in page.text
    assert house.client().post(link, data=FILLED).status_code == 200


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"a=b", b"&".join(b"x%d=1" % n for n in range(99))])
def test_what_is_no_form_of_ours_is_asked_for_again(house: House, body: bytes) -> None:
    link = invited(house, consent=SIGNED)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    page = house.client().post(link, content=body, headers=form)
    assert (page.status_code, headline(page)) == (422, "Nearly there")
    assert house.client().get(link).status_code == 200


def test_a_login_that_is_taken_is_said_beside_it(house: House) -> None:
    assert house.client().post(invited(house), data=FILLED).status_code == 200
    link = invited(house)
    page = house.client().post(link, data=FILLED)
    assert page.status_code == 409
    assert "Somebody has this login" in page.text
    assert house.client().post(link, data=FILLED | {"login": "other"}).status_code == 200


def test_a_relative_who_is_logged_in_accepts_by_one_button(house: House) -> None:
    link = invited(house, consent=SIGNED)
    outsider = house.as_(OUTSIDER)
    assert "Accept as" in outsider.get(link).text
    assert headline(outsider.post(link, data={"as": "me"})) == "Done"
    assert outsider.get(f"/api/v1/residents/{MRS_LIN}").status_code == 200


def test_staff_are_told_that_their_account_cannot_accept(house: House) -> None:
    link = invited(house, consent=SIGNED)
    steward = house.as_(STEWARD)
    assert "Accept as" not in steward.get(link).text
    assert headline(steward.post(link, data={"as": "me"})) == "This account cannot accept it"
    assert house.client().post(link, data={"as": "me"}).status_code == 401
    assert house.client().get(link).status_code == 200


def test_an_invitation_for_an_account_that_exists_asks_to_log_in(house: House) -> None:
    link = invited(house, person=DAUGHTER)
    page = house.client().get(link)
    assert (headline(page), "<form" in page.text) == ("Log in first", False)
    assert house.client().post(link, data=FILLED).status_code == 409
    assert headline(house.as_(DAUGHTER).post(link, data={"as": "me"})) == "Done"


def test_a_form_on_another_site_accepts_nothing(house: House) -> None:
    link = invited(house, consent=SIGNED)
    for foreign in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert house.as_(OUTSIDER).post(link, data={"as": "me"}, headers=foreign).status_code == 403
    assert house.client().get(link).headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("token", ["A" * 43, "A", "林", "%00", "A" * 3000])
def test_a_link_that_is_none_of_ours_says_so_on_a_page(house: House, token: str) -> None:
    for answer in (house.client().get(f"/i/{token}"), house.client().post(f"/i/{token}", data=FILLED)):
        assert (answer.status_code, headline(answer)) == (404, "There is no such invitation")


def test_a_guesser_is_slowed_down_on_a_page(house: House) -> None:
    client = house.client()
    answers = [client.get(f"/i/{'A' * 43}", headers=CHINESE) for _ in range(61)]
    assert (answers[-1].status_code, headline(answers[-1])) == (429, "尝试次数太多")
    assert int(answers[-1].headers["retry-after"]) > 0


def test_names_are_text_and_no_markup(house: House) -> None:
    staff = Person(id="staff-x", name="<b>李</b>", role=Role.STAFF)
    son = Relation(person=OUTSIDER, resident=MRS_LIN, relation="<i>")
    house.records.neighbourhood.load(Neighbourhood(people=(staff,)), house.clock())
    house.records.consents.relate(son, COMMUNITY_STAFF, house.clock())
    page = house.client().post(invited(house, relation="<u>"), data=FILLED | {"name": '"><script>', "login": "-"}).text
    assert "<script" not in page
    assert "<u>" not in page


def test_everything_can_be_said_in_both_languages() -> None:
    for words in map(words_for, ("zh-CN", "en")):
        assert set(words.said) == set(Said)
        assert set(words.scopes) == set(Scope)
        assert set(words.wrong_fields) == set(FILLED)
