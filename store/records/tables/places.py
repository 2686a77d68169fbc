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
    Column("deceased_at", Moment),
    Column("erased_at", Moment),
    Column("pinyin", Name, nullable=False, default=""),
    Column("revision", Long, nullable=False, index=True),
)

relocations = Table(
    "relocations",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("subject", Id, nullable=False, index=True),
    Column("from_place", Id, nullable=False),
    Column("to_place", Id, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Id, nullable=False),
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
