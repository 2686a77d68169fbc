"""A community's tables (XLSX, or CSV files) into a neighbourhood: all of it or, with every cell that is wrong, none."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zipfile import ZipFile, is_zipfile

from sheets.checks import complaints
from sheets.complaints import Complaint
from sheets.csv_files import read_csv_folder, read_csv_zip
from sheets.entries import Entries, entries_of
from sheets.raw import BadTables, Fault, Progress, RawTable
from sheets.tree import tree
from store.records import Records
from store.records.neighbourhood import Neighbourhood


def is_tables(path: Path) -> bool:
    """Whether a path is one of tables, and no YAML."""
    return path.is_dir() or path.suffix.lower() in {".xlsx", ".xlsm", ".xls", ".zip", ".csv"}


def read_tables(path: Path, progress: Progress, records: Records | None = None) -> Neighbourhood:
    """Read tables and check them, also against what is in the records. Raises BadTables with every fault."""
    entries = entries_of(_raw(path, progress))
    faults = [*entries.faults, *_complained(entries)]
    if records is not None:
        faults += _taken(entries, records)
    if faults:
        order = {name: index for index, name in enumerate(entries.sheets)}
        raise BadTables(sorted(set(faults), key=lambda one: (order.get(one.sheet, -1), one.row, one.column)))
    return tree(entries.file, {})


def _raw(path: Path, progress: Progress) -> list[RawTable]:
    try:
        return _opened(path, progress)
    except OSError as error:
        raise BadTables([Fault(sheet=path.name, reason=f"cannot be read: {error.strerror or error}")]) from error


def _opened(path: Path, progress: Progress) -> list[RawTable]:
    if path.is_dir():
        return read_csv_folder(path, progress)
    if path.suffix.lower() in {".xls", ".csv"}:
        reason = "save it as .xlsx" if path.suffix.lower() == ".xls" else "give the folder that it lies in"
        raise BadTables([Fault(sheet=path.name, reason=reason)])
    if path.suffix.lower() == ".zip" and is_zipfile(path) and "xl/workbook.xml" not in _names(path):
        return read_csv_zip(path, progress)
    from sheets.workbooks import read_xlsx  # noqa: PLC0415 - openpyxl takes a third of a second: only who needs it

    return read_xlsx(path, progress)


def _names(path: Path) -> Sequence[str]:
    with ZipFile(path) as archive:
        return archive.namelist()


def _complained(entries: Entries) -> Iterator[Fault]:
    for complaint in complaints(entries.file, {}):
        if not entries.follows_from_another(complaint):
            yield entries.fault(complaint)


def _taken(entries: Entries, records: Records) -> Iterator[Fault]:
    """Name what the records say against: a login of somebody else, a resident who was erased."""
    logins: Mapping[str, str] = {one.login: one.id for one in entries.file.people if one.login}
    taken = records.neighbourhood.logins(list(logins))
    for index, person in enumerate(entries.file.people):
        if person.login and taken.get(person.login, person.id) != person.id:
            reason = f"{person.login!r} is the login of {taken[person.login]!r}"
            yield entries.fault(Complaint(("people", index, "login"), reason))
    erased = records.neighbourhood.erased([one.id for one in entries.file.residents])
    for index, resident in enumerate(entries.file.residents):
        if resident.id in erased:
            reason = f"{resident.id!r} was erased and does not come back"
            yield entries.fault(Complaint(("residents", index, "id"), reason))
