"""Whom to call about somebody: who is on duty, the key, the family; and whose number is shown to whom."""

from datetime import timedelta
from typing import Any

import pytest

from domain.access import Deed
from domain.people import Person, Relation, Role
from domain.rosters import Duty, Leave, Post
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House
from tests.api.strangers import MACHINE, let_in
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    DAUGHTER,
    MRS_LIN,
    OFFICER,
    OTHER_STEWARD,
    OUTSIDER,
    STEWARD,
    STREET_STAFF,
    agreed,
)

CONTACTS = f"/api/v1/residents/{MRS_LIN}/contacts"
SON = "son-lin"


def seen(house: House, person: str) -> dict[str, Any]:
    found: dict[str, Any] = house.as_(person).get(CONTACTS).raise_for_status().json()
    return found


def on_duty(found: dict[str, Any]) -> dict[str, list[str]]:
    return {one["kind"]: [person["id"] for person in one["primary"]] for one in found["levels"]}


def with_son(house: House) -> None:
    """Let Mrs Lin have a son too, to whom she shows all."""
    since = house.clock() - timedelta(days=9)
    house.records.neighbourhood.load(
        Neighbourhood(
            people=(Person(id=SON, name="林强", role=Role.RELATIVE, phone="13900000009"),),
            relations=(Relation(person=SON, resident=MRS_LIN, relation="son"),),
            consents=(agreed(MRS_LIN, SON, since),),
        ),
        house.clock(),
    )


def test_a_steward_sees_who_answers_with_him_the_key_and_the_family(house: House) -> None:
    with_son(house)
    found = seen(house, STEWARD)
    assert (found["name"], found["phone"], found["key_holder"]) == ("林秀英", "13800000001", "王大爷 601")
    assert on_duty(found) == {
        "building": [STEWARD],
        "grid": [OFFICER],
        "community": [COMMUNITY_STAFF],
        "street": [STREET_STAFF],
    }
    assert found["levels"][0]["primary"][0]["phone"] == "13800000011"
    assert found["levels"][0]["name"] == "3 号楼"
    relatives = {one["person"]: (one["relation"], one["phone"], one["tell"]) for one in found["relatives"]}
    assert relatives == {DAUGHTER: ("daughter", "", True), SON: ("son", "13900000009", False)}


def test_a_daughter_sees_whom_to_call_and_no_other_relative(house: House) -> None:
    with_son(house)
    found = seen(house, DAUGHTER)
    assert on_duty(found) == {"building": [STEWARD], "grid": [OFFICER], "community": [COMMUNITY_STAFF]}
    assert found["levels"][0]["primary"][0]["phone"] == "13800000011"
    assert [one["person"] for one in found["relatives"]] == [DAUGHTER]
    assert "13900000009" not in house.as_(DAUGHTER).get(CONTACTS).text


def test_who_is_on_leave_is_not_called_and_the_deputy_is(house: House) -> None:
    now, rosters = house.clock(), house.records.rosters
    since, until = now - timedelta(hours=1), now + timedelta(days=1)
    rosters.assign(Post(person=OTHER_STEWARD, area=BUILDING, since=since, duty=Duty.DEPUTY), OFFICER, now)
    [building, *_] = seen(house, DAUGHTER)["levels"]
    assert [one["id"] for one in building["deputies"]] == [OTHER_STEWARD]
    rosters.put_leave(Leave(id="leave", person=STEWARD, starts_at=since, ends_at=until, set_by=STEWARD), now)
    [building, *_] = seen(house, DAUGHTER)["levels"]
    assert [one["id"] for one in building["primary"]] == [OTHER_STEWARD]
    assert building["deputies"] == []


def test_a_machine_learns_of_no_relative(house: House) -> None:
    let_in(house)
    found = house.with_key(MACHINE, Deed.SEE_RESIDENT).get(CONTACTS).json()
    assert found["relatives"] == []
    assert on_duty(found)["building"] == [STEWARD]


@pytest.mark.parametrize("person", [OUTSIDER, OTHER_STEWARD])
def test_who_has_nothing_to_do_with_her_learns_nothing(house: House, person: str) -> None:
    assert house.as_(person).get(CONTACTS).status_code == 404
    assert house.looks(MRS_LIN) == [(person, "see_resident", False)]


def test_a_look_is_on_record(house: House) -> None:
    seen(house, DAUGHTER)
    assert house.looks(MRS_LIN) == [(DAUGHTER, "see_resident", True)]
