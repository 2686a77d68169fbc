"""Consents, the audit trail in place of the looks, second factors, relocations, webhooks, answers kept for repeats."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from store.migrations.ddl import WORD, filled, index, key, may, need, points

revision: str = "0004"
down_revision: str | None = "0003"

TABLES = (
    "consents",
    "invitations",
    "audit",
    "answers",
    "webhooks",
    "webhook_messages",
    "relocations",
    "cleared_topics",
)
_ADDED = {
    "people": ("disabled_at", "totp_since", "totp_last", "totp_secret", "recovery", "must_change"),
    "residents": ("deceased_at", "erased_at", "pinyin"),
    "sessions": ("seen_at", "agent", "address", "way"),
    "relations": ("scopes",),
    "broker_users": ("mosquitto_hash", "made_at"),
}
_A_BATCH = 1_000
_CARRIED = "before-consents"
_EVERYTHING = "activity,alerts,devices,vital_signs"


def upgrade() -> None:
    added()
    consents()
    trail()
    answers()
    webhooks()
    others()


def downgrade() -> None:
    """Give back the looks; their numbers make the same trail again. What has no place in 0003 is lost."""
    op.create_table(
        "looks",
        sa.Column("id", sa.Integer, nullable=False),
        *need(sa.BigInteger, "at"),
        *need(sa.Text, "person"),
        *need(WORD, "deed"),
        *need(sa.Text, "subject"),
        *need(sa.Boolean, "allowed"),
        key("looks", "id"),
    )
    index("looks", "subject", "at", name="ix_looks_subject")
    op.execute(
        "INSERT INTO looks (at, person, deed, subject, allowed)"
        " SELECT at, person, deed, subject, allowed FROM audit ORDER BY n"
    )
    op.execute("DELETE FROM counters WHERE name = 'audit'")
    for table in reversed(TABLES):
        op.drop_table(table)
    for table, names in _ADDED.items():
        for name in names:
            op.drop_column(table, name)


def added() -> None:
    for column in may(sa.BigInteger, "disabled_at", "totp_since", "totp_last"):
        op.add_column("people", column)
    for column in (*may(sa.Text, "totp_secret"), *may(sa.JSON, "recovery")):
        op.add_column("people", column)
    op.add_column("people", filled("must_change", sa.Boolean, sa.false()))
    for column in may(sa.BigInteger, "deceased_at", "erased_at"):
        op.add_column("residents", column)
    op.add_column("residents", filled("pinyin", sa.Text, ""))
    op.add_column("sessions", next(may(sa.BigInteger, "seen_at")))
    op.add_column("sessions", filled("agent", sa.Text, ""))
    op.add_column("sessions", filled("address", sa.Text, ""))
    op.add_column("sessions", filled("way", sa.Text, "password"))
    op.add_column("relations", filled("scopes", sa.Text, ""))
    op.add_column("broker_users", filled("mosquitto_hash", sa.Text, ""))
    op.add_column("broker_users", next(may(sa.BigInteger, "made_at")))


def consents() -> None:
    """Who was a relative stays one: a daughter must not lose her mother's alerts by an upgrade. Each is on record."""
    op.create_table(
        "consents",
        *need(sa.Text, "id", "resident"),
        *may(sa.Text, "relative"),
        *need(WORD, "purpose", "how"),
        *need(sa.Text, "scopes", "signed_by", "recorded_by", "text_version"),
        *need(sa.BigInteger, "given_at"),
        *may(sa.BigInteger, "withdrawn_at"),
        *need(sa.Text, "withdrawn_by"),
        key("consents", "id"),
        points("consents", "resident", "residents.id"),
        points("consents", "relative", "people.id"),
    )
    index("consents", "resident")
    index("consents", "relative")
    _carry_over()
    op.create_table(
        "invitations",
        *need(sa.Text, "token_hash"),
        *may(sa.Text, "resident", "person"),
        *need(sa.Text, "relation", "scopes", "signed_by", "text_version", "made_by"),
        *may(WORD, "how"),
        *need(sa.BigInteger, "made_at", "expires_at"),
        *may(sa.BigInteger, "used_at"),
        *may(sa.Text, "used_by"),
        key("invitations", "token_hash"),
        points("invitations", "resident", "residents.id"),
        points("invitations", "person", "people.id"),
    )
    index("invitations", "resident")


