"""Consent: what staff puts on record a relative sees, what is withdrawn nobody sees any more."""

from dataclasses import replace

import pytest

from domain.people import Person, Role, Scope
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House
from tests.neighbourhood import (
    COMMUNITY_STAFF,
    DAUGHTER,
    MR_ZHOU,
    MRS_LIN,
    OUTSIDER,
    STEWARD,
    agreed,
)

HER = f"/api/v1/residents/{MRS_LIN}"
SON = "son-lin"
FORM: dict[str, object] = {"scopes": ["activity"], "signed_by": "herself", "how": "on_paper", "text_version": "2026-11"}
CARE = FORM | {"scopes": []}


@pytest.fixture
def family(house: House) -> House:
    """Give a house where Mrs Lin has a son, too, who is no relative on record."""
    son = Person(id=SON, name="林强", role=Role.RELATIVE, login="qiang")
    house.records.neighbourhood.load(Neighbourhood(people=(son,)), house.clock())
    return house


def grant(house: House, *scopes: str, relative: str = DAUGHTER) -> str:
    form = FORM | {"relative": relative, "scopes": list(scopes)}
    answer = house.as_(COMMUNITY_STAFF).post(f"{HER}/consents", json=form)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def status(house: House, person: str, path: str) -> int:
    return house.as_(person).get(f"{HER}{path}").status_code


def test_the_texts_are_there_in_both_languages(house: House) -> None:
    items = house.as_(DAUGHTER).get("/api/v1/consent-texts").json()["items"]
    found = {(one["purpose"], one["language"]) for one in items}
    assert found == {(purpose, language) for purpose in ("care", "family") for language in ("zh-CN", "en")}
    assert all(len(one["text"]) > 100 for one in items)


def test_a_relation_shows_nothing_until_there_is_consent(family: House) -> None:
    staff = family.as_(COMMUNITY_STAFF)
    assert staff.put(f"{HER}/relatives/{SON}", json={"relation": "son"}).json()["scopes"] == []
    assert (status(family, SON, ""), family.as_(SON).get("/api/v1/residents").json()["items"]) == (404, [])
    grant(family, "activity", relative=SON)
    assert (status(family, SON, ""), status(family, SON, "/readings/latest")) == (200, 200)
    assert family.as_(SON).get(f"/api/v1/alerts?resident={MRS_LIN}").status_code == 404


def test_withdrawing_counts_at_once(house: House) -> None:
    consent = grant(house, "vital_signs")
    answer = house.as_(COMMUNITY_STAFF).delete(f"{HER}/consents/{consent}")
    assert (answer.status_code, answer.json()["withdrawn_by"]) == (200, COMMUNITY_STAFF)
    assert status(house, DAUGHTER, "/readings/latest") == 404
    assert house.looks(MRS_LIN)[0] == (DAUGHTER, "see_readings", False)


def test_a_relative_sees_what_was_agreed_to_and_gives_it_up(house: House) -> None:
    daughter = house.as_(DAUGHTER)
    (mine,) = daughter.get("/api/v1/me/consents").json()["items"]
    assert (mine["resident"], set(mine["scopes"])) == (MRS_LIN, {scope.value for scope in Scope})
    assert daughter.delete(f"{HER}/consents/{mine['id']}").json()["withdrawn_by"] == DAUGHTER
    assert daughter.get(HER).status_code == 404
    assert daughter.get("/api/v1/me/consents").json()["items"][0]["withdrawn_at"] is not None


def test_a_relative_ends_the_relation_and_its_consents_with_it(house: House) -> None:
    daughter = house.as_(DAUGHTER)
    assert daughter.patch(f"{HER}/relatives/{DAUGHTER}", json={"tell": False}).json()["tell"] is False
    assert daughter.delete(f"{HER}/relatives/{DAUGHTER}").status_code == 204
    assert daughter.get(HER).status_code == 404
    assert house.as_(COMMUNITY_STAFF).get(f"{HER}/relatives").json()["items"] == []


