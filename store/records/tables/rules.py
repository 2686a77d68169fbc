"""Rules by version, what was changed of them for a resident or an area, and the escalation policies."""

from sqlalchemy import Boolean, Column, Index, Integer, Table

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

policies = Table(
    "policies",
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
    Column("subject", Id, primary_key=True),
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
    overrides.c.subject,
    overrides.c.rule,
    unique=True,
    sqlite_where=IS_CURRENT,
    postgresql_where=IS_CURRENT,
)
