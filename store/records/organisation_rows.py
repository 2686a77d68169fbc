"""What is done with the row of one entry: it is looked up, changed, and what changed goes into the trail."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Table, update

from domain.errors import NotFound, Refused
from store.records.audit import Entry, record
from store.records.rows import as_row, fetched, is_there, selected

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Kind = TypeVar("Kind", bound="DataclassInstance")


def existing(connection: Connection, table: Table, kind: type[Kind], key: str) -> Kind | None:
    """Give one entry; None where it is not there."""
    found = fetched(connection, selected(table, kind).where(table.c.id == key), kind)
    return found[0] if found else None


def one(connection: Connection, table: Table, kind: type[Kind], key: str) -> Kind:
    """Give one entry; NotFound where it is not there."""
    found = existing(connection, table, kind, key)
    if found is None:
        raise NotFound(f"no {kind.__name__.lower()} {key!r}")
    return found


def keep_id(connection: Connection, table: Table, key: str) -> None:
    """Raise Refused where a new entry would have another one's id."""
    if is_there(connection, table, key):
        raise Refused(f"the id {key!r} is taken")


def edited(
    connection: Connection, table: Table, kind: type[Kind], key: str, edit: Callable[[Kind], Kind]
) -> tuple[Kind, Kind]:
    """Give an entry as it stands, and as it shall be; an edit never changes the id."""
    before = one(connection, table, kind, key)
    return before, replace(edit(before), id=key)


def save(
    connection: Connection,
    table: Table,
    ends: tuple["DataclassInstance", "DataclassInstance"],
    entry: Entry,
    extra: Mapping[str, Any] | None = None,
) -> frozenset[str]:
    """Put the second in the place of the first, and give which fields changed; nothing is written where none did.

    The trail says which fields, never what was in them.
    """
    was, row = map(as_row, ends)
    changed = frozenset(name for name in row if row[name] != was[name])
    if changed:
        connection.execute(update(table).where(table.c.id == row["id"]).values(**row | dict(extra or {})))
        record(connection, [replace(entry, detail=" ".join(filter(None, [entry.detail, *sorted(changed)])))])
    return changed
