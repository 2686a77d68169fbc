"""Residents are found by what people type, a page at a time, and nobody finds whom they may not see."""

import base64

import pytest

from api.cursors import cursor
from domain.people import Area
from store.records.people import People
from tests.api.house import House
from tests.api.test_areas import ids
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    DAUGHTER,
    MR_ZHOU,
    MRS_LIN,
    OFFICER,
    OTHER_BUILDING,
    OTHER_STEWARD,
    STEWARD,
)

RESIDENTS = "/api/v1/residents"


@pytest.mark.parametrize("words", ["林", "秀英", "lxy", "LXY", "linxiuying", "lin xiu ying", "502", "0001", "3号楼"])
def test_a_resident_is_found(shared_house: House, words: str) -> None:
    assert ids(shared_house.as_(OFFICER).get(RESIDENTS, params={"q": words})) == [MRS_LIN]


@pytest.mark.parametrize("words", ["%", "_", "'; --", "lxz", "\\", "林 周", "9999"])
def test_what_is_a_sign_to_the_database_is_a_letter_here(shared_house: House, words: str) -> None:
    assert ids(shared_house.as_(OFFICER).get(RESIDENTS, params={"q": words})) == []


@pytest.mark.parametrize(("person", "found"), [(STEWARD, [MRS_LIN]), (DAUGHTER, [MRS_LIN]), (OTHER_STEWARD, [])])
def test_nobody_finds_whom_they_may_not_see(shared_house: House, person: str, found: list[str]) -> None:
    assert ids(shared_house.as_(person).get(RESIDENTS, params={"q": "lin"})) == found
    assert ids(shared_house.as_(person).get(RESIDENTS, params={"area": OTHER_BUILDING, "q": "lin"})) == []


def test_whom_a_list_shows_is_on_record(house: House) -> None:
    house.as_(OFFICER).get(RESIDENTS, params={"q": "lxy"})
    assert house.looks(MRS_LIN)[0] == (OFFICER, "see_resident", True)
    assert house.looks(MR_ZHOU) == []


def test_a_page_follows_on_although_somebody_is_added_before_it(house: House) -> None:
    client = house.as_(OFFICER)
    first = client.get(RESIDENTS, params={"limit": 1}).json()
    client.post(RESIDENTS, json={"id": "aaa", "name": "新", "household": "building-3-502"})
    second = client.get(RESIDENTS, params={"limit": 1, "after": first["next"]}).json()
    assert [page["items"][0]["id"] for page in (first, second)] == [MRS_LIN, MR_ZHOU]
    assert second["next"] is None


NOT_OURS = base64.urlsafe_b64encode(b'["residents", 7]').decode().rstrip("=")


@pytest.mark.parametrize(
    "after", ["x", "AAAA", "W10", "bm90IGpzb24", NOT_OURS, cursor("persons", MRS_LIN), "x" * 3000, "%00"]
)
def test_a_cursor_of_no_list_is_refused(shared_house: House, after: str) -> None:
    answer = shared_house.as_(OFFICER).get(RESIDENTS, params={"after": after})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.after")


@pytest.mark.parametrize("listed", ["residents", "persons", "areas", "households", "devices"])
def test_every_list_is_walked_to_its_end_by_its_cursor(shared_house: House, listed: str) -> None:
    client, after, seen = shared_house.as_(COMMUNITY_STAFF), "", []
    whole = ids(client.get(f"/api/v1/{listed}"))
    while True:
        page = client.get(f"/api/v1/{listed}", params={"limit": 1, "after": after})
        seen += ids(page)
        if (after := page.json()["next"]) is None:
            break
    assert seen == whole
    assert len(seen) > 1


def test_too_many_words_are_refused(shared_house: House) -> None:
    assert shared_house.as_(OFFICER).get(RESIDENTS, params={"q": "a b c d e f g"}).status_code == 422


@pytest.mark.parametrize("path", ["/residents", f"/residents/{MRS_LIN}", "/areas", f"/areas/{BUILDING}", "/households"])
def test_one_request_reads_the_areas_once_at_most(
    shared_house: House, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    areas, read = People.areas, list[str]()

    def counted(people: People) -> list[Area]:
        read.append(path)
        return areas(people)

    monkeypatch.setattr(People, "areas", counted)
    assert shared_house.as_(COMMUNITY_STAFF).get(f"/api/v1{path}").status_code == 200
    assert len(read) <= 1
