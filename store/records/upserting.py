"""Brings rows of a table to what they should be, and counts what that took."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, tuple_, update

from store.records.rows import batches

Row = dict[str, Any]
Key = tuple[Any, ...]
_UNTOLD = frozenset({"pinyin"})
"""What follows from another field, and is no change of its own."""


@dataclass(slots=True, kw_only=True)
class Counts:
    """How many rows of a kind came to be, were changed, and stood so already."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts by kind of row, and what the trail says of each change: its kind, whose it is, and which fields.

    altered  rows by table, as they were and as they are
    """

    counts: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    deeds: list[tuple[str, str, str]] = field(default_factory=list)
    altered: dict[str, list[tuple[Row, Row]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, whose: str, what: str = "added") -> None:
        """Count a row that came to be."""
        self.counts[kind].added += 1
        self.deeds.append((kind, whose, what))

    def change(self, kind: str, whose: str, what: str) -> None:
        """Count a row that was changed."""
        self.counts[kind].changed += 1
        self.deeds.append((kind, whose, what))

    def leave(self, kind: str, how_many: int = 1) -> None:
        """Count rows that stood so already."""
        self.counts[kind].unchanged += how_many


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Row],
    tally: Tally,
    *,
    unsaid: Mapping[str, Any] = MappingProxyType({}),
    **stamp: Any,
) -> None:
    """Insert the rows that are new and update those that differ, by primary key; these also get `stamp`.

    Where a row holds what is `unsaid` (by column), that column of a row that is there stays as it is.
    """
    for some in batches(rows):
        fresh, different = _sorted_out(connection, table, some, tally, unsaid)
        if fresh:
            connection.execute(insert(table), [row | stamp for row in fresh])
        if different:
            _update(connection, table, [row | stamp for row in different])


def new_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> list[Row]:
    """Give those of the rows that are not there yet, by primary key."""
    found: list[Row] = []
    for some in batches(rows):
        there = _there(connection, table, some)
        found += [row for row in some if _key(table, row) not in there]
    return found


def _sorted_out(
    connection: Connection, table: Table, rows: list[Row], tally: Tally, unsaid: Mapping[str, Any]
) -> tuple[list[Row], list[Row]]:
    there = _there(connection, table, rows)
    fresh = [row for row in rows if _key(table, row) not in there]
    known = [_said(row, there[_key(table, row)], unsaid) for row in rows if _key(table, row) in there]
    different = [row for row in known if _differs(row, there[_key(table, row)])]
    for row in fresh:
        tally.add(table.name, _whose(table, row))
    for row in different:
        before = there[_key(table, row)]
        tally.altered[table.name].append((dict(before), row))
        fields = sorted(name for name, value in row.items() if before[name] != value and name not in _UNTOLD)
        tally.change(table.name, _whose(table, row), " ".join(fields))
    tally.leave(table.name, len(known) - len(different))
    return fresh, different


def _whose(table: Table, row: Row) -> str:
    """Give the first part of a row's key: of a relation whose relative it is."""
    return str(row["resident"] if table.name == "relations" else _key(table, row)[0])


def _there(connection: Connection, table: Table, rows: list[Row]) -> dict[Key, Mapping[str, Any]]:
    key = list(table.primary_key.columns)
    keys = [_key(table, row) for row in rows]
    match = key[0].in_([one for (one,) in keys]) if len(key) == 1 else tuple_(*key).in_(keys)
    found = connection.execute(select(table).where(match)).mappings()
    return {tuple(row[column] for column in key): dict(row) for row in found}


def _key(table: Table, row: Row) -> Key:
    return tuple(row[column.name] for column in table.primary_key.columns)


def _said(row: Row, found: Mapping[str, Any], unsaid: Mapping[str, Any]) -> Row:
    return row | {name: found[name] for name, nothing in unsaid.items() if row[name] == nothing}


def _differs(wanted: Row, found: Mapping[str, Any]) -> bool:
    return any(found[name] != value for name, value in wanted.items())


def _update(connection: Connection, table: Table, rows: list[Row]) -> None:
    key = list(table.primary_key.columns)
    this = [column == bindparam(f"this_{column.name}", type_=column.type) for column in key]
    named = [row | {f"this_{column.name}": row[column.name] for column in key} for row in rows]
    connection.execute(update(table).where(*this), named)
