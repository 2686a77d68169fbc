"""Other systems that are told by HTTP, and what was or is to be sent to them."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, literal_column

from domain.notifications import DeliveryState
from store.records.tables.columns import METADATA, Bytes, Id, Json, Long, Moment, Name, Prose, Word

webhooks = Table(
    "webhooks",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("area", Id, ForeignKey("areas.id"), nullable=False, index=True),
    Column("name", Prose, nullable=False),
    Column("url", Prose, nullable=False),
    Column("kinds", Json, nullable=False),
    Column("secret", Name, nullable=False),
    Column("old_secret", Name),
    Column("old_until", Moment),
    Column("enabled", Boolean, nullable=False),
    Column("disabled_why", Prose, nullable=False, default=""),
    Column("disabled_at", Moment),
    Column("made_by", Id, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("after", Long, nullable=False),
    Column("after_trail", Long),
    Column("removed_at", Moment),
)

webhook_messages = Table(
    "webhook_messages",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("webhook", Id, ForeignKey("webhooks.id"), nullable=False),
    Column("event", Id, nullable=False),
    Column("kind", Name, nullable=False),
    Column("subject", Id, nullable=False, index=True),
    Column("body", Bytes, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("state", Word(DeliveryState), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("status", Integer),
    Column("error", Prose, nullable=False, default=""),
)
_WAITS = webhook_messages.c.state == literal_column("'waiting'")
Index("ix_webhook_messages_webhook", webhook_messages.c.webhook, webhook_messages.c.created_at)
Index(
    "ix_webhook_messages_waiting",
    webhook_messages.c.next_attempt_at,
    sqlite_where=_WAITS,
    postgresql_where=_WAITS,
)
