"""Alerts with their moves, the outbox, findings, accounts, services."""

import sqlalchemy as sa
from alembic import op

from store.migrations.ddl import WORD, index, key, may, need, points

revision: str = "0002"
down_revision: str | None = "0001"

TABLES = (
    "alerts",
    "moves",
    "outbox",
    "quarantine",
    "quarantine_counts",
    "unclaimed",
    "sessions",
    "api_keys",
    "looks",
    "service_facts",
    "counters",
)


def upgrade() -> None:
    alerts()
    outbox()
    findings()
    accounts()
    services()
    counters = sa.table("counters", sa.column("name"), sa.column("value"))
    names = ("revision", "moves", "quarantine", "probe")
    op.bulk_insert(counters, [{"name": name, "value": 0} for name in names])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def alerts() -> None:
    op.create_table(
        "alerts",
        *need(sa.Text, "id", "resident", "rule", "site", "device", "metric", "limit_source", "note"),
        *need(sa.Integer, "rule_version", "version", "step"),
        *need(sa.SmallInteger, "severity"),
        *need(WORD, "state"),
        *need(sa.BigInteger, "started_at", "observed_at"),
        *need(sa.Boolean, "technical", "latching", "late"),
        *may(sa.Float, "value", "worst", "limit"),
        *may(
            sa.BigInteger,
            "fired_at",
            "held_since",
            "held_at",
            "clear_since",
            "due_at",
            "acknowledged_at",
            "reminded_at",
            "resolved_at",
            "ended_at",
        ),
        *may(sa.Text, "acknowledged_by", "resolved_by"),
        *may(WORD, "disposition"),
        key("alerts", "id"),
    )
    index("alerts", "due_at", name="ix_alerts_due", where="due_at IS NOT NULL")
    index("alerts", "resident", "rule", name="ix_alerts_open", unique=True, where="state != 'resolved'")
    index("alerts", "resident", "rule", "started_at", name="ix_alerts_resident")
    index("alerts", "started_at")
    op.create_table(
        "moves",
        *need(sa.Text, "alert", "by", "note"),
        *need(sa.Integer, "n", "step"),
        *need(sa.BigInteger, "number", "at"),
        *need(WORD, "kind"),
        *need(sa.SmallInteger, "severity"),
        *may(sa.BigInteger, "observed_at"),
        *may(sa.Float, "value", "limit"),
        *may(WORD, "disposition"),
        sa.UniqueConstraint("number", name="uq_moves_number"),
        points("moves", "alert", "alerts.id"),
        key("moves", "alert", "n"),
    )


def outbox() -> None:
    op.create_table(
        "outbox",
        *need(sa.Text, "id", "person", "channel", "worker", "error"),
        *need(sa.Integer, "move", "attempts"),
        *need(WORD, "reason", "state"),
        *need(sa.BigInteger, "created_at", "next_attempt_at"),
        *may(sa.Text, "alert"),
        *may(sa.BigInteger, "ended_at"),
        key("outbox", "id"),
    )
    index("outbox", "alert")
    index("outbox", "state")
    index("outbox", "next_attempt_at", name="ix_outbox_waiting", where="state = 'waiting'")


def findings() -> None:
    op.create_table(
        "quarantine",
        *need(sa.BigInteger, "number", "received_at"),
        *need(sa.Text, "topic", "reason", "detail"),
        *need(sa.LargeBinary, "payload"),
        *may(sa.Text, "device"),
        key("quarantine", "number"),
    )
    op.create_table(
        "quarantine_counts",
        *need(sa.Text, "reason"),
        *need(sa.BigInteger, "count"),
        key("quarantine_counts", "reason"),
    )
    op.create_table(
        "unclaimed",
        *need(sa.Text, "device", "site", "topic"),
        *need(sa.LargeBinary, "payload"),
        *need(sa.BigInteger, "first_seen_at", "last_seen_at", "count"),
        key("unclaimed", "device"),
    )
    index("unclaimed", "last_seen_at")


def accounts() -> None:
    op.create_table(
        "sessions",
        *need(sa.Text, "token_hash", "person"),
        *need(sa.BigInteger, "created_at", "expires_at"),
        points("sessions", "person", "people.id"),
        key("sessions", "token_hash"),
    )
    index("sessions", "expires_at")
    index("sessions", "person")
    op.create_table(
        "api_keys",
        *need(sa.Text, "prefix", "key_hash", "name", "person"),
        *need(sa.JSON, "scopes"),
        *need(sa.BigInteger, "created_at"),
        *may(sa.BigInteger, "expires_at", "revoked_at"),
        points("api_keys", "person", "people.id"),
        key("api_keys", "prefix"),
    )
    index("api_keys", "person")
    op.create_table(
        "looks",
        sa.Column("id", sa.Integer, nullable=False),
        *need(sa.BigInteger, "at"),
        *need(sa.Text, "person", "subject"),
        *need(WORD, "deed"),
        *need(sa.Boolean, "allowed"),
        key("looks", "id"),
    )
    index("looks", "subject", "at", name="ix_looks_subject")


def services() -> None:
    op.create_table(
        "service_facts",
        *need(sa.Text, "name"),
        *need(sa.JSON, "facts"),
        *need(sa.BigInteger, "told_at"),
        key("service_facts", "name"),
    )
    op.create_table(
        "counters",
        *need(sa.Text, "name"),
        *need(sa.BigInteger, "value"),
        key("counters", "name"),
    )
