"""Writes a community's tables: an empty template that explains itself, and what the records hold, in the same shape."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from sheets.cells import guarded
from sheets.shape import EXPLANATION, SHEETS, Column, Sheet

Rows = Sequence[Mapping[str, str]]
_LAST_ROW = 20_000
_HEAD, _NEEDED = PatternFill("solid", fgColor="DDEBF7"), PatternFill("solid", fgColor="FCE4D6")
_INTRODUCTION = (
    "Banister 社区资料导入表",
    "每张表的第一行是表头，从第二行开始填写，一行一条。橙色的列必须填写。空行会被跳过。",
    "编号由您自己定，只用小写字母、数字、- 和 _；其他表用编号来引用它。再次导入同一编号就是修改，不会重复。",
    "电话等长数字的单元格已设为文本格式：请不要改成数字格式，否则 Excel 会丢掉开头的 0 和末尾的数字。",
    "日期写成 2026-01-31。请不要合并单元格。家属没有写明“同意范围”的，什么也看不到。",
    "先检查、不写入：banister import 文件.xlsx --dry-run",
)


def write_xlsx(path: Path, rows: Mapping[str, Rows]) -> None:
    """Write a workbook with these rows by section; without any it is the template."""
    book = Workbook(write_only=True)
    _explain(book.create_sheet(EXPLANATION))
    for sheet in SHEETS:
        _fill(book.create_sheet(sheet.title), sheet, rows.get(sheet.section, ()))
    book.save(path)


def write_csv_folder(path: Path, rows: Mapping[str, Rows]) -> None:
    """Write a folder of CSV files, in UTF-8 with the mark that Excel needs to see that."""
    path.mkdir(parents=True, exist_ok=True)
    for sheet in SHEETS:
        with (path / f"{sheet.title}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.title for column in sheet.columns])
            writer.writerows(_cells(sheet, row) for row in rows.get(sheet.section, ()))


def _cells(sheet: Sheet, row: Mapping[str, str]) -> list[str]:
    return [guarded(row.get(column.key, "")) for column in sheet.columns]


def _explain(page: Any) -> None:
    page.column_dimensions["A"].width = page.column_dimensions["B"].width = 16
    page.column_dimensions["C"].width, page.column_dimensions["D"].width = 10, 70
    for text in _INTRODUCTION:
        page.append([_text(page, text)])
    page.append([])
    page.append([_text(page, text, bold=True) for text in ("表", "列", "必填", "说明")])
    for sheet in SHEETS:
        for column in sheet.columns:
            page.append([_text(page, text) for text in (sheet.title, column.title, _needed(column), _says(column))])


def _needed(column: Column) -> str:
    return "必填" if column.needed else ""


def _says(column: Column) -> str:
    words = f"可填：{'、'.join(column.choices)}" if column.words or column.way == "yes" else ""
    return "；".join(part for part in (words, column.says) if part)


def _fill(page: Any, sheet: Sheet, rows: Rows) -> None:
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, start=1):
        width = page.column_dimensions[get_column_letter(number)]
        width.width, width.number_format = 18, "@"
        if column.way in {"word", "yes"}:
            _offer(page, get_column_letter(number), column.choices)
    page.append(list(_head(page, sheet)))
    for row in rows:
        page.append([_text(page, text) if text else None for text in _cells(sheet, row)])


def _offer(page: Any, letter: str, choices: list[str]) -> None:
    offer = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=False)
    offer.add(f"{letter}2:{letter}{_LAST_ROW}")
    page.data_validations.append(offer)


def _head(page: Any, sheet: Sheet) -> Iterator[Any]:
    for column in sheet.columns:
        cell = _text(page, column.title, bold=True)
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
