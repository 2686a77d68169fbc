"""Tables are taken out within what somebody keeps, everybody in them is told, and they come back as they were."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

from tests.api.house import House
from tests.api.sheets_sent import (
    ADMIN,
    ELM,
    ELM_RESIDENT,
    URL,
    beside,
    send,
)
from tests.api.strangers import OTHER_STAFF
from tests.neighbourhood import (
    COMMUNITY_STAFF,
    DAUGHTER,
    MR_ZHOU,
    MRS_LIN,
    OFFICER,
    STEWARD,
    STREET,
    STREET_STAFF,
)


@pytest.fixture
def town(house: House) -> House:
    """Give a house beside whose community another one lies, and that has an administrator."""
    return beside(house)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_what_is_taken_out_changes_nothing_when_it_comes_back(town: House, kind: str, language: str) -> None:
    client = town.as_(COMMUNITY_STAFF)
    taken = client.get("/api/v1/exports/sheets", params={"format": kind, "language": language})
    assert taken.status_code == 200
    assert (COMMUNITY_STAFF, "export_data", True) in town.looks(MRS_LIN)
    assert town.looks(ELM_RESIDENT) == []
    headers = {"Content-Type": taken.headers["content-type"]}
    back = client.post(URL, content=taken.content, headers=headers)
    assert back.status_code == 200, back.text
    said = back.json()
    assert (said["added"], said["changed"]) == (0, 0)
    assert said["rows"]["residents"] == 2


def test_an_export_holds_what_one_keeps(town: House) -> None:
    taken = town.as_(COMMUNITY_STAFF).get("/api/v1/exports/sheets?language=en")
    book = load_workbook(io.BytesIO(taken.content), read_only=True)
    ids = {
        sheet: [row[0] for row in book[sheet].iter_rows(min_row=2, values_only=True)] for sheet in ("areas", "people")
    }
    assert STREET not in ids["areas"]
    assert ELM not in ids["areas"]
    assert {STREET_STAFF, OTHER_STAFF, ADMIN}.isdisjoint(ids["people"])
    assert {OFFICER, STEWARD, DAUGHTER} <= set(ids["people"])
    assert town.as_(COMMUNITY_STAFF).get(f"/api/v1/exports/sheets?area={ELM}").status_code == 404


def test_an_administrator_takes_out_nobodys_data(town: House) -> None:
    taken = town.as_(ADMIN).get("/api/v1/exports/sheets?language=en").content
    book = load_workbook(io.BytesIO(taken), read_only=True)
    rows = {sheet: len(list(book[sheet].iter_rows(min_row=2))) for sheet in book.sheetnames}
    assert rows["residents"] == rows["relatives"] == rows["devices"] == 0
    assert rows["areas"] == 8
    assert town.looks(MRS_LIN) == []


def test_a_template_is_in_the_language_that_is_asked_for(house: House) -> None:
    client = house.as_(COMMUNITY_STAFF)
    asked = {"": "老人", "?language=en": "residents"}
    for query, sheet in asked.items():
        assert sheet in load_workbook(io.BytesIO(client.get(f"{URL}/template{query}").content)).sheetnames
    zipped = client.get(f"{URL}/template?format=csv", headers={"Accept-Language": "fr, en;q=0.8, zh;q=0.5"})
    assert "residents.csv" in zipfile.ZipFile(io.BytesIO(zipped.content)).namelist()


def test_a_formula_comes_out_harmless_and_goes_back_as_it_was(house: House) -> None:
    named = {"residents": [["id", "name", "household"], [MR_ZHOU, "'=cmd()", "building-5-101"]]}
    client = house.as_(COMMUNITY_STAFF)
    assert send(client, named).json()["changed"] == 1
    assert house.records.people.resident(MR_ZHOU).name == "=cmd()"
    taken = client.get("/api/v1/exports/sheets?format=csv&language=en").content
    assert b",'=cmd()," in zipfile.ZipFile(io.BytesIO(taken)).read("residents.csv")
    back = client.post(URL, content=taken, headers={"Content-Type": "application/zip"}).json()
    assert (back["added"], back["changed"]) == (0, 0)
