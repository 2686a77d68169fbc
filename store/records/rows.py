"""Rows to the domain's frozen dataclasses and back: a table's columns bear the names of the fields."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Column, Connection, RowMapping, Select, Table, select

from domain.errors import BanisterError, NotFound

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Kind = TypeVar("Kind", bound="DataclassInstance")
Thing = TypeVar("Thing")

_A_BATCH = 5_000


@cache
def field_names(kind: type["DataclassInstance"]) -> tuple[str, ...]:
    """Give the names of a dataclass's fields, in order."""
    return tuple(field.name for field in fields(kind))


def columns(table: Table, kind: type["DataclassInstance"]) -> list[Column[Any]]:
    """Give the table's columns that make up `kind`."""
    return [table.c[name] for name in field_names(kind)]


def selected(table: Table, kind: type["DataclassInstance"]) -> Select[*tuple[Any, ...]]:
    """Begin a SELECT of all that `kind` needs."""
    return select(*columns(table, kind))


def built(row: Mapping[Any, Any] | RowMapping, table: Table, kind: type[Kind]) -> Kind:
    """Make one `kind` of a row that holds the table's columns, perhaps among others."""
    return kind(**{name: row[table.c[name]] for name in field_names(kind)})


def fetched(
    connection: Connection, statement: Select[*tuple[Any, ...]], kind: type[Kind], **parameters: object
) -> list[Kind]:
    """Run a SELECT begun by `selected` and make all its rows."""
    found = connection.execute(statement, parameters)
    names = tuple(found.keys())
    return [kind(**dict(zip(names, row, strict=True))) for row in found]


def is_there(connection: Connection, table: Table, this: str) -> bool:
    """Whether there is a row of this id."""
    return connection.execute(select(table.c.id).where(table.c.id == this)).first() is not None


def need(connection: Connection, table: Table, this: str, missing: type[BanisterError] = NotFound) -> None:
    """Raise `missing` where there is no row of this id: BadInput where something else names it."""
    if not is_there(connection, table, this):
        kind = "person" if table.name == "people" else table.name.removesuffix("s")
        raise missing(f"no {kind} {this!r}")


def as_row(thing: "DataclassInstance") -> dict[str, Any]:
    """Give a dataclass's fields as they go into its table (not deeply: the values are columns)."""
    return {name: getattr(thing, name) for name in field_names(type(thing))}


def batches(things: Collection[Thing] | Sequence[Thing]) -> Iterator[list[Thing]]:
    """Cut into pieces that fit into one statement's parameters."""
    rest = iter(things)
    while piece := list(islice(rest, _A_BATCH)):
        yield piece
