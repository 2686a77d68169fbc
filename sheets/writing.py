"""Writes a community's tables: an empty template that explains itself, and what the records hold, in the same shape."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from sheets.cells import guarded
from sheets.explaining import explained, title_of
from sheets.shape import SHEETS, Column, Language, Sheet

Rows = Sequence[Mapping[str, str]]
_LAST_ROW = 20_000
_HEAD, _NEEDED = PatternFill("solid", fgColor="DDEBF7"), PatternFill("solid", fgColor="FCE4D6")


def write_xlsx(target: Path | BinaryIO, rows: Mapping[str, Rows], language: Language = "zh-CN") -> None:
    """Write a workbook with these rows by section; without any it is the template."""
    book = Workbook(write_only=True)
    _explain(book.create_sheet(title_of(language)), language)
    for sheet in SHEETS:
        _fill(book.create_sheet(sheet.header(language)), sheet, rows.get(sheet.section, ()), language)
    book.save(target)


def write_csv_folder(path: Path, rows: Mapping[str, Rows]) -> None:
    """Write a folder of CSV files, in UTF-8 with the mark that Excel needs to see that."""
    path.mkdir(parents=True, exist_ok=True)
    for sheet in SHEETS:
        (path / f"{sheet.title}.csv").write_bytes(_as_csv(sheet, rows.get(sheet.section, ()), "zh-CN"))


def write_csv_zip(target: BinaryIO, rows: Mapping[str, Rows], language: Language = "zh-CN") -> None:
    """Write a zip of CSV files with these rows by section."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for sheet in SHEETS:
            archive.writestr(f"{sheet.header(language)}.csv", _as_csv(sheet, rows.get(sheet.section, ()), language))


def _as_csv(sheet: Sheet, rows: Rows, language: Language) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.header(language) for column in sheet.columns])
    writer.writerows(_cells(sheet, row, language) for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cells(sheet: Sheet, row: Mapping[str, str], language: Language) -> list[str]:
    return [guarded(_worded(column, row.get(column.key, ""), language)) for column in sheet.columns]


def _worded(column: Column, text: str, language: Language) -> str:
    if column.way != "yes" or language == "en":
        return text
    return {"yes": "是", "no": "否"}.get(text, text)


def _explain(page: Any, language: Language) -> None:
    page.column_dimensions["A"].width = page.column_dimensions["B"].width = 16
    page.column_dimensions["C"].width, page.column_dimensions["D"].width = 10, 70
    for texts, bold in explained(language):
        page.append([_text(page, text, bold=bold) for text in texts])


def _fill(page: Any, sheet: Sheet, rows: Rows, language: Language) -> None:
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, start=1):
        width = page.column_dimensions[get_column_letter(number)]
        width.width, width.number_format = 18, "@"
        if column.way in {"word", "yes"}:
            _offer(page, get_column_letter(number), column.offers(language))
    page.append(list(_head(page, sheet, language)))
    for row in rows:
        page.append([_text(page, text) if text else None for text in _cells(sheet, row, language)])


def _offer(page: Any, letter: str, choices: list[str]) -> None:
    offer = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=False)
    offer.add(f"{letter}2:{letter}{_LAST_ROW}")
    page.data_validations.append(offer)


def _head(page: Any, sheet: Sheet, language: Language) -> Iterator[Any]:
    for column in sheet.columns:
        cell = _text(page, column.header(language), bold=True)
        cell.fill = _NEEDED if column.needed else _HEAD
        cell.alignment = Alignment(vertical="center")
        yield cell


def _text(page: Any, text: str, *, bold: bool = False) -> Any:
    """Give a cell that is text whatever it looks like: no spreadsheet takes it for a formula, a number or a date."""
    cell = WriteOnlyCell(page, text)
    cell.data_type, cell.number_format = "s", "@"
    if bold:
        cell.font = Font(bold=True)
    return cell
