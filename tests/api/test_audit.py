"""The trail: staff sees theirs, an administrator all of it without names, a family who has looked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from api.looks import together
from domain.access import Deed
from domain.people import Person, Role, Scope
from store.records.audit import Entry, Recorded
from store.records.loading_assignments import IMPORTED
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House
from tests.api.strangers import OTHER_COMMUNITY, OTHER_STAFF, let_in
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    DAUGHTER,
    MR_ZHOU,
    MRS_LIN,
    OFFICER,
    OTHER_BUILDING,
    OUTSIDER,
    STEWARD,
    STREET_STAFF,
    agreed,
)

TRAIL = "/api/v1/audit"
LOOKS = f"/api/v1/residents/{MRS_LIN}/looks"
ADMIN = "admin-he"
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture
def watched(house: House) -> House:
    """Give a house where several people have looked at several residents."""
    let_in(house)
    admin = Person(id=ADMIN, name="何平", role=Role.ADMIN, login="he")
    house.records.neighbourhood.load(Neighbourhood(people=(admin,)), house.clock())
    for person, resident in ((STEWARD, MRS_LIN), (OUTSIDER, MRS_LIN), (OUTSIDER, MR_ZHOU)):
        house.as_(person).get(f"/api/v1/residents/{resident}/readings/latest")
    house.as_(OFFICER).get(f"/api/v1/areas/{BUILDING}/duty")
    return house


def rows(house: House, person: str, query: str = "") -> set[tuple[str, str, bool]]:
    answer = house.as_(person).get(f"{TRAIL}?limit=500{query}")
    assert answer.status_code == 200, answer.text
    return {(one["person"], one["subject"], one["allowed"]) for one in answer.json()["items"]}


def test_staff_sees_what_is_about_their_residents_and_areas(watched: House) -> None:
    seen = rows(watched, COMMUNITY_STAFF)
    assert {(STEWARD, MRS_LIN, True), (OUTSIDER, MRS_LIN, False), (OFFICER, f"area:{BUILDING}", True)} <= seen
    assert {subject for person, subject, _ in rows(watched, OTHER_STAFF) if person != IMPORTED} == set()
    assert rows(watched, STREET_STAFF) >= seen - {(COMMUNITY_STAFF, TRAIL, True)}


def test_it_is_narrowed_by_resident_area_person_deed_and_outcome(watched: House) -> None:
    assert rows(watched, OFFICER, f"&resident={MR_ZHOU}&person={OUTSIDER}") == {(OUTSIDER, MR_ZHOU, True)}
    assert rows(watched, OFFICER, f"&area={OTHER_BUILDING}&deed=see_readings") == {(OUTSIDER, MR_ZHOU, True)}
    assert rows(watched, OFFICER, "&allowed=false") == {(OUTSIDER, MRS_LIN, False)}


def test_what_is_not_theirs_is_not_found_and_the_attempt_is_on_record(watched: House) -> None:
    staff = watched.as_(OTHER_STAFF)
    assert staff.get(f"{TRAIL}?resident={MRS_LIN}").status_code == 404
    assert staff.get(f"{TRAIL}?area={BUILDING}").status_code == 404
    assert staff.get(f"{TRAIL}?area={OTHER_COMMUNITY}").status_code == 200
    assert watched.looks(MRS_LIN)[0] == (OTHER_STAFF, "see_audit", False)


def test_an_administrator_sees_every_row_and_no_name(watched: House) -> None:
    page = watched.as_(ADMIN).get(f"{TRAIL}?limit=500").json()
    assert {MRS_LIN, MR_ZHOU, f"area:{BUILDING}"} <= {one["subject"] for one in page["items"]}
    assert {one["name"] for one in page["items"]} == {""}
    assert watched.as_(ADMIN).get(LOOKS).status_code == 404
    named = rows(watched, ADMIN, f"&area={BUILDING}")
    assert (OFFICER, f"area:{BUILDING}", True) in named
    assert watched.looks(TRAIL) == [(ADMIN, "see_audit", True)]


@pytest.mark.parametrize("person", [DAUGHTER, STEWARD])
def test_the_trail_is_for_staff(watched: House, person: str) -> None:
    assert watched.as_(person).get(TRAIL).status_code == 403


def test_pages_follow_one_another(watched: House) -> None:
    staff, seen, before = watched.as_(OFFICER), [], ""
    for _ in range(20):
        page = staff.get(f"{TRAIL}?limit=2&person={OUTSIDER}{before}").json()
        seen += [one["n"] for one in page["items"]]
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert len(seen) == 2
    assert seen == sorted(set(seen), reverse=True)


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "before=0", "before=x", "deed=fly", "allowed=2", "who=me"])
def test_a_question_that_means_nothing_is_refused(watched: House, query: str) -> None:
    assert watched.as_(COMMUNITY_STAFF).get(f"{TRAIL}?{query}").status_code == 422


def test_the_family_sees_who_has_looked(watched: House) -> None:
    items = watched.as_(DAUGHTER).get(LOOKS).json()["items"]
    said = {(one["name"], one["role"], one["deed"], one["allowed"]) for one in items}
    assert {("王建国", "steward", "see_readings", True), ("周明", "relative", "see_readings", False)} <= said
    assert not any("detail" in one or "subject" in one for one in items)


def test_what_somebody_did_again_is_one_line(watched: House) -> None:
    for _ in range(3):
        watched.as_(STEWARD).get(f"/api/v1/residents/{MRS_LIN}/readings/latest")
    items = watched.as_(DAUGHTER).get(LOOKS).json()["items"]
    (line,) = [one for one in items if one["role"] == "steward"]
    assert line["times"] == 4
    assert line["first_at"] < line["last_at"]


def test_who_has_looked_is_for_those_who_may_see_her(watched: House) -> None:
    assert watched.as_(OUTSIDER).get(LOOKS).status_code == 404
    assert watched.as_(OTHER_STAFF).get(LOOKS).status_code == 404
    assert watched.as_(STEWARD).get(LOOKS).status_code == 403
    assert watched.as_(COMMUNITY_STAFF).get(LOOKS).status_code == 200


def test_any_kind_of_data_is_enough_to_see_who_has_looked(house: House) -> None:
    one = replace(agreed(MRS_LIN, DAUGHTER, house.clock(), Scope.DEVICES), id="devices")
    house.records.consents.give(one, house.clock())
    assert house.as_(DAUGHTER).get(LOOKS).status_code == 200
    house.records.consents.withdraw("devices", COMMUNITY_STAFF, house.clock())
    assert house.as_(DAUGHTER).get(LOOKS).status_code == 404


def test_a_change_is_on_record_with_what_was_changed_and_never_with_a_value(house: House) -> None:
    form = {"warning": 111, "reason": "Dr. Shen said so"}
    house.as_(COMMUNITY_STAFF).put(f"/api/v1/residents/{MRS_LIN}/overrides/heart_rate_high", json=form)
    said = house.as_(COMMUNITY_STAFF).get(f"{TRAIL}?resident={MRS_LIN}").text
    assert "set_rules" in said
    assert "Shen" not in said
    assert house.records.audit.verify().broken_at is None


def look(n: int, minute: int, person: str = STEWARD, *, allowed: bool = True) -> Recorded:
    entry = Entry(at=NOW + timedelta(minutes=minute), person=person, deed=Deed.SEE_READINGS, subject=MRS_LIN)
    fields = {name: getattr(entry, name) for name in ("at", "person", "deed", "subject", "detail")}
    return Recorded(**fields, n=n, allowed=allowed, hash="")


def test_looks_an_hour_apart_are_two_lines_and_outcomes_are_never_mixed() -> None:
    newest_first = [
        look(6, 200),
        look(5, 141),
        look(4, 140, OUTSIDER, allowed=False),
        look(3, 130, allowed=False),
        look(2, 81),
        look(1, 0),
    ]
    assert [[row.n for row in group] for group in together(newest_first)] == [[6, 5], [4], [3], [2], [1]]
