"""Finds out which table is which and which column is where: by their names, in Chinese or English, in any order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from sheets.cells import BadCell, Cell, plain
from sheets.raw import Fault, RawTable, shown
from sheets.shape import SHEETS, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that is understood. `at` says where each column is; `headers` what it is called there."""

    name: str
    sheet: Sheet
    at: Mapping[str, int]
    headers: Mapping[str, str]
    rows: Sequence[tuple[int, Sequence[Cell]]]

    def cell(self, cells: Sequence[Cell], key: str) -> Cell:
        """Give a row's cell in a column; None where the row ends before it."""
        index = self.at.get(key, len(cells))
        return cells[index] if index < len(cells) else None

    def header(self, key: str) -> str:
        """Give what a column is called in this table, or would be."""
        titles = {column.key: column.title for column in self.sheet.columns}
        return self.headers.get(key) or titles.get(key, "")


def tables_of(raw: Sequence[RawTable], faults: list[Fault], unreadable: set[str]) -> Iterator[Table]:
    """Give the tables that can be read; what hinders others goes to `faults`, their sections to `unreadable`."""
    seen: dict[str, str] = {}
    for one in raw:
        faults += one.faults
        sheet = _sheet(one)
        if sheet is None:
            known = ", ".join(f"{sheet.title} ({sheet.section})" for sheet in SHEETS)
            faults.append(Fault(sheet=one.name, reason=f"is no table that we know; these are: {known}"))
        elif sheet.section in seen:
            faults.append(Fault(sheet=one.name, reason=f"is the same table as {seen[sheet.section]!r}"))
        else:
            seen[sheet.section] = one.name
            yield from _table(one, sheet, faults, unreadable)
    if not seen and not faults:
        faults.append(Fault(sheet="", reason="there is no table in it"))


def _sheet(raw: RawTable) -> Sheet | None:
    name = PurePath(raw.name).stem if raw.name.lower().endswith(".csv") else raw.name
    return next((sheet for sheet in SHEETS if sheet.called(name)), None)


def _table(raw: RawTable, sheet: Sheet, faults: list[Fault], unreadable: set[str]) -> Iterator[Table]:
    if not raw.rows:
        return
    row, headers = raw.rows[0]
    before = len(faults)
    at, names = _columns(raw, sheet, row, headers, faults)
    faults += [
        Fault(sheet=raw.name, row=row, column=column.title, reason=f"the column is missing ({column.key})")
        for column in sheet.columns
        if column.needed and column.key not in at
    ]
    faults += _beyond(raw, len(headers))
    if len(faults) > before:
        unreadable.add(sheet.section)
    if all(column.key in at for column in sheet.columns if column.needed):
        yield Table(name=raw.name, sheet=sheet, at=at, headers=names, rows=raw.rows[1:])


def _columns(
    raw: RawTable, sheet: Sheet, row: int, headers: Sequence[Cell], faults: list[Fault]
) -> tuple[dict[str, int], dict[str, str]]:
    at: dict[str, int] = {}
    names: dict[str, str] = {}
    filled = _filled(raw)
    for index, cell in enumerate(headers):
        header = _plain(cell)
        key = next((column.key for column in sheet.columns if column.called(header)), None)
        if key is not None and key not in at:
            at[key], names[key] = index, shown(header)
        elif header or index in filled:
            reason = "the column is there twice" if key else f"no such column; known are {_known(sheet)}"
            faults.append(Fault(sheet=raw.name, row=row, column=shown(header) or f"no. {index + 1}", reason=reason))
    return at, names


def _filled(raw: RawTable) -> set[int]:
    """Give the columns in which any entry holds something: a workbook's rows are as wide as the widest may be."""
    return {index for _, cells in raw.rows[1:] for index, cell in enumerate(cells) if cell is not None and _plain(cell)}


def _beyond(raw: RawTable, width: int) -> Iterator[Fault]:
    for row, cells in raw.rows[1:]:
        if any(_plain(cell) for cell in cells[width:]):
            yield Fault(sheet=raw.name, row=row, reason="it has more cells than there are columns")


def _known(sheet: Sheet) -> str:
    return ", ".join(column.title for column in sheet.columns)


def _plain(cell: Cell) -> str:
    try:
        return plain(cell)
    except BadCell:
        return str(cell)
