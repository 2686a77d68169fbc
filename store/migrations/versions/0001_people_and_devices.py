"""The organisation, the people, their devices, the rules."""

import sqlalchemy as sa
from alembic import op

from store.migrations.ddl import WORD, index, key, may, need, points

revision: str = "0001"
down_revision: str | None = None

TABLES = (
    "areas",
    "households",
    "residents",
    "devices",
    "ownerships",
    "device_facts",
    "broker_users",
    "people",
    "assignments",
    "relations",
    "channels",
    "rules",
    "overrides",
)


def upgrade() -> None:
    places()
    devices()
    people()
    rules()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def places() -> None:
    op.create_table(
        "areas",
        *need(sa.Text, "id", "name", "timezone"),
        *need(WORD, "kind"),
        *may(sa.Text, "parent", "site"),
        points("areas", "parent", "areas.id"),
        key("areas", "id"),
    )
    index("areas", "parent")
    index("areas", "site", unique=True)
    op.create_table(
        "households",
        *need(sa.Text, "id", "building", "flat", "key_holder"),
        points("households", "building", "areas.id"),
        key("households", "id"),
    )
    index("households", "building")
    op.create_table(
        "residents",
        *need(sa.Text, "id", "name", "household", "phone", "language"),
        *need(sa.BigInteger, "revision"),
        *may(sa.Integer, "birth_year"),
        points("residents", "household", "households.id"),
        key("residents", "id"),
    )
    index("residents", "household")
    index("residents", "revision")


def devices() -> None:
    op.create_table(
        "devices",
        *need(sa.Text, "id", "site", "dialect", "model"),
        *need(WORD, "kind", "power"),
        *need(sa.BigInteger, "revision"),
        *may(sa.BigInteger, "retired_at"),
        key("devices", "id"),
    )
    index("devices", "revision")
    index("devices", "site")
    op.create_table(
        "ownerships",
        *need(sa.Text, "device", "resident"),
        *need(sa.BigInteger, "since"),
        *may(sa.BigInteger, "until"),
        points("ownerships", "device", "devices.id"),
        points("ownerships", "resident", "residents.id"),
        key("ownerships", "device", "since"),
    )
    index("ownerships", "device", name="ix_ownerships_present", unique=True, where="until IS NULL")
    index("ownerships", "resident")
    op.create_table(
        "device_facts",
        *need(sa.Text, "device"),
        *need(sa.BigInteger, "missed"),
        *may(sa.BigInteger, "last_heard_at", "last_seq"),
        *may(sa.Float, "battery", "clock_offset"),
        *may(sa.Boolean, "online"),
        *may(sa.Text, "model", "firmware"),
        points("device_facts", "device", "devices.id"),
        key("device_facts", "device"),
    )
    op.create_table(
        "broker_users",
        *need(sa.Text, "device", "username", "password_hash"),
        points("broker_users", "device", "devices.id"),
        sa.UniqueConstraint("username", name="uq_broker_users_username"),
        key("broker_users", "device"),
    )


def people() -> None:
    op.create_table(
        "people",
        *need(sa.Text, "id", "name", "phone", "language"),
        *need(WORD, "role"),
        *may(sa.Text, "login", "password_hash"),
        sa.UniqueConstraint("login", name="uq_people_login"),
        key("people", "id"),
    )
    op.create_table(
        "assignments",
        *need(sa.Text, "person", "area"),
        *need(sa.BigInteger, "since"),
        *may(sa.BigInteger, "until"),
        points("assignments", "person", "people.id"),
        points("assignments", "area", "areas.id"),
        key("assignments", "person", "area", "since"),
    )
    index("assignments", "area")
    op.create_table(
        "relations",
        *need(sa.Text, "person", "resident", "relation"),
        *need(sa.Boolean, "tell"),
        points("relations", "resident", "residents.id"),
        points("relations", "person", "people.id"),
        key("relations", "person", "resident"),
    )
    index("relations", "resident")
    op.create_table(
        "channels",
        *need(sa.Text, "id", "person", "target", "secret"),
        *need(WORD, "kind"),
        *need(sa.SmallInteger, "min_severity"),
        *need(sa.Boolean, "enabled"),
        points("channels", "person", "people.id"),
        key("channels", "id"),
    )
    index("channels", "person")


def rules() -> None:
    op.create_table(
        "rules",
        *need(sa.Text, "id", "set_by"),
        *need(sa.Integer, "version"),
        *need(sa.JSON, "body"),
        *need(sa.BigInteger, "set_at"),
        key("rules", "id", "version"),
    )
    op.create_table(
        "overrides",
        *need(sa.Text, "resident", "rule", "set_by", "reason"),
        *need(sa.Integer, "version"),
        *need(sa.BigInteger, "set_at", "revision"),
        *may(sa.Float, "warning", "critical"),
        *may(sa.BigInteger, "hold", "until", "superseded_at"),
        *may(sa.Boolean, "enabled"),
        points("overrides", "resident", "residents.id"),
        key("overrides", "resident", "rule", "version"),
    )
    index("overrides", "resident", "rule", name="ix_overrides_current", unique=True, where="superseded_at IS NULL")
    index("overrides", "revision")
