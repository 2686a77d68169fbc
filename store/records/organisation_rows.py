"""Small pieces of what `organisation` and `persons` do with rows."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, Table, select

from domain.errors import BadInput, NotFound
from store.records.rows import fetched, selected

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


def need(connection: Connection, table: Table, key: str) -> None:
    """Raise BadInput where another entry is named that is not there."""
    if connection.execute(select(table.c.id).where(table.c.id == key)).first() is None:
        raise BadInput(f"there is no {table.name.removesuffix('s')} {key!r}")


def wording(detail: str, changed: Iterable[str]) -> str:
    """Give what the trail says of a change: which fields, never what was in them."""
    return " ".join([*([detail] if detail else []), *sorted(changed)])
