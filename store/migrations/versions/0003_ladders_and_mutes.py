"""Escalation policies, rosters, silences and aways, overrides of areas, and what alerts and messages keep for them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.migrations.ddl import WORD, filled, index, key, may, need, points

revision: str = "0003"
down_revision: str | None = "0002"

TABLES = (
    "policies",
    "leaves",
    "shifts",
    "handovers",
    "silences",
    "aways",
    "oxygen_scales",
    "used_links",
    "secrets",
)
_ADDED = {
    "alerts": ("kind", "side", "facts", "unanswered_at"),
    "outbox": ("not_before", "group", "rank", "receipt", "void"),
    "assignments": ("duty", "set_by", "set_at", "ended_by"),
    "people": ("quiet",),
    "residents": ("oxygen_scale",),
    "channels": ("rank", "is_group", "disabled_why", "disabled_at"),
}


def upgrade() -> None:
    alerts()
    outbox()
    people()
    rules()
    duties()
    mutes()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_index("ix_moves_acknowledged", "moves")
    op.drop_index("ix_alerts_fired_at", "alerts")
    op.drop_index("ix_outbox_channel", "outbox")
    op.drop_index("ix_outbox_created_at", "outbox")
    for table, names in _ADDED.items():
        for name in names:
            op.drop_column(table, name)
    _overrides("resident")


def alerts() -> None:
    op.add_column("alerts", filled("kind", WORD, "threshold"))
    op.add_column("alerts", filled("facts", sa.JSON, "{}"))
    op.add_column("alerts", next(may(WORD, "side")))
    op.add_column("alerts", next(may(sa.BigInteger, "unanswered_at")))
    index("alerts", "fired_at")
    index("moves", "at", name="ix_moves_acknowledged", where="kind = 'acknowledged'")
    op.execute("UPDATE alerts SET kind = 'absence' WHERE rule LIKE '%\\_silent' ESCAPE '\\'")
    op.execute("UPDATE alerts SET kind = 'event' WHERE metric IN ('sos', 'fall', 'tamper')")
    op.execute("UPDATE alerts SET side = 'above' WHERE rule LIKE '%\\_high' ESCAPE '\\'")
    op.execute("UPDATE alerts SET side = 'below' WHERE rule LIKE '%\\_low' ESCAPE '\\'")


def outbox() -> None:
    op.add_column("outbox", next(may(sa.BigInteger, "not_before")))
    op.add_column("outbox", filled("group", sa.Text, ""))
    op.add_column("outbox", filled("rank", sa.Integer, "0"))
    op.add_column("outbox", filled("receipt", sa.Text, ""))
    op.add_column("outbox", filled("void", sa.Boolean, sa.false()))
    rows = sa.table("outbox", sa.column("error"), sa.column("void", sa.Boolean))
    op.execute(rows.update().where(rows.c.error == "answered meanwhile").values(void=True))
    index("outbox", "created_at")
    index("outbox", "channel", "state", "ended_at", name="ix_outbox_channel")
    op.create_table(
        "used_links",
        *need(sa.Text, "notification", "person", "alert"),
        *need(sa.BigInteger, "used_at"),
        key("used_links", "notification"),
    )


def people() -> None:
    op.add_column("assignments", filled("duty", WORD, "primary"))
    op.add_column("assignments", filled("set_by", sa.Text, ""))
    op.add_column("assignments", next(may(sa.BigInteger, "set_at")))
    op.add_column("assignments", filled("ended_by", sa.Text, ""))
    op.add_column("people", next(may(sa.String(17), "quiet")))
    op.add_column("residents", filled("oxygen_scale", sa.Integer, "1"))
    op.add_column("channels", filled("rank", sa.Integer, "0"))
    op.add_column("channels", filled("is_group", sa.Boolean, sa.false()))
    op.add_column("channels", filled("disabled_why", sa.Text, ""))
    op.add_column("channels", next(may(sa.BigInteger, "disabled_at")))
    channels = sa.table("channels", sa.column("kind"), sa.column("is_group", sa.Boolean))
    op.execute(channels.update().where(channels.c.kind == "apprise").values(is_group=True))
    op.create_table(
        "oxygen_scales",
        *need(sa.Text, "resident", "set_by", "why"),
        *need(sa.BigInteger, "set_at"),
        *need(sa.Integer, "scale"),
        points("oxygen_scales", "resident", "residents.id"),
        key("oxygen_scales", "resident", "set_at"),
    )


def rules() -> None:
    op.create_table(
        "policies",
        *need(sa.Text, "id", "set_by"),
        *need(sa.Integer, "version"),
        *need(sa.JSON, "body"),
        *need(sa.BigInteger, "set_at"),
        key("policies", "id", "version"),
    )
    op.create_table(
        "secrets",
        *need(sa.Text, "name"),
        *need(sa.LargeBinary, "value"),
        key("secrets", "name"),
    )
    _overrides("subject")


def _overrides(subject: str) -> None:
    """Make the table anew with its first column named so: a reference cannot be dropped in place on SQLite."""
    before = {"subject": "resident", "resident": "subject"}[subject]
    columns = [*_about(before), *_rest()]
    old = sa.table("overrides", *(sa.column(column.name, column.type) for column in columns))
    rows = [dict(row) for row in op.get_bind().execute(sa.select(old)).mappings()]
    if subject == "resident":
        rows = [row for row in rows if not row["subject"].startswith("area:")]
    op.drop_table("overrides")
    references = [points("overrides", "resident", "residents.id")] if subject == "resident" else []
    made = op.create_table(
        "overrides", *_about(subject), *_rest(), *references, key("overrides", subject, "rule", "version")
    )
    index("overrides", "revision")
    index("overrides", subject, "rule", name="ix_overrides_current", unique=True, where="superseded_at IS NULL")
    if rows:
        op.bulk_insert(made, [{subject: row.pop(before)} | row for row in rows])


def _about(subject: str) -> list[sa.Column[Any]]:
    return [*need(sa.Text, subject)]


def _rest() -> list[sa.Column[Any]]:
    return [
        *need(sa.Text, "rule", "set_by", "reason"),
        *need(sa.Integer, "version"),
        *may(sa.Float, "warning", "critical"),
        *may(sa.BigInteger, "hold", "until", "superseded_at"),
        *may(sa.Boolean, "enabled"),
        *need(sa.BigInteger, "set_at", "revision"),
    ]


def duties() -> None:
    op.create_table(
        "leaves",
        *need(sa.Text, "id", "person", "set_by", "why"),
        *need(sa.BigInteger, "starts_at", "ends_at", "set_at"),
        *may(sa.Text, "ended_by"),
        points("leaves", "person", "people.id"),
        key("leaves", "id"),
    )
    index("leaves", "person", "ends_at", name="ix_leaves_person")
    op.create_table(
        "shifts",
        *need(sa.Text, "id", "person", "area", "set_by", "removed_by"),
        *need(sa.String(7), "weekdays"),
        *need(sa.String(8), "starts", "ends"),
        *may(sa.String(10), "first", "last"),
        *need(sa.BigInteger, "set_at"),
        *may(sa.BigInteger, "removed_at"),
        points("shifts", "person", "people.id"),
        points("shifts", "area", "areas.id"),
        key("shifts", "id"),
    )
    index("shifts", "area")
    op.create_table(
        "handovers",
        *need(sa.Text, "id", "area", "from_person", "to_person", "by", "why"),
        *need(sa.BigInteger, "at", "set_at"),
        points("handovers", "area", "areas.id"),
        key("handovers", "id"),
    )
    index("handovers", "area")


def mutes() -> None:
    op.create_table(
        "silences",
        *need(sa.Text, "id", "by", "why"),
        *need(sa.BigInteger, "starts_at", "ends_at", "set_at"),
        *may(sa.Text, "resident", "area", "rule"),
        *may(sa.Text, "ended_by"),
        key("silences", "id"),
    )
    index("silences", "ends_at")
    op.create_table(
        "aways",
        *need(sa.Text, "id", "resident", "by", "why"),
        *need(sa.BigInteger, "starts_at", "ends_at", "set_at"),
        *need(WORD, "kind"),
        *may(sa.Text, "ended_by"),
        points("aways", "resident", "residents.id"),
        key("aways", "id"),
    )
    index("aways", "ends_at")
    index("aways", "resident")
