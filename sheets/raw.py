"""Tables as they come out of files, before anybody asks what they mean; and what is said of wrong ones."""

import lzma
import os
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from domain.errors import BadInput
from sheets.cells import Cell

Progress = Callable[[str, int], None]
"""Is told what is being read or done, and how many rows of it so far."""

LARGEST_FILE = 64 * 1024 * 1024
LARGEST_UNPACKED = 512 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 200_000, 200
_SHOWN = 40
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
)
"""What comes of reading a zip that is damaged, locked or packed in a way of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How many bytes a file may have, and how many when it is unpacked."""

    packed: int = LARGEST_FILE
    unpacked: int = LARGEST_UNPACKED


ON_DISK = Bounds()
"""Of a file that somebody at the machine names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, and where: `row` counts as the spreadsheet does, 0 for the table as a whole."""

    sheet: str
    row: int = 0
    column: str = ""
    value: str = ""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """One sheet or CSV file: its rows with their numbers, and what is wrong with it already."""

    name: str
    rows: Sequence[tuple[int, Sequence[Cell]]]
    faults: tuple[Fault, ...] = ()


class BadTables(BadInput):
    """Tables are wrong. The text has a line for each fault; `faults` are the same, in order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(told(fault) for fault in self.faults))


def told(fault: Fault) -> str:
    """Say a fault in one line."""
    row = f" row {fault.row}" if fault.row else ""
    column = f", {fault.column}" if fault.column else ""
    value = f" ({fault.value})" if fault.value else ""
    return f"{fault.sheet}{row}{column}: {fault.reason}{value}"


def shown(cell: Cell) -> str:
    """Give a cell as it can be shown: short, and without what a terminal would obey."""
    text = "" if cell is None else str(cell)
    printable = "".join(letter if letter.isprintable() else "·" for letter in text)
    return printable if len(printable) <= _SHOWN else f"{printable[:_SHOWN]}…"


def refuse_large(file: BinaryIO, name: str, bounds: Bounds) -> None:
    """Raise BadTables where a file is larger than it may be; it is read from its beginning afterwards."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > bounds.packed:
        raise too_large(name, bounds)


def too_large(name: str, bounds: Bounds) -> BadTables:
    """Say how large a file may be."""
    return BadTables([Fault(sheet=name, reason=f"is larger than {bounds.packed >> 20} MiB")])
