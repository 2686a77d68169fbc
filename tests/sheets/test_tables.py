"""Communities come in as XLSX or CSV: whole, or with every cell that is wrong named; and go out in the same shape."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from banister.importing import password_file
from domain.people import Person, Role
from sheets.exporting import write_community
from sheets.raw import BadTables, Bounds, Fault
from sheets.reading import entries_in, read_tables
from sheets.writing import write_csv_folder, write_xlsx
from store.records import Records
from tests.neighbourhood import STREET, cast
from tests.sheets.community_tables import CLEAN, FAULTY, FOLDER, PLANTED, changeable, clean, faulty, make

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ORDER = ("areas", "households", "residents", "people", "relatives", "devices")


def quiet(_what: str, _rows: int) -> None:
    """Tell nobody how far it is."""


def faults_of(path: Path, records: Records | None = None) -> tuple[Fault, ...]:
    with pytest.raises(BadTables) as wrong:
        read_tables(path, quiet, records)
    return wrong.value.faults


def book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    made = Workbook()
    del made[made.sheetnames[0]]
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    made.save(path)
    return path


def test_the_workbook_and_the_folder_say_the_same(records: Records) -> None:
    workbook = read_tables(CLEAN, quiet, records)
    assert read_tables(FOLDER, quiet, records) == workbook
    assert records.neighbourhood.load(workbook, NOW).changed == 0
    assert len(records.registry.devices()) == 3
    assert dict(records.people.principal("daughter-gao", NOW).grants)["gao-yuying"]


def test_every_planted_fault_is_named_by_sheet_row_and_reason() -> None:
    found = faults_of(FAULTY)
    titles = {"households": "住户", "residents": "老人", "people": "人员", "relatives": "家属", "devices": "设备"}
    for section, index, _key, value, reason in PLANTED:
        at = [one for one in found if (one.sheet, one.row) == (titles[section], index + 2)]
        assert any(reason in one.reason and value in one.value + one.reason for one in at), (section, at)
    assert len(found) == len(PLANTED)


def test_the_examples_are_current(tmp_path: Path) -> None:
    make(tmp_path)
    for path in (CLEAN, FAULTY):
        assert _cells(tmp_path / path.name) == _cells(path)
    for path in sorted((tmp_path / FOLDER.name).iterdir()):
        assert path.read_bytes() == (FOLDER / path.name).read_bytes()


def _cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    return {page.title: list(page.iter_rows(values_only=True)) for page in load_workbook(path)}


@pytest.mark.parametrize("name", ["out.xlsx", "out"])
def test_importing_an_export_changes_nothing(any_records: Records, tmp_path: Path, name: str) -> None:
    cast(any_records, NOW)
    write_community(any_records.neighbourhood.unload([STREET], NOW), tmp_path / name)
    loaded = any_records.neighbourhood.load(read_tables(tmp_path / name, quiet, any_records), NOW)
    assert (loaded.added, loaded.changed) == (0, 0)
    assert loaded.unchanged > 20


def test_what_a_spreadsheet_would_run_goes_out_guarded_and_comes_back_as_it_was(tmp_path: Path) -> None:
    rows = changeable()
    names = ["=HYPERLINK(1)", "'=x", "@sum"]
    for row, name in zip(rows["residents"], names, strict=True):
        row["name"] = name
    write_csv_folder(tmp_path / "csv", rows)
    write_xlsx(tmp_path / "x.xlsx", rows)
    assert ",'=HYPERLINK(1)," in (tmp_path / "csv" / "老人.csv").read_text(encoding="utf-8-sig")
    for path in (tmp_path / "csv", tmp_path / "x.xlsx"):
        assert [one.name for one in read_tables(path, quiet).residents] == names


def test_first_passwords_are_for_a_spreadsheet_too(tmp_path: Path) -> None:
    with password_file(tmp_path / "first.csv") as tell:
        tell(Person(id="yu", name="=HYPERLINK(1)", role=Role.STEWARD, login="@yu"), "abcd-efgh-jkmn")
    assert (tmp_path / "first.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "login,password,name",
        "'@yu,abcd-efgh-jkmn,'=HYPERLINK(1)",
    ]


@pytest.mark.parametrize(("encoding", "separator"), [("gb18030", ","), ("utf-8", ";"), ("utf-16", "\t"), ("gbk", ";")])
def test_csv_is_read_as_excel_writes_it(tmp_path: Path, encoding: str, separator: str) -> None:
    for path in FOLDER.iterdir():
        quoted = path.read_text(encoding="utf-8-sig").replace('"体征,活动,警报,设备"', "体征、活动、警报、设备")
        (tmp_path / path.name).write_bytes(quoted.replace(",", separator).encode(encoding))
    assert read_tables(tmp_path, quiet) == read_tables(CLEAN, quiet)


def test_numbers_that_excel_made_of_digits_are_those_digits_again(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Phone", "ID", "户  号", "Name"], [], [13800000001.0, "LIN ", "flat", " 林\u3000"]]
    path = book(tmp_path / "x.xlsx", {"residents": [["手机", "ID", "住户编号", "Name"], *rows[1:]]})
    [fault] = faults_of(path)
    assert (fault.row, fault.reason) == (3, "there is no household 'flat'")
    rows[2][0] = "１３８"
    assert len(faults_of(book(tmp_path / "y.xlsx", {"residents": rows}))) == 2


def test_whose_relative_it_is_may_be_typed_as_any_other_id(tmp_path: Path) -> None:
    rows = changeable()
    rows["relatives"][0]["person"] = "ＤＡＵＧＨＴＥＲ-Gao"
    write_xlsx(tmp_path / "x.xlsx", rows)
    assert read_tables(tmp_path / "x.xlsx", quiet) == read_tables(CLEAN, quiet)


HOSTILE = {
    "an unknown column": ({"老人": [["编号", "姓名", "住户", "楼层"], ["a", "b", "c", 5]]}, "no such column"),
    "a column twice": ({"老人": [["编号", "姓名", "住户", "ID"], ["a", "b", "c", "d"]]}, "there twice"),
    "a missing column": ({"老人": [["编号", "姓名"], ["a", "b"]]}, "the column is missing (household)"),
    "an unknown sheet": ({"账单": [["编号"]]}, "is no table that we know"),
    "a sheet twice": ({"老人": [["编号"]], "residents": [["编号"]]}, "is the same table"),
    "a formula without value": ({"区域": [["编号", "类型", "名称"], ["a", "街道", "=1+1"]]}, "a formula without"),
    "a formula that failed": ({"区域": [["编号", "类型", "名称"], ["a", "街道", "#REF!"]]}, "went wrong"),
    "a cell beyond": ({"区域": [["编号", "类型", "名称"], ["a", "街道", "x", None, "y"]]}, "no such column"),
}


@pytest.mark.parametrize(("sheets", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_a_table_that_is_not_as_it_should_be_is_told(
    tmp_path: Path, sheets: dict[str, list[list[object]]], reason: str
) -> None:
    assert any(reason in one.reason for one in faults_of(book(tmp_path / "x.xlsx", sheets)))


def test_merged_cells_are_told(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", {"区域": [["编号", "类型", "名称"], ["a", "街道", "x"], [None, "街道", "y"]]})
    made = load_workbook(path)
    made["区域"].merge_cells("A2:A3")
    made.save(path)
    assert any("A2:A3 are merged" in one.reason for one in faults_of(path))


def test_a_login_of_somebody_else_is_told_by_its_row(records: Records, tmp_path: Path) -> None:
    records.neighbourhood.load(read_tables(CLEAN, quiet), NOW)
    rows = changeable()
    rows["people"][0]["id"] = "steward-new"
    write_xlsx(tmp_path / "x.xlsx", rows)
    [fault] = faults_of(tmp_path / "x.xlsx", records)
    assert (fault.sheet, fault.row, fault.reason) == ("人员", 2, "is the login of somebody else")


def _with(path: Path, part: str, content: bytes) -> Path:
    made = path.parent / "hostile.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return made


def test_hostile_xml_is_refused_unread(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", {"区域": [["编号"]]})
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    assert "document type" in faults_of(_with(path, "xl/workbook.xml", bomb))[0].reason
    assert "no XML in UTF-8" in faults_of(_with(path, "xl/workbook.xml", bomb.decode().encode("utf-16")))[0].reason


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", {"区域": [["编号"]]})
    bomb = _with(path, "xl/styles.xml", b"<" + b" " * (9 << 20))
    with bomb.open("rb") as file, pytest.raises(BadTables, match="unpacks to more than 8 MiB"):
        entries_in(file, "x.xlsx", quiet, Bounds(unpacked=8 << 20))


def test_a_zip_of_csv_files_is_bounded_as_a_whole(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("老人", "人员", "设备"):
            archive.writestr(f"{name}.csv", " " * (3 << 20))
    with (tmp_path / "x.zip").open("rb") as file, pytest.raises(BadTables, match="unpacks to more than 8 MiB"):
        entries_in(file, "x.zip", quiet, Bounds(unpacked=8 << 20))


@pytest.mark.parametrize("name", ["x.xlsx", "x.zip", "x.xls", "x.csv", "none.xlsx"])
def test_a_file_that_is_no_table_is_told(tmp_path: Path, name: str) -> None:
    if not name.startswith("none"):
        (tmp_path / name).write_bytes(b"PK\x03\x04 not really")
    assert faults_of(tmp_path / name)[0].sheet == name


@pytest.mark.parametrize("name", ["x.xlsx", "x.zip"])
@pytest.mark.parametrize("packed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_zip_is_told_however_it_is_packed(tmp_path: Path, packed: int, name: str) -> None:
    with zipfile.ZipFile(tmp_path / name, "w", packed) as archive:
        archive.writestr("areas.csv", "<id,kind,name\n" * 400)
    damaged = bytearray((tmp_path / name).read_bytes())
    damaged[45:75] = bytes(one ^ 0x55 for one in damaged[45:75])
    with pytest.raises(BadTables, match=r"is no (zip|XLSX file): "):
        entries_in(io.BytesIO(damaged), name, quiet)


def test_a_zip_of_csv_files_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for path in FOLDER.iterdir():
            archive.write(path, f"资料/{path.name}")
    assert read_tables(tmp_path / "x.zip", quiet) == read_tables(CLEAN, quiet)


def test_the_faulty_twin_differs_only_in_what_is_planted() -> None:
    differ = [key for key in ORDER if clean()[key] != faulty()[key]]
    assert set(differ) == {section for section, *_ in PLANTED}
