"""Rules by version, and what was changed of them for one resident."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table

from store.records.tables.columns import METADATA, Id, Json, Long, Moment, Number, Prose, Span

rules = Table(
    "rules",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", Json, nullable=False),
    Column("set_by", Id, nullable=False),
    Column("set_at", Moment, nullable=False),
)

overrides = Table(
    "overrides",
    METADATA,
    Column("resident", Id, ForeignKey("residents.id"), primary_key=True),
    Column("rule", Id, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("set_by", Id, nullable=False),
    Column("reason", Prose, nullable=False),
    Column("warning", Number),
    Column("critical", Number),
    Column("hold", Span),
    Column("enabled", Boolean),
    Column("until", Moment),
    Column("set_at", Moment, nullable=False),
    Column("superseded_at", Moment),
    Column("revision", Long, nullable=False, index=True),
)
IS_CURRENT = overrides.c.superseded_at.is_(None)
Index(
    "ix_overrides_current",
    overrides.c.resident,
    overrides.c.rule,
    unique=True,
    sqlite_where=IS_CURRENT,
    postgresql_where=IS_CURRENT,
)
