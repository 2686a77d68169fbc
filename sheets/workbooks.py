"""Reads XLSX: a zip of XML, so both may be hostile. Sizes and shapes are looked at before anything is read."""

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from functools import cache
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from sheets.cells import Cell
from sheets.raw import (
    BROKEN_ZIP,
    MOST_COLUMNS,
    MOST_ROWS,
    ON_DISK,
    BadTables,
    Bounds,
    Fault,
    Progress,
    RawTable,
    refuse_large,
)
from sheets.shape import holds_no_entries

_CHUNK = 1 << 20
_OVERLAP = 64
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_FORMULA = re.compile(rb"<f[ >/]")
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_BROKEN = (*BROKEN_ZIP, InvalidFileException, ParseError, KeyError, TypeError, AttributeError, IndexError)


def read_xlsx(file: BinaryIO, name: str, progress: Progress, bounds: Bounds = ON_DISK) -> list[RawTable]:
    """Read all sheets but those that explain. Raises BadTables."""
    refuse_large(file, name, bounds)
    _refuse_hostile(file, name, bounds)
    try:
        return list(_sheets(file, progress))
    except BadTables:
        raise
    except _BROKEN as error:
        raise _bad(name, f"is no workbook that can be read: {error}") from error


def _sheets(file: BinaryIO, progress: Progress) -> Iterator[RawTable]:
    with ExitStack() as opened:
        values = opened.enter_context(_book(file, values=True))
        formulas = cache(lambda: opened.enter_context(_book(file, values=False)))
        for sheet in values.worksheets:
            if holds_no_entries(sheet.title):
                continue
            faults = list(_oddities(file, sheet, formulas))
            yield RawTable(name=sheet.title, rows=list(_rows(sheet, progress)), faults=tuple(faults))


def _book(file: BinaryIO, *, values: bool) -> closing[Any]:
    """Open it, either with what its formulas came to or with the formulas themselves."""
    return closing(load_workbook(file, read_only=True, data_only=values, keep_links=False))


def _rows(sheet: Any, progress: Progress) -> Iterator[tuple[int, Sequence[Cell]]]:
    found = 0
    sheet.reset_dimensions()  # what a sheet says of its own size may be wrong, by much
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
        if any(cell is not None for cell in row):
            found += 1
            if found > MOST_ROWS:
                reason = f"there are more than {MOST_ROWS:,} rows"
                raise BadTables([Fault(sheet=sheet.title, row=number, reason=reason)])
            yield number, row
        if number % 500 == 0:
            progress(sheet.title, number)
    progress(sheet.title, 0)


def _oddities(file: BinaryIO, sheet: Any, formulas: Callable[[], Any]) -> Iterator[Fault]:
    """Name merged cells, and formulas that have no value; looked for only where the XML has any."""
    member = sheet._worksheet_path  # noqa: SLF001 - nothing else says which part of the zip a sheet is
    merged, has_formulas = set(), False
    with zipfile.ZipFile(file) as archive:
        for piece in _pieces(archive, archive.getinfo(member)):
            merged |= set(_MERGED.findall(piece))
            has_formulas = has_formulas or _FORMULA.search(piece) is not None
    for left, top, right, bottom in sorted(merged, key=lambda one: int(one[1])):
        if int(bottom) > 1:
            where = f"{left.decode()}{int(top)}:{right.decode()}{int(bottom)}"
            reason = f"the cells {where} are merged: give each row its own value"
            yield Fault(sheet=sheet.title, row=int(top), reason=reason)
    if has_formulas:
        yield from _without_value(sheet, formulas()[sheet.title])


def _without_value(values: Any, formulas: Any) -> Iterator[Fault]:
    reason = "a formula without its value: save the file with Excel, or paste values"
    both = zip(values.iter_rows(values_only=True), formulas.iter_rows(), strict=False)
    for number, (found, said) in enumerate(both, start=1):
        for value, cell in zip(found, said, strict=False):
            if value is None and getattr(cell, "data_type", "") == "f":
                yield Fault(sheet=values.title, row=number, column=cell.column_letter, reason=reason)


def _refuse_hostile(file: BinaryIO, name: str, bounds: Bounds) -> None:
    """Unpack every part once, to nowhere: none may be too large, and XML may define nothing of its own."""
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = 0
            for info in archive.infolist():
                for piece in _pieces(archive, info):
                    unpacked += len(piece)
                    if unpacked > bounds.unpacked:
                        raise _bad(name, f"unpacks to more than {bounds.unpacked >> 20} MiB")
                    if _DOCTYPE.search(piece):
                        raise _bad(name, f"{info.filename} defines a document type of its own, as no spreadsheet does")
    except BROKEN_ZIP as error:
        raise _bad(name, f"is no XLSX file: {error}") from error


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    tail = b""
    with archive.open(info) as file:
        while piece := file.read(_CHUNK):
            if not tail and info.filename.endswith((".xml", ".rels")):
                _refuse_other_encodings(info, piece)
            yield piece if not tail else tail + piece
            tail = piece[-_OVERLAP:]


def _refuse_other_encodings(info: zipfile.ZipInfo, start: bytes) -> None:
    if not start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") or b"\x00" in start[:_OVERLAP]:
        raise ValueError(f"{info.filename} is no XML in UTF-8")


def _bad(name: str, reason: str) -> BadTables:
    return BadTables([Fault(sheet=name, reason=reason)])
