"""Brings rows of a table to what they should be, and counts what that took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, tuple_, update

from store.records.rows import batches

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts of rows. `changed_keys` are kept by table."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    changed_keys: dict[str, list[Key]] = field(default_factory=dict)


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
    tally.added += len(fresh)
    tally.changed += len(different)
    tally.unchanged += len(known) - len(different)
    tally.changed_keys.setdefault(table.name, []).extend(_key(table, row) for row in different)
    return fresh, different


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
