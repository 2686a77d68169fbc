"""Reads CSV as it is found: a folder or a zip of files, in UTF-8 or what a Chinese Excel writes, with any separator."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

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
    too_large,
)
from sheets.shape import holds_no_entries

_SEPARATORS = ",;\t，"
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_MOST_FILES = 50


def read_csv_folder(path: Path, progress: Progress) -> list[RawTable]:
    """Read every .csv of a folder. Raises BadTables."""
    files = sorted(one for one in path.iterdir() if one.suffix.lower() == ".csv" and one.is_file())
    if not files:
        raise BadTables([Fault(sheet=path.name, reason="there is no .csv file in it")])
    found = []
    for one in files:
        if not holds_no_entries(one.stem):
            with one.open("rb") as file:
                found.append(read_csv(file, one.name, progress, ON_DISK))
    return found


def read_csv(file: BinaryIO, name: str, progress: Progress, bounds: Bounds) -> RawTable:
    """Read one file: its name says which table it is. Raises BadTables."""
    content = file.read(bounds.packed + 1)
    if len(content) > bounds.packed:
        raise too_large(name, bounds)
    return _read(name, content, progress)


def read_csv_zip(file: BinaryIO, name: str, progress: Progress, bounds: Bounds) -> list[RawTable]:
    """Read every .csv of a zip. Raises BadTables."""
    refuse_large(file, name, bounds)
    try:
        with zipfile.ZipFile(file) as archive:
            infos = [one for one in archive.infolist() if _is_table(one)]
            if not 1 <= len(infos) <= _MOST_FILES:
                reason = f"there are between 1 and {_MOST_FILES} .csv files in a zip of tables"
                raise BadTables([Fault(sheet=name, reason=reason)])
            if sum(one.file_size for one in infos) > bounds.unpacked:  # more than it says is never read of a file
                raise BadTables([Fault(sheet=name, reason=f"unpacks to more than {bounds.unpacked >> 20} MiB")])
            return [_read(PurePosixPath(_name(one)).name, _unpacked(archive, one), progress) for one in infos]
    except BROKEN_ZIP as error:
        raise BadTables([Fault(sheet=name, reason=f"is no zip: {error}")]) from error


def _is_table(info: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(_name(info))
    hidden = name.name.startswith(".") or "__MACOSX" in name.parts
    return name.suffix.lower() == ".csv" and not hidden and not holds_no_entries(name.stem)


def _name(info: zipfile.ZipInfo) -> str:
    """Give a name as it was meant: Windows packs Chinese names in GBK and says that they are IBM's."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as file:
        content = file.read(info.file_size + 1)
    if len(content) > info.file_size:
        raise BadTables([Fault(sheet=info.filename, reason="unpacks to more than it says")])
    return content


def _read(name: str, content: bytes, progress: Progress) -> RawTable:
    text = _decoded(name, content)
    try:
        return RawTable(name=name, rows=list(_rows(name, text, progress)))
    except csv.Error as error:
        raise BadTables([Fault(sheet=name, reason=f"is no CSV: {error}")]) from error


def _decoded(name: str, content: bytes) -> str:
    for bom, encoding in _BOMS.items():
        if content.startswith(bom):
            return _as(name, content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _as(name, content, "gb18030")


def _as(name: str, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise BadTables([Fault(sheet=name, reason="is neither UTF-8 nor GBK")]) from None


def _rows(name: str, text: str, progress: Progress) -> Iterator[tuple[int, list[str]]]:
    if "\x00" in text:
        raise BadTables([Fault(sheet=name, reason="is no text")])
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for number, row in enumerate(reader, start=1):
        if number > MOST_ROWS or len(row) > MOST_COLUMNS:
            reason = f"there are more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns"
            raise BadTables([Fault(sheet=name, row=number, reason=reason)])
        if any(cell.strip() for cell in row):
            yield number, row
        if number % 500 == 0:
            progress(name, number)
    progress(name, 0)
