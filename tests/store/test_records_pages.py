"""Pages of residents and people, how somebody is found, and answers kept for a repeated request."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from domain.people import Resident
from store.records import Records, open_records
from store.records.pages import Seen, Wanted
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    DAUGHTER,
    GRID,
    MR_ZHOU,
    MRS_LIN,
    STEWARD,
    STREET,
    cast,
)
from tests.store.two_communities import ELM, NOW, entry, settle


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast, and a second community without people."""
    settle(any_records)
    return any_records


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("林", [MRS_LIN]),
        ("linxiuying", [MRS_LIN]),
        ("Lin Xiu", [MRS_LIN]),
        ("lxy", [MRS_LIN]),
        ("xiuying", [MRS_LIN]),
        ("zgq", [MR_ZHOU]),
        ("502", [MRS_LIN]),
        ("3号楼 林", [MRS_LIN]),
        ("0002", [MR_ZHOU]),
        ("99", []),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("lxy zgq", []),
        ("", [MRS_LIN, MR_ZHOU]),
    ],
)
def test_residents_are_found_by_what_people_type(house: Records, words: str, found: list[str]) -> None:
    assert [one.id for one in house.pages.residents(Seen(areas=[STREET]), Wanted(words=words))] == found


def test_a_surname_is_found_by_each_of_its_readings(house: Records) -> None:
    for number, name in enumerate(("单桂芳", "曾国平", "仇爱华", "吕明")):
        house.organisation.add_resident(Resident(id=f"r{number}", name=name, household="building-3-502"), entry())

    def ids(words: str) -> list[str]:
        return [one.id for one in house.pages.residents(Seen(areas=[STREET]), Wanted(words=words))]

    assert ids("shanguifang") == ids("danguifang") == ids("sgf") == ["r0"]
    assert ids("zengguoping") == ids("zgp") == ["r1"]
    assert ids("qiuaihua") == ids("chouah") + ids("qah") == ["r2"]
    assert ids("lvming") == ids("lüming") == ids("luming") == ids("lyuming") == ["r3"]


def test_pages_hold_what_is_seen_and_stay_in_place_when_somebody_is_added(house: Records) -> None:
    seen = Seen(areas=[GRID])
    first = house.pages.residents(seen, Wanted(limit=1))
    assert [one.id for one in first] == [MRS_LIN, MR_ZHOU]
    house.organisation.add_resident(Resident(id="aaa", name="a", household="building-3-502"), entry())
    assert [one.id for one in house.pages.residents(seen, Wanted(after=MRS_LIN))] == [MR_ZHOU]
    assert house.pages.residents(Seen(), Wanted()) == []
    assert [one.id for one in house.pages.residents(Seen(residents=[MR_ZHOU]), Wanted())] == [MR_ZHOU]
    assert house.pages.residents(Seen(areas=[ELM]), Wanted()) == []


def test_staff_see_who_is_or_was_assigned_below_them_and_the_relatives_there(house: Records) -> None:
    def ids(top: str) -> set[str]:
        return {one.id for one in house.pages.persons(Seen(areas=[top]), Wanted())}

    assert {STEWARD, DAUGHTER} <= ids(BUILDING)
    assert COMMUNITY_STAFF not in ids(BUILDING)
    assert ids(ELM) == set()
    assert {one.id for one in house.pages.persons(Seen(areas=None), Wanted(words="wang"))} == {STEWARD}


def test_an_answer_is_claimed_once_and_kept_for_a_day(any_records: Records) -> None:
    answers = any_records.answers
    assert answers.claim(STEWARD, "k", "h", NOW) is None
    claimed = answers.claim(STEWARD, "k", "h", NOW)
    assert claimed is not None
    assert claimed.status is None
    answers.settle(STEWARD, "k", 201, b"sealed")
    kept = answers.claim(STEWARD, "k", "other", NOW)
    assert kept is not None
    assert (kept.status, kept.body, kept.request_hash) == (201, b"sealed", "h")
    assert answers.claim(DAUGHTER, "k", "h", NOW) is None
    answers.release(DAUGHTER, "k")
    assert answers.claim(DAUGHTER, "k", "h", NOW) is None
    assert answers.claim(STEWARD, "k", "h", NOW + timedelta(hours=24)) is None


def test_names_of_before_are_spelled_when_the_records_are_opened(records_url: str) -> None:

    with open_records(records_url) as opened:
        cast(opened, NOW)
    engine = create_engine(records_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE residents SET pinyin = ''"))
    engine.dispose()
    with open_records(records_url) as opened:
        assert [one.id for one in opened.pages.residents(Seen(areas=[STREET]), Wanted(words="lxy"))] == [MRS_LIN]


@pytest.mark.parametrize("words", ["", "林", "lxy", "502", "号楼", "nobody"])
def test_a_page_is_the_same_whichever_way_it_is_found(house: Records, words: str) -> None:
    for area in (STREET, BUILDING):
        few, most = Seen(areas=[area]), Seen(areas=[area], most=True)
        for wanted in (Wanted(words=words), Wanted(words=words, limit=1), Wanted(words=words, after=MRS_LIN)):
            assert house.pages.residents(most, wanted) == house.pages.residents(few, wanted)
    for home in house.pages.residents(Seen(areas=[STREET]), Wanted()):
        assert home.household == house.people.household(home.resident.household)
