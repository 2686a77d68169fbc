"""Rows of tables into entries: each good one is kept with its place, each bad cell becomes a fault with its reason."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sheets.cells import BadCell, Cell, plain, read
from sheets.complaints import Complaint
from sheets.device_entries import DeviceEntry
from sheets.headers import Table, tables_of
from sheets.neighbourhood import (
    AreaEntry,
    HouseholdEntry,
    NeighbourhoodFile,
    PersonEntry,
    PostEntry,
    RelativeEntry,
    ResidentEntry,
)
from sheets.raw import Fault, RawTable, shown
from sheets.shape import CONSENT_KEYS, SHEETS, Column
from sheets.tree import DEFAULT_ZONE
from sheets.words import Entry

_ENTRIES: Mapping[str, type[Entry]] = {
    "areas": AreaEntry,
    "households": HouseholdEntry,
    "residents": ResidentEntry,
    "people": PersonEntry,
    "posts": PostEntry,
    "relatives": RelativeEntry,
    "devices": DeviceEntry,
}
_SECTIONS = {
    "area": "areas",
    "building": "areas",
    "site": "areas",
    "household": "households",
    "resident": "residents",
    "person": "people",
}
_MISSED = re.compile(r"there is no (\w+) '(.*)'")
_NO_SLUG = "must be small letters, digits, - and _, and begin with a letter or a digit"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    table: Table
    row: int
    cells: Sequence[Cell]


@dataclass(slots=True, kw_only=True)
class Entries:
    """The entries that are sound in themselves, what is wrong with the others, and where everything stands."""

    file: NeighbourhoodFile = field(default_factory=lambda: NeighbourhoodFile(version=1))
    faults: list[Fault] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    places: dict[str, list[_Place]] = field(default_factory=lambda: defaultdict(list))
    posted: frozenset[str] = frozenset()
    """Whose posts the tables say: only theirs are complete."""
    broken: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unreadable: set[str] = field(default_factory=set)
    columns: dict[str, frozenset[str]] = field(default_factory=dict)
    """Which columns a section's table has."""

    def fault(self, complaint: Complaint) -> Fault:
        """Say a complaint about an entry by its sheet, row and column."""
        section, index, *rest = complaint.path
        key = next((str(one) for one in reversed(rest) if isinstance(one, str)), "")
        return _fault(self.places[str(section)][int(index)], key, complaint.reason)

    def follows_from_another(self, complaint: Complaint) -> bool:
        """Whether it only misses an entry that is there and was set aside for a fault of its own."""
        missed = _MISSED.fullmatch(complaint.reason)
        if missed is None:
            return False
        section = _SECTIONS[missed[1]]
        return section in self.unreadable or missed[2] in self.broken[section]


def entries_of(raw: Sequence[RawTable]) -> Entries:
    """Read the rows of all tables."""
    found = Entries()
    tables = {one.sheet.section: one for one in tables_of(raw, found.faults, found.unreadable)}
    found.sheets = [one.name for one in raw]
    found.columns = {section: frozenset(table.at) for section, table in tables.items()}
    zone = _zone(tables.get("areas"))
    sections = {
        sheet.section: list(_read(tables[sheet.section], found, zone)) for sheet in SHEETS if sheet.section in tables
    }
    for section, rows in sections.items():
        found.places[section] = [place for place, _ in rows]
    entries: dict[str, Any] = {section: tuple(entry for _, entry in rows) for section, rows in sections.items()}
    found.file = NeighbourhoodFile.model_construct(version=1, **entries)
    found.posted = _posted(found.file, tables.get("people"))
    return found


def _posted(file: NeighbourhoodFile, people: Table | None) -> frozenset[str]:
    """Tell whose posts the tables say: of who has a row among the posts, or whose own row has columns for them."""
    has_columns = people is not None and not {"areas", "deputy_for"}.isdisjoint(people.at)
    return frozenset({one.person for one in file.posts} | {one.id for one in file.people if has_columns})


def _zone(areas: Table | None) -> ZoneInfo:
    """Give the zone of the dates: the first that the areas name."""
    if areas is not None and "timezone" in areas.at:
        for _, cells in areas.rows:
            try:
                return ZoneInfo(plain(areas.cell(cells, "timezone")) or "-")
            except (KeyError, OSError, ValueError):  # an unknown one is complained of where the entry is read
                continue
    return ZoneInfo(DEFAULT_ZONE)


def _read(table: Table, found: Entries, zone: ZoneInfo) -> Iterator[tuple[_Place, Entry]]:
    for row, cells in table.rows:
        place = _Place(table=table, row=row, cells=cells)
        before = len(found.faults)
        values = _values(place, found, zone)
        entry = _entry(place, values, found) if len(found.faults) == before else None
        if entry is not None:
            yield place, entry
        else:
            found.broken[table.sheet.section] |= {shown(values[key]) for key in ("id", "site") if values.get(key)}


def _values(place: _Place, found: Entries, zone: ZoneInfo) -> dict[str, object]:
    values: dict[str, object] = {}
    for column in place.table.sheet.columns:
        if column.key not in place.table.at:
            continue
        try:
            value = read(column, place.table.cell(place.cells, column.key), zone)
        except BadCell as error:
            found.faults.append(_fault(place, column.key, str(error)))
            continue
        if value is not None:
            values[column.key] = value
        elif column.needed:
            found.faults.append(_fault(place, column.key, "is missing"))
    return values


def _entry(place: _Place, values: dict[str, object], found: Entries) -> Entry | None:
    section = place.table.sheet.section
    try:
        return _ENTRIES[section].model_validate(_nested(values) if section == "relatives" else values)
    except ValidationError as error:
        found.faults += [_wrong(place, one) for one in error.errors(include_url=False)]
        return None


def _nested(values: Mapping[str, object]) -> dict[str, object]:
    """Put what is said of a consent together, as the entry has it."""
    consent = {key.removeprefix("consent_"): values[key] for key in CONSENT_KEYS if key in values}
    relation = {key: value for key, value in values.items() if key not in CONSENT_KEYS}
    return relation | ({"consent": consent} if consent else {})


def _wrong(place: _Place, one: ErrorDetails) -> Fault:
    keys = [str(step) for step in one["loc"] if isinstance(step, str) and step != "consent"]
    key = "consent_id" if one["loc"] == ("consent", "id") else (keys[0] if keys else "")
    column = next((column for column in place.table.sheet.columns if column.key == key), None)
    return _fault(place, key, _reason(one, column))


def _reason(one: ErrorDetails, column: Column | None) -> str:
    if one["type"] == "missing":
        return "is missing"
    if column is not None and column.words:
        return f"is none of {', '.join(column.offers('zh-CN'))}"
    if one["type"] == "string_pattern_mismatch":
        return _NO_SLUG if column is not None and column.way in {"id", "ids"} else "holds characters that cannot stand"
    return one["msg"].removeprefix("Value error, ")


def _fault(place: _Place, key: str, reason: str) -> Fault:
    table = place.table
    return Fault(
        sheet=table.name,
        row=place.row,
        column=table.header(key),
        value=shown(table.cell(place.cells, key)) if key in table.at else "",
        reason=reason,
    )
