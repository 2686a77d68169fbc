"""What could not be taken: bounded, for a person to look at."""

from sqlalchemy import Column, Table

from store.records.tables.columns import METADATA, Bytes, Id, Long, Moment, Name, Prose

quarantine = Table(
    "quarantine",
    METADATA,
    Column("number", Long, primary_key=True, autoincrement=False),
    Column("device", Prose),
    Column("topic", Prose, nullable=False),
    Column("reason", Name, nullable=False),
    Column("detail", Prose, nullable=False),
    Column("payload", Bytes, nullable=False),
    Column("received_at", Moment, nullable=False),
)

quarantine_counts = Table(
    "quarantine_counts",
    METADATA,
    Column("reason", Name, primary_key=True),
    Column("count", Long, nullable=False),
)

unclaimed = Table(
    "unclaimed",
    METADATA,
    Column("device", Id, primary_key=True),
    Column("site", Id, nullable=False),
    Column("topic", Prose, nullable=False),
    Column("payload", Bytes, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False, index=True),
    Column("count", Long, nullable=False),
)
