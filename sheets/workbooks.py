"""Reads XLSX: a zip of XML, so both may be hostile. Sizes and shapes are looked at before anything is read."""

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from sheets.cells import Cell
from sheets.raw import (
    LARGEST_FILE,
    LARGEST_UNPACKED,
    MOST_COLUMNS,
    MOST_ROWS,
    BadTables,
    Fault,
    Progress,
    RawTable,
)
from sheets.shape import holds_no_entries

_CHUNK = 1 << 20
_OVERLAP = 64
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_FORMULA = re.compile(rb"<f[ >/]")
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_BROKEN = (InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, OSError, EOFError, TypeError)


def read_xlsx(path: Path, progress: Progress) -> list[RawTable]:
    """Read all sheets but those that explain. Raises BadTables."""
    _refuse_hostile(path)
    try:
        return list(_sheets(path, progress))
    except BadTables:
        raise
    except (*_BROKEN, AttributeError, IndexError, RuntimeError, NotImplementedError) as error:
        raise _bad(path, f"is no workbook that can be read: {error}") from error


def _sheets(path: Path, progress: Progress) -> Iterator[RawTable]:
    with ExitStack() as opened:
        values = opened.enter_context(_book(path, values=True))
        formulas = cache(lambda: opened.enter_context(_book(path, values=False)))
        for sheet in values.worksheets:
            if holds_no_entries(sheet.title):
                continue
            faults = list(_oddities(path, sheet, formulas))
            yield RawTable(name=sheet.title, rows=list(_rows(sheet, progress)), faults=tuple(faults))


def _book(path: Path, *, values: bool) -> closing[Any]:
    """Open it, either with what its formulas came to or with the formulas themselves."""
    return closing(load_workbook(path, read_only=True, data_only=values, keep_links=False))


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


def _oddities(path: Path, sheet: Any, formulas: Callable[[], Any]) -> Iterator[Fault]:
    """Name merged cells, and formulas that have no value; looked for only where the XML has any."""
    member = sheet._worksheet_path  # noqa: SLF001 - nothing else says which part of the zip a sheet is
    with zipfile.ZipFile(path) as archive, archive.open(member) as file:
        xml = file.read(LARGEST_UNPACKED)
    for left, top, right, bottom in _MERGED.findall(xml):
        if int(bottom) > 1:
            where = f"{left.decode()}{int(top)}:{right.decode()}{int(bottom)}"
            reason = f"the cells {where} are merged: give each row its own value"
            yield Fault(sheet=sheet.title, row=int(top), reason=reason)
    if _FORMULA.search(xml):
        yield from _without_value(sheet, formulas()[sheet.title])


def _without_value(values: Any, formulas: Any) -> Iterator[Fault]:
    reason = "a formula without its value: save the file with Excel, or paste values"
    both = zip(values.iter_rows(values_only=True), formulas.iter_rows(), strict=False)
    for number, (found, said) in enumerate(both, start=1):
        for value, cell in zip(found, said, strict=False):
            if value is None and getattr(cell, "data_type", "") == "f":
                yield Fault(sheet=values.title, row=number, column=cell.column_letter, reason=reason)


def _refuse_hostile(path: Path) -> None:
    """Unpack every part once, to nowhere: none may be too large, and XML may define nothing of its own."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise _bad(path, f"is larger than {LARGEST_FILE >> 20} MiB")
        with zipfile.ZipFile(path) as archive:
            unpacked = 0
            for info in archive.infolist():
                for piece in _pieces(archive, info):
                    unpacked += len(piece)
                    if unpacked > LARGEST_UNPACKED:
                        raise _bad(path, f"unpacks to more than {LARGEST_UNPACKED >> 20} MiB")
                    if _DOCTYPE.search(piece):
                        raise _bad(path, f"{info.filename} defines a document type of its own, as no spreadsheet does")
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise _bad(path, f"is no XLSX file: {error}") from error


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


def _bad(path: Path, reason: str) -> BadTables:
    return BadTables([Fault(sheet=path.name, reason=reason)])