def _carry_over() -> None:
    related = sa.table("relations", sa.column("person"), sa.column("resident"), sa.column("scopes"))
    columns = ("id", "resident", "relative", "purpose", "how", "scopes", "signed_by", "recorded_by", "text_version")
    table = sa.table("consents", *map(sa.column, (*columns, "given_at", "withdrawn_by")))
    said = ("family", "carried_over", _EVERYTHING, "", "banister", _CARRIED)
    name = sa.literal("carried-") + related.c.person + "-" + related.c.resident
    found = sa.select(name, related.c.resident, related.c.person, *map(sa.literal, said), sa.literal(0), sa.literal(""))
    op.execute(table.insert().from_select([column.name for column in table.columns], found))
    op.execute(related.update().values(scopes=_EVERYTHING))


def trail() -> None:
    audit = op.create_table(
        "audit",
        *need(sa.BigInteger, "n", "at"),
        *need(sa.Text, "person"),
        *need(WORD, "deed"),
        *need(sa.Text, "subject"),
        *need(sa.Boolean, "allowed"),
        *need(sa.Text, "detail", "hash"),
        key("audit", "n"),
    )
    index("audit", "subject", "n", name="ix_audit_subject")
    index("audit", "person", "n", name="ix_audit_person")
    last = 0
    for rows in _chained():
        op.bulk_insert(audit, rows)
        last = rows[-1]["n"]
    op.bulk_insert(sa.table("counters", sa.column("name"), sa.column("value")), [{"name": "audit", "value": last}])
    op.drop_table("looks")


def _chained() -> Iterator[list[dict[str, Any]]]:
    """Give the looks of before as rows of the trail, hashed as `store.records.audit` did when this was written."""
    looks = op.get_bind().execute(sa.text("SELECT at, person, deed, subject, allowed FROM looks ORDER BY id"))
    n, before = 0, ""
    while found := looks.fetchmany(_A_BATCH):
        rows = []
        for at, person, deed, subject, allowed in found:
            n += 1
            said = [before, n, at, person, deed, subject, bool(allowed), ""]
            before = hashlib.sha256(json.dumps(said).encode()).hexdigest()
            row = {"n": n, "at": at, "person": person, "deed": deed, "subject": subject, "allowed": bool(allowed)}
            rows.append(row | {"detail": "", "hash": before})
        yield rows


def answers() -> None:
    op.create_table(
        "answers",
        *need(sa.Text, "person", "key", "request_hash"),
        *may(sa.Integer, "status"),
        *may(sa.LargeBinary, "body"),
        *need(sa.BigInteger, "at"),
        key("answers", "person", "key"),
    )
    index("answers", "at")


def webhooks() -> None:
    op.create_table(
        "webhooks",
        *need(sa.Text, "id", "area", "name", "url"),
        *need(sa.JSON, "kinds"),
        *need(sa.Text, "secret"),
        *may(sa.Text, "old_secret"),
        *may(sa.BigInteger, "old_until"),
        *need(sa.Boolean, "enabled"),
        *need(sa.Text, "disabled_why"),
        *may(sa.BigInteger, "disabled_at"),
        *need(sa.Text, "made_by"),
        *need(sa.BigInteger, "made_at", "after"),
        *may(sa.BigInteger, "removed_at"),
        key("webhooks", "id"),
        points("webhooks", "area", "areas.id"),
    )
    index("webhooks", "area")
    op.create_table(
        "webhook_messages",
        *need(sa.Text, "id", "webhook", "event", "kind", "subject"),
        *need(sa.LargeBinary, "body"),
        *need(sa.BigInteger, "created_at"),
        *need(WORD, "state"),
        *need(sa.Integer, "attempts"),
        *need(sa.BigInteger, "next_attempt_at"),
        *may(sa.BigInteger, "ended_at"),
        *may(sa.Integer, "status"),
        *need(sa.Text, "error"),
        key("webhook_messages", "id"),
        points("webhook_messages", "webhook", "webhooks.id"),
    )
    index("webhook_messages", "subject")
    index("webhook_messages", "webhook", "created_at", name="ix_webhook_messages_webhook")
    index("webhook_messages", "next_attempt_at", name="ix_webhook_messages_waiting", where="state = 'waiting'")


def others() -> None:
    op.create_table(
        "relocations",
        *need(sa.Text, "id", "subject", "from_place", "to_place"),
        *need(sa.BigInteger, "at"),
        *need(sa.Text, "by"),
        key("relocations", "id"),
    )
    index("relocations", "subject")
    op.create_table(
        "cleared_topics",
        *need(sa.Text, "topic"),
        *need(sa.BigInteger, "asked_at"),
        key("cleared_topics", "topic"),
    )
