"""Short words for what the migrations write: columns that must or may hold a value, keys, references, indexes."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

WORD = sa.String(32)
_Type = sa.types.TypeEngine[Any] | type[sa.types.TypeEngine[Any]]


def need(kind: _Type, *names: str) -> Iterator[sa.Column[Any]]:
    """Give columns that always hold a value."""
    return (sa.Column(name, kind, nullable=False, autoincrement=False) for name in names)


def may(kind: _Type, *names: str) -> Iterator[sa.Column[Any]]:
    """Give columns that may be empty."""
    return (sa.Column(name, kind) for name in names)


def filled(name: str, kind: _Type, value: Any) -> sa.Column[Any]:
    """Give a column that always holds a value, and what it holds in the rows that are there."""
    return sa.Column(name, kind, nullable=False, server_default=value)


def key(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    """Give the primary key."""
    return sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")


def points(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """Give a foreign key."""
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")


def index(table: str, *columns: str, name: str | None = None, unique: bool = False, where: str | None = None) -> None:
    """Make an index, perhaps unique, perhaps of some rows only."""
    only = sa.text(where) if where else None
    name = name or f"ix_{table}_{'_'.join(columns)}"
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=only, postgresql_where=only)
