"""Sessions, API keys, and who looked at whom. Secrets rest as SHA-256 only."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table

from domain.access import Deed
from store.records.tables.columns import METADATA, Id, Json, Moment, Name, Word

sessions = Table(
    "sessions",
    METADATA,
    Column("token_hash", Name, primary_key=True),
    Column("person", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)

api_keys = Table(
    "api_keys",
    METADATA,
    Column("prefix", Name, primary_key=True),
    Column("key_hash", Name, nullable=False),
    Column("name", Name, nullable=False),
    Column("person", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("scopes", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
)

looks = Table(
    "looks",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("person", Id, nullable=False),
    Column("deed", Word(Deed), nullable=False),
    Column("subject", Id, nullable=False),
    Column("allowed", Boolean, nullable=False),
)
Index("ix_looks_subject", looks.c.subject, looks.c.at)
