"""Devices, whose they were, what is known of them, and how they log in at the broker."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table

from domain.people import DeviceKind, Power
from store.records.tables.columns import METADATA, Id, Long, Moment, Name, Number, Prose, Word

devices = Table(
    "devices",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("kind", Word(DeviceKind), nullable=False),
    Column("site", Id, nullable=False, index=True),
    Column("power", Word(Power), nullable=False),
    Column("dialect", Name, nullable=False),
    Column("model", Name, nullable=False, default=""),
    Column("retired_at", Moment),
    Column("revision", Long, nullable=False, index=True),
)

ownerships = Table(
    "ownerships",
    METADATA,
    Column("device", Id, ForeignKey("devices.id"), primary_key=True),
    Column("since", Moment, primary_key=True),
    Column("resident", Id, ForeignKey("residents.id"), nullable=False, index=True),
    Column("until", Moment),
)
# No device belongs to two residents now; that the past does not overlap is checked under the revision's lock.
Index(
    "ix_ownerships_present",
    ownerships.c.device,
    unique=True,
    sqlite_where=ownerships.c.until.is_(None),
    postgresql_where=ownerships.c.until.is_(None),
)

device_facts = Table(
    "device_facts",
    METADATA,
    Column("device", Id, ForeignKey("devices.id"), primary_key=True),
    Column("last_heard_at", Moment),
    Column("battery", Number),
    Column("clock_offset", Number),
    Column("last_seq", Long),
    Column("missed", Long, nullable=False, default=0),
    Column("online", Boolean),
    Column("online_at", Moment),
    Column("model", Name),
    Column("firmware", Name),
)

broker_users = Table(
    "broker_users",
    METADATA,
    Column("device", Id, ForeignKey("devices.id"), primary_key=True),
    Column("username", Name, nullable=False, unique=True),
    Column("password_hash", Name, nullable=False),
    Column("mosquitto_hash", Name, nullable=False, default=""),
    Column("made_at", Moment),
)

# A gateway logs in by the base topic that it speaks below.
gateways = Table(
    "gateways",
    METADATA,
    Column("base", Name, primary_key=True),
    Column("area", Id, ForeignKey("areas.id"), nullable=False),
    Column("name", Prose, nullable=False),
    Column("password_hash", Name, nullable=False),
    Column("mosquitto_hash", Name, nullable=False),
    Column("made_by", Id, nullable=False),
    Column("made_at", Moment, nullable=False),
)

# What a bridge says of itself, registered or not: the device `<base>.bridge`.
bridges = Table(
    "bridges",
    METADATA,
    Column("bridge", Name, primary_key=True),
    Column("online", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
)

cleared_topics = Table(
    "cleared_topics",
    METADATA,
    Column("topic", Name, primary_key=True),
    Column("asked_at", Moment, nullable=False),
)
