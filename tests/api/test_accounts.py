"""The accounts of others, kept by those who answer for them."""

from datetime import timedelta

import pytest

from api.passwords import hash_password
from domain.access import Deed
from domain.people import Person, Role
from domain.rosters import Post
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House
from tests.neighbourhood import BUILDING, COMMUNITY_STAFF, OFFICER, STEWARD, STREET, STREET_STAFF

SESSION, HIS = "/api/v1/session", f"/api/v1/people/{STEWARD}"


def test_a_password_given_by_staff_opens_nothing_but_its_change(house: House) -> None:
    given = house.as_(COMMUNITY_STAFF).post(f"{HIS}/password").json()
    client = house.client()
    assert client.post(SESSION, json=given).json()["owes"] == ["password-change-needed"]
    assert client.get("/api/v1/alerts").status_code == 403


def test_a_disabled_account_ends_at_once_with_its_keys(house: House) -> None:
    house.records.accounts.set_password(STEWARD, hash_password("a long enough password"))
    his, key, form = house.as_(STEWARD), house.with_key(STEWARD, Deed.SEE_ALERTS), {"login": "wang"}
    staff = house.as_(COMMUNITY_STAFF)
    assert staff.post(f"{HIS}/disable").status_code == 204
    assert [one.get(SESSION).status_code for one in (his, key)] == [401, 401]
    form["password"] = "a long enough password"
    refused = house.client().post(SESSION, json=form)
    assert (refused.status_code, refused.json()["type"]) == (401, "/problems/wrong-login")
    assert staff.post(f"{HIS}/enable").status_code == 204
    assert [house.client().post(SESSION, json=form).status_code, key.get(SESSION).status_code] == [200, 401]


def test_the_last_administrator_who_can_log_in_is_not_closed(house: House) -> None:
    chiefs = [Person(id=f"chief-{n}", name="主任", role=Role.ADMIN, login=f"chief{n}") for n in (1, 2)]
    house.records.neighbourhood.load(Neighbourhood(people=tuple(chiefs)), house.clock())
    house.records.accounts.set_password("chief-2", hash_password("a long enough password"))
    first, second = house.as_("chief-1"), house.as_("chief-2")
    refused = first.post("/api/v1/people/chief-2/disable")
    assert (refused.status_code, "no other administrator" in refused.json()["detail"]) == (409, True)
    assert second.post("/api/v1/people/chief-1/disable").status_code == 204
    assert [one.get(SESSION).status_code for one in (first, second)] == [401, 200]


@pytest.mark.parametrize("above", [COMMUNITY_STAFF, STREET_STAFF])
def test_nobody_gets_at_the_account_of_somebody_above(house: House, above: str) -> None:
    assert house.as_(OFFICER).post(f"/api/v1/people/{above}/password").status_code == 404
    assert house.looks(above)[0] == (OFFICER, "keep_people", False)


def test_who_will_answer_for_more_is_not_kept_by_staff_of_what_they_have(house: House) -> None:
    post = Post(person=STEWARD, area=STREET, since=house.clock() + timedelta(days=7))
    house.records.rosters.assign(post, STREET_STAFF, house.clock())
    assert house.as_(COMMUNITY_STAFF).post(f"{HIS}/password").status_code == 404
    assert house.as_(STREET_STAFF).post(f"{HIS}/password").status_code == 200


def test_whose_first_post_is_to_come_is_kept_by_no_staff_yet(house: House) -> None:
    newcomer = Person(id="steward-qin", name="秦越", role=Role.STEWARD, login="qin")
    house.records.neighbourhood.load(Neighbourhood(people=(newcomer,)), house.clock())
    post = Post(person=newcomer.id, area=BUILDING, since=house.clock() + timedelta(days=7))
    house.records.rosters.assign(post, COMMUNITY_STAFF, house.clock())
    asked = house.as_(COMMUNITY_STAFF)
    assert asked.post(f"/api/v1/people/{newcomer.id}/password").status_code == 404
    house.clock.ahead = timedelta(days=7, minutes=1)
    again = house.as_(COMMUNITY_STAFF)
    assert again.post(f"/api/v1/people/{newcomer.id}/password").status_code == 200


def test_a_steward_keeps_nobodys_account(house: House) -> None:
    assert house.as_(STEWARD).delete(f"{HIS}/sessions").status_code == 403


def test_ones_own_account_is_changed_with_ones_password(house: House) -> None:
    assert house.as_(OFFICER).post(f"/api/v1/people/{OFFICER}/password").status_code == 409
