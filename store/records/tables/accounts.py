"""Sessions, API keys, identities elsewhere, the trail of who saw and did what, answers kept for a repeated request.

Secrets rest as SHA-256 only.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table

from domain.access import Deed
from store.records.tables.columns import METADATA, Bytes, Id, Json, Long, Moment, Name, Prose, Word

sessions = Table(
    "sessions",
    METADATA,
    Column("token_hash", Name, primary_key=True),
    Column("person", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("seen_at", Moment),
    Column("agent", Prose, nullable=False, default=""),
    Column("address", Name, nullable=False, default=""),
    Column("way", Name, nullable=False, default="password"),
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
    Column("made_by", Id, nullable=False, default=""),
    Column("used_at", Moment),
)

identities = Table(
    "identities",
    METADATA,
    Column("issuer", Name, primary_key=True),
    Column("subject", Name, primary_key=True),
    Column("person", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment),
)

audit = Table(
    "audit",
    METADATA,
    Column("n", Long, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("person", Id, nullable=False),
    Column("deed", Word(Deed), nullable=False),
    Column("subject", Id, nullable=False),
    Column("allowed", Boolean, nullable=False),
    Column("detail", Prose, nullable=False),
    Column("hash", Name, nullable=False),
)
Index("ix_audit_subject", audit.c.subject, audit.c.n)
Index("ix_audit_person", audit.c.person, audit.c.n)

answers = Table(
    "answers",
    METADATA,
    Column("person", Id, primary_key=True),
    Column("key", Name, primary_key=True),
    Column("request_hash", Name, nullable=False),
    Column("status", Integer),
    Column("body", Bytes),
    Column("at", Moment, nullable=False, index=True),
)
