"""When people are there, who took over from whom, and what keeps messages back for a while."""

from sqlalchemy import Column, ForeignKey, Index, Table

from domain.muting import AwayKind
from store.records.tables.columns import METADATA, Clock, Day, Id, Moment, Prose, Weekdays, Word

leaves = Table(
    "leaves",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("person", Id, ForeignKey("people.id"), nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("set_by", Id, nullable=False),
    Column("why", Prose, nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("ended_by", Id),
)
Index("ix_leaves_person", leaves.c.person, leaves.c.ends_at)

shifts = Table(
    "shifts",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("person", Id, ForeignKey("people.id"), nullable=False),
    Column("area", Id, ForeignKey("areas.id"), nullable=False, index=True),
    Column("weekdays", Weekdays, nullable=False),
    Column("starts", Clock, nullable=False),
    Column("ends", Clock, nullable=False),
    Column("first", Day),
    Column("last", Day),
    Column("set_by", Id, nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("removed_at", Moment),
    Column("removed_by", Id, nullable=False, default=""),
)

handovers = Table(
    "handovers",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("area", Id, ForeignKey("areas.id"), nullable=False, index=True),
    Column("from_person", Id, nullable=False),
    Column("to_person", Id, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Id, nullable=False),
    Column("why", Prose, nullable=False),
    Column("set_at", Moment, nullable=False),
)

silences = Table(
    "silences",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False, index=True),
    Column("by", Id, nullable=False),
    Column("why", Prose, nullable=False),
    Column("resident", Id),
    Column("area", Id),
    Column("rule", Id),
    Column("set_at", Moment, nullable=False),
    Column("ended_by", Id),
)

aways = Table(
    "aways",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("resident", Id, ForeignKey("residents.id"), nullable=False, index=True),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False, index=True),
    Column("kind", Word(AwayKind), nullable=False),
    Column("by", Id, nullable=False),
    Column("why", Prose, nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("ended_by", Id),
)
