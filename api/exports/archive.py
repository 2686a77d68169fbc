"""Writes an export as a zip that is sent while it is made: no file and no list is ever held whole."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson

from api.exports.material import Material, Row, Section

_ENOUGH = 64 * 1024
_BOM = "\N{BYTE ORDER MARK}"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class Format(StrEnum):
    """As what an export comes."""

    JSON = "json"
    CSV = "csv"
    FHIR = "fhir"


File = tuple[str, Iterator[bytes]]
"""A file's name, and what is in it, a piece at a time."""


def files(material: Material, wanted: Format, resources: Callable[[Material], Iterator[File]]) -> Iterator[File]:
    """Give the files of an export; `resources` makes those of FHIR."""
    if wanted is Format.FHIR:
        yield from resources(material)
        return
    for section in material.sections():
        pieces = as_json(section) if wanted is Format.JSON else as_csv(section)
        yield f"{section.name}.{wanted.value}", pieces


def zipped(these: Iterable[File]) -> Iterator[bytes]:
    """Give the bytes of a zip of these files as they come to be."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in these:
            with archive.open(name, "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)
                    if pipe.size > _ENOUGH:
                        yield pipe.drained()
            yield pipe.drained()
    yield pipe.drained()


def as_json(section: Section) -> Iterator[bytes]:
    """Give a section as a JSON array, a row a line."""
    between = b"["
    for row in section.rows:
        yield between + b"\n" + orjson.dumps(_plain(row))
        between = b","
    yield b"[]\n" if between == b"[" else b"\n]\n"


def as_csv(section: Section) -> Iterator[bytes]:
    """Give a section as CSV, in UTF-8 with the mark by which a spreadsheet knows it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    text.write(_BOM)
    writer.writerow(section.columns)
    for row in section.rows:
        writer.writerow([_cell(row.get(name)) for name in section.columns])
        if text.tell() > _ENOUGH:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    taken = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return taken


def _cell(value: Any) -> Any:
    """Give a cell's text. One that a spreadsheet would take for a formula begins with an apostrophe."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, dict | list | tuple):
        value = orjson.dumps(_plain(value)).decode()
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(value: Row | list[Any] | tuple[Any, ...] | Any) -> Any:
    """Give what JSON can hold of a row: durations as seconds, sets as sorted lists."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    seconds = getattr(value, "total_seconds", None)
    return seconds() if seconds else value


class _Pipe(io.RawIOBase):
    """Takes what the zip is made of; it is drained as it goes."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        """Say that it can be written to; it cannot be sought in, so the zip is made in one go."""
        return True

    def write(self, piece: Any) -> int:
        """Take a piece."""
        taken = bytes(piece)
        self._pieces.append(taken)
        self.size += len(taken)
        return len(taken)

    def drained(self) -> bytes:
        """Give what has come in since the last time."""
        whole = b"".join(self._pieces)
        self._pieces.clear()
        self.size = 0
        return whole