def test_a_relative_puts_nothing_on_record_for_anybody(family: House) -> None:
    daughter = family.as_(DAUGHTER)
    asked = [
        daughter.post(f"{HER}/consents", json=FORM | {"relative": DAUGHTER}),
        daughter.put(f"{HER}/relatives/{SON}", json={"relation": "son"}),
        daughter.get("/api/v1/consents/missing"),
    ]
    assert [answer.status_code for answer in asked] == [403, 403, 403]
    assert (DAUGHTER, "keep_consents", False) in family.looks(MRS_LIN)


def test_a_relative_sees_nothing_of_another_one(family: House) -> None:
    family.as_(COMMUNITY_STAFF).put(f"{HER}/relatives/{SON}", json={"relation": "son"})
    theirs, son = grant(family, "alerts", relative=SON), family.as_(SON)
    assert [one["relative"] for one in son.get(f"{HER}/consents").json()["items"]] == [SON]
    assert [one["person"] for one in son.get(f"{HER}/relatives").json()["items"]] == [SON]
    daughter = family.as_(DAUGHTER)
    assert daughter.delete(f"{HER}/consents/{theirs}").status_code == 404
    assert daughter.patch(f"{HER}/relatives/{SON}", json={"tell": True}).status_code == 404
    assert daughter.delete(f"{HER}/relatives/{SON}").status_code == 404
    assert status(family, SON, "") == 200


def test_a_new_consent_stands_in_the_place_of_the_old_one(house: House) -> None:
    grant(house, "devices")
    assert (status(house, DAUGHTER, ""), status(house, DAUGHTER, "/readings/latest")) == (200, 404)
    held = [one for one in house.records.consents.of_relative(DAUGHTER) if one.holds]
    assert [set(one.scopes) for one in held] == [{Scope.DEVICES}]


def test_who_has_not_agreed_to_be_watched_over_is_listed(house: House) -> None:
    staff = house.as_(COMMUNITY_STAFF)
    assert staff.post(f"{HER}/consents", json=CARE).status_code == 201
    found = staff.get("/api/v1/consents/missing").json()
    assert found == {"items": [{"resident": MR_ZHOU, "name": "周国强", "carried_over": False}], "next": None}
    assert (COMMUNITY_STAFF, "keep_consents", True) in house.looks(MR_ZHOU)


WRONG: dict[str, tuple[dict[str, object], int]] = {
    "no text of this version": ({"text_version": "1999-01"}, 422),
    "no scopes for a relative": ({"scopes": []}, 422),
    "an unknown scope": ({"scopes": ["everything"]}, 422),
    "signed by nobody": ({"signed_by": "  "}, 422),
    "carried over by hand": ({"how": "carried_over"}, 422),
    "signed tomorrow": ({"given_at": "2099-01-01T00:00:00Z"}, 422),
    "signed before our time": ({"given_at": "0001-01-01T00:00:00+14:00"}, 422),
    "for somebody who is no relative": ({"relative": OUTSIDER}, 409),
    "for nobody that there is": ({"relative": "nobody"}, 409),
    "for no relative, with scopes": ({"relative": None}, 422),
    "a field too many": ({"purpose": "ads"}, 422),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_consent_that_means_nothing_is_refused_and_changes_nothing(house: House, case: str) -> None:
    change, expected = WRONG[case]
    before = house.records.consents.of_resident(MRS_LIN)
    answer = house.as_(COMMUNITY_STAFF).post(f"{HER}/consents", json=FORM | {"relative": DAUGHTER} | change)
    assert (answer.status_code, answer.headers["content-type"]) == (expected, "application/problem+json")
    assert house.records.consents.of_resident(MRS_LIN) == before


def test_what_is_not_there_is_not_found(house: House) -> None:
    staff = house.as_(COMMUNITY_STAFF)
    his = replace(agreed(MR_ZHOU, OUTSIDER, house.clock()), id="his")
    house.records.consents.give(his, house.clock())
    asked = [
        staff.delete(f"{HER}/consents/nothing"),
        staff.delete(f"{HER}/consents/his"),
        staff.put(f"{HER}/relatives/nobody", json={"relation": "son"}),
        staff.put(f"{HER}/relatives/{STEWARD}", json={"relation": "friend"}),
        staff.patch(f"{HER}/relatives/{OUTSIDER}", json={"tell": True}),
        staff.delete(f"{HER}/relatives/{OUTSIDER}"),
    ]
    assert [answer.status_code for answer in asked] == [404] * len(asked)
