"""The organisation and who lives where."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from domain.people import AreaKind
from store.records.tables.columns import METADATA, Id, Long, Moment, Name, Prose, Word

areas = Table(
    "areas",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("kind", Word(AreaKind), nullable=False),
    Column("name", Name, nullable=False),
    Column("parent", Id, ForeignKey("areas.id"), index=True),
    Column("timezone", Name, nullable=False),
    Column("site", Id),
)
Index("ix_areas_site", areas.c.site, unique=True)

households = Table(
    "households",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("building", Id, ForeignKey("areas.id"), nullable=False, index=True),
    Column("flat", Name, nullable=False),
    Column("key_holder", Prose, nullable=False, default=""),
)

residents = Table(
    "residents",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("name", Name, nullable=False),
    Column("household", Id, ForeignKey("households.id"), nullable=False, index=True),
    Column("birth_year", Integer),
    Column("phone", Name, nullable=False, default=""),
    Column("language", Name, nullable=False, default="zh-CN"),
    Column("oxygen_scale", Integer, nullable=False, default=1),
    Column("revision", Long, nullable=False, index=True),
)

oxygen_scales = Table(
    "oxygen_scales",
    METADATA,
    Column("resident", Id, ForeignKey("residents.id"), primary_key=True),
    Column("set_at", Moment, primary_key=True),
    Column("scale", Integer, nullable=False),
    Column("set_by", Id, nullable=False),
    Column("why", Prose, nullable=False),
)
