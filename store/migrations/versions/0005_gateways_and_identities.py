"""Gateways that log in, bridges, identities at other providers, who made a key."""

import sqlalchemy as sa
from alembic import op

from store.migrations.ddl import filled, key, may, need, points

revision: str = "0005"
down_revision: str | None = "0004"

TABLES = ("gateways", "bridges", "identities")
_ADDED = {"api_keys": ("made_by", "used_at"), "webhooks": ("after_trail",), "device_facts": ("online_at",)}


def upgrade() -> None:
    op.add_column("api_keys", filled("made_by", sa.Text, ""))
    op.add_column("api_keys", sa.Column("used_at", sa.BigInteger))
    op.add_column("webhooks", sa.Column("after_trail", sa.BigInteger))
    op.add_column("device_facts", sa.Column("online_at", sa.BigInteger))
    op.create_table(
        "gateways",
        *need(sa.Text, "base", "area", "name", "password_hash", "mosquitto_hash", "made_by"),
        *need(sa.BigInteger, "made_at"),
        key("gateways", "base"),
        points("gateways", "area", "areas.id"),
    )
    op.create_table(
        "bridges",
        *need(sa.Text, "bridge"),
        *need(sa.Boolean, "online"),
        *need(sa.BigInteger, "at"),
        key("bridges", "bridge"),
    )
    op.create_table(
        "identities",
        *need(sa.Text, "issuer", "subject", "person"),
        *need(sa.BigInteger, "made_at"),
        *may(sa.BigInteger, "used_at"),
        key("identities", "issuer", "subject"),
        points("identities", "person", "people.id"),
    )
    op.create_index("ix_identities_person", "identities", ["person"])


def downgrade() -> None:
    """Forget what has no place in 0004."""
    for table in TABLES:
        op.drop_table(table)
    for table, names in _ADDED.items():
        for name in names:
            op.drop_column(table, name)
