"""A community's tables (XLSX, or CSV files) into a neighbourhood: all of it or, with every cell that is wrong, none."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, is_zipfile

from sheets.checks import complaints
from sheets.complaints import Complaint
from sheets.completing import completed
from sheets.csv_files import read_csv, read_csv_folder, read_csv_zip
from sheets.entries import Entries, entries_of
from sheets.naming import named_in
from sheets.neighbourhood import NeighbourhoodFile
from sheets.raw import ON_DISK, BadTables, Bounds, Fault, Progress, RawTable
from sheets.standing_checks import contradictions
from sheets.tree import tree
from store.records import Records
from store.records.loading_assignments import IMPORTED
from store.records.neighbourhood import Neighbourhood
from store.records.standing import Standing

Narrow = Callable[[NeighbourhoodFile, Standing], tuple[Standing, list[Complaint]]]
"""Gives what of the standing somebody may name, and what of the file they may not bring in."""


def everything(_file: NeighbourhoodFile, standing: Standing) -> tuple[Standing, list[Complaint]]:
    """Let somebody name and bring in whatever there is: whoever sits at the machine."""
    return standing, []


def is_tables(path: Path) -> bool:
    """Whether a path is one of tables, and no YAML."""
    return path.is_dir() or path.suffix.lower() in {".xlsx", ".xlsm", ".xls", ".zip", ".csv"}


def read_tables(path: Path, progress: Progress, records: Records | None = None) -> Neighbourhood:
    """Read tables and check them, also against what is in the records. Raises BadTables with every fault."""
    entries = read_entries(path, progress)
    standing = records.neighbourhood.standing(named_in(entries.file), datetime.now(UTC)) if records else Standing()
    return checked(entries, standing)


def checked(entries: Entries, standing: Standing, narrow: Narrow = everything, by: str = IMPORTED) -> Neighbourhood:
    """Give what the entries make of what stands. Raises BadTables with every fault.

    What somebody may not name is as good as not there: it is missed with the same words.
    """
    file = completed(entries, standing)
    theirs, refused = narrow(file, standing)
    faults = [*entries.faults, *(entries.fault(one) for one in refused)]
    spoken_of = {complaint.path[:2] for complaint in refused}
    faults += [
        entries.fault(complaint)
        for complaint in (*complaints(file, {}, theirs), *contradictions(file, theirs, standing))
        if complaint.path[:2] not in spoken_of and not entries.follows_from_another(complaint)
    ]
    if faults:
        order = {name: index for index, name in enumerate(entries.sheets)}
        raise BadTables(sorted(set(faults), key=lambda one: (order.get(one.sheet, -1), one.row, one.column)))
    return tree(file, {}, standing, by=by, posted=entries.posted)


def read_entries(path: Path, progress: Progress) -> Entries:
    """Read a file or a folder of files. Raises BadTables where it is none."""
    try:
        if path.is_dir():
            return entries_of(read_csv_folder(path, progress))
        with path.open("rb") as file:
            return entries_in(file, path.name, progress)
    except OSError as error:
        raise BadTables([Fault(sheet=path.name, reason=f"cannot be read: {error.strerror or error}")]) from error


def entries_in(file: BinaryIO, name: str, progress: Progress, bounds: Bounds = ON_DISK) -> Entries:
    """Read a workbook or a zip of CSV files. Raises BadTables where it is none, or larger than its bounds."""
    return entries_of(_opened(file, name, progress, bounds))


def _opened(file: BinaryIO, name: str, progress: Progress, bounds: Bounds) -> list[RawTable]:
    suffix = Path(name).suffix.lower()
    if suffix == ".xls":
        raise BadTables([Fault(sheet=name, reason="save it as .xlsx")])
    if suffix == ".csv":
        return [read_csv(file, name, progress, bounds)]
    if suffix == ".zip" and is_zipfile(file) and "xl/workbook.xml" not in _members(file):
        return read_csv_zip(file, name, progress, bounds)
    from sheets.workbooks import read_xlsx  # noqa: PLC0415 - openpyxl takes a third of a second: only who needs it

    return read_xlsx(file, name, progress, bounds)


def _members(file: BinaryIO) -> Iterator[str]:
    try:
        with ZipFile(file) as archive:
            yield from archive.namelist()
    except (BadZipFile, ValueError):
        return
