"""Bringing tables in over HTTP, all or nothing, and taking them out: within what the asker keeps."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import BinaryIO

from api.access import Asker
from api.import_checks import DEEDS, ImportChecks
from api.import_rights import Rights
from api.problems import BAD_SHEETS, IMPORTING, INVALID, Problem
from domain.errors import BadInput
from domain.subjects import area_subject
from domain.trail_words import device_subject
from sheets.complaints import Complaint
from sheets.entries import Entries
from sheets.naming import named_in
from sheets.neighbourhood import NeighbourhoodFile
from sheets.raw import BadTables, Bounds, Fault
from sheets.reading import checked, entries_in
from store.records.audit import Entry
from store.records.neighbourhood import Loaded
from store.records.relocating import household_subject
from store.records.standing import Standing

LARGEST_UPLOAD = 16 << 20
"""Bytes: 5,000 residents with 15,000 devices have 0.6 MiB as a workbook."""
_BOUNDS = Bounds(packed=LARGEST_UPLOAD, unpacked=128 << 20)
_MOST_TOLD = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What came of an import: the rows of each table, and what was or would be changed."""

    rows: dict[str, int]
    loaded: Loaded


def bring_in(asker: Asker, content: BinaryIO, name: str, *, rehearse: bool) -> Brought:
    """Read tables and load them. The 422 problem names every wrong cell; nothing is changed then.

    One at a time: each needs memory, and the records' lock for seconds.
    """
    if not asker.parts.importing.acquire(blocking=False):
        raise Problem(IMPORTING, headers={"Retry-After": "10"})
    try:
        entries = entries_in(content, name, lambda _what, _rows: None, _BOUNDS)
        return Brought(rows=_rows(entries), loaded=_load(asker, entries, rehearse=rehearse))
    except BadTables as error:
        raise _problem(error) from error
    finally:
        asker.parts.importing.release()


def _load(asker: Asker, entries: Entries, *, rehearse: bool) -> Loaded:
    foreign: list[Entry] = []
    records, by = asker.parts.records, asker.principal.person

    def narrow(file: NeighbourhoodFile, standing: Standing) -> tuple[Standing, list[Complaint]]:
        rights = Rights(asker.principal, standing, asker.now)
        theirs = rights.theirs()
        foreign.extend(_refused(asker, standing, theirs, entries.file))
        return theirs, list(ImportChecks(file, rights).complaints())

    try:
        return records.neighbourhood.load_named(
            named_in(entries.file),
            lambda standing: checked(entries, standing, narrow, by),
            asker.now,
            rehearse=rehearse,
            by=by,
        )
    except BadTables:
        records.audit.put(foreign)
        raise
    except BadInput as error:  # its words may name what is not the asker's
        detail = "the tables do not fit what is on record: a time in which a device was another's, or a site in use"
        raise Problem(INVALID, detail=detail) from error


def _refused(asker: Asker, standing: Standing, theirs: Standing, file: NeighbourhoodFile) -> list[Entry]:
    """Give the trail's rows of what the file named and the asker may not: there shall be no looking about by files."""
    named = named_in(file)
    areas = {one.id for one in file.areas} | {one.parent for one in file.areas if one.parent}
    areas |= {one.area for one in file.posts} | {area for one in file.people for area in (*one.areas, *one.deputy_for)}
    known: tuple[tuple[str, Callable[[str], str], Collection[str]], ...] = (
        ("areas", area_subject, areas & standing.areas.keys() - theirs.areas.keys()),
        ("households", household_subject, named.households & standing.households.keys() - theirs.households.keys()),
        ("residents", str, named.residents & standing.residents.keys() - theirs.residents.keys()),
        ("people", str, named.people & standing.people.keys() - theirs.people.keys()),
        ("devices", device_subject, named.devices & standing.devices.keys() - theirs.devices.keys()),
    )
    return [
        asker.entry(DEEDS[section], subject(one), "import", allowed=False)
        for section, subject, ids in known
        for one in sorted(ids)
    ]


def _rows(entries: Entries) -> dict[str, int]:
    return {section: len(getattr(entries.file, section)) for section in DEEDS if section in entries.columns}


def _problem(error: BadTables) -> Problem:
    told = error.faults[:_MOST_TOLD]
    more = f"; the first {_MOST_TOLD} are told" if len(error.faults) > _MOST_TOLD else ""
    detail = f"{len(error.faults)} faults{more}; nothing was changed"
    return Problem(BAD_SHEETS, detail=detail, errors=[_told(one) for one in told])


def _told(fault: Fault) -> dict[str, str]:
    field = f"{fault.sheet}:{fault.row}:{fault.column}"
    place = {"sheet": fault.sheet, "row": str(fault.row), "column": fault.column, "value": fault.value}
    return {"field": field, "reason": fault.reason, "kind": "sheet", **place}
