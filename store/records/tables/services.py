"""What the running services say of themselves, and the counters that put writes in order."""

from sqlalchemy import Column, Table

from store.records.tables.columns import METADATA, Json, Long, Moment, Name

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
