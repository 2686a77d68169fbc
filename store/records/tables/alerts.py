"""Alerts, their moves, and the outbox: written in one transaction."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, literal_column

from domain.alerts import AlertState, Disposition, MoveKind
from domain.limits import Side
from domain.notifications import DeliveryState, Reason
from domain.rules import RuleKind
from store.records.tables.columns import METADATA, Facts, Grade, Id, Long, Moment, Name, Number, Prose, Word

alerts = Table(
    "alerts",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("resident", Id, nullable=False),
    Column("rule", Id, nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("site", Id, nullable=False),
    Column("device", Id, nullable=False),
    Column("metric", Name, nullable=False),
    Column("severity", Grade, nullable=False),
    Column("state", Word(AlertState), nullable=False),
    Column("started_at", Moment, nullable=False, index=True),
    Column("observed_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", Word(RuleKind), nullable=False),
    Column("side", Word(Side)),
    Column("facts", Facts, nullable=False),
    Column("technical", Boolean, nullable=False),
    Column("latching", Boolean, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("value", Number),
    Column("worst", Number),
    Column("limit", Number),
    Column("limit_source", Prose, nullable=False),
    Column("fired_at", Moment, index=True),
    Column("held_since", Moment),
    Column("held_at", Moment),
    Column("clear_since", Moment),
    Column("step", Integer, nullable=False),
    Column("due_at", Moment),
    Column("acknowledged_at", Moment),
    Column("acknowledged_by", Id),
    Column("reminded_at", Moment),
    Column("unanswered_at", Moment),
    Column("resolved_at", Moment),
    Column("resolved_by", Id),
    Column("ended_at", Moment),
    Column("disposition", Word(Disposition)),
    Column("note", Prose, nullable=False),
)
# Written as literals: SQLite uses a partial index only where the query says the same words.
IS_OPEN = alerts.c.state != literal_column("'resolved'")
_DUE = alerts.c.due_at.is_not(None)
Index("ix_alerts_open", alerts.c.resident, alerts.c.rule, unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
Index("ix_alerts_due", alerts.c.due_at, sqlite_where=_DUE, postgresql_where=_DUE)
Index("ix_alerts_resident", alerts.c.resident, alerts.c.rule, alerts.c.started_at)

moves = Table(
    "moves",
    METADATA,
    Column("alert", Id, ForeignKey("alerts.id"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("number", Long, nullable=False, unique=True),
    Column("kind", Word(MoveKind), nullable=False),
    Column("at", Moment, nullable=False),
    Column("severity", Grade, nullable=False),
    Column("by", Id, nullable=False),
    Column("observed_at", Moment),
    Column("value", Number),
    Column("limit", Number),
    Column("step", Integer, nullable=False),
    Column("note", Prose, nullable=False),
    Column("disposition", Word(Disposition)),
)
IS_ACKNOWLEDGEMENT = moves.c.kind == literal_column("'acknowledged'")
Index("ix_moves_acknowledged", moves.c.at, sqlite_where=IS_ACKNOWLEDGEMENT, postgresql_where=IS_ACKNOWLEDGEMENT)

outbox = Table(
    "outbox",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("alert", Id, index=True),
    Column("move", Integer, nullable=False),
    Column("person", Id, nullable=False),
    Column("channel", Id, nullable=False),
    Column("reason", Word(Reason), nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
    Column("not_before", Moment),
    Column("group", Name, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("state", Word(DeliveryState), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Moment, nullable=False),
    Column("worker", Name, nullable=False),
    Column("ended_at", Moment),
    Column("error", Prose, nullable=False),
    Column("receipt", Prose, nullable=False),
    Column("void", Boolean, nullable=False),
)
IS_WAITING = outbox.c.state == literal_column("'waiting'")
Index("ix_outbox_channel", outbox.c.channel, outbox.c.state, outbox.c.ended_at)
Index("ix_outbox_state", outbox.c.state)
Index("ix_outbox_waiting", outbox.c.next_attempt_at, sqlite_where=IS_WAITING, postgresql_where=IS_WAITING)

used_links = Table(
    "used_links",
    METADATA,
    Column("notification", Id, primary_key=True),
    Column("person", Id, nullable=False),
    Column("alert", Id, nullable=False),
    Column("used_at", Moment, nullable=False),
)
