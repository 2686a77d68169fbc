"""What the running services say of themselves, the counters that put writes in order, and the keys they share."""

from sqlalchemy import Column, Table

from store.records.tables.columns import METADATA, Bytes, Json, Long, Moment, Name

service_facts = Table(
    "service_facts",
    METADATA,
    Column("name", Name, primary_key=True),
    Column("facts", Json, nullable=False),
    Column("told_at", Moment, nullable=False),
)

counters = Table(
    "counters",
    METADATA,
    Column("name", Name, primary_key=True),
    Column("value", Long, nullable=False),
)

secrets = Table(
    "secrets",
    METADATA,
    Column("name", Name, primary_key=True),
    Column("value", Bytes, nullable=False),
)
