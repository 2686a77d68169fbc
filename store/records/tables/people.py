"""Those who log in or are told: what they are assigned to, whose relatives they are, by what they are told."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table

from domain.consents import Purpose, SignedHow
from domain.notifications import ChannelKind
from domain.people import Role
from domain.rosters import Duty
from store.records.tables.columns import METADATA, Grade, Hours, Id, Json, Long, Moment, Name, Prose, Scopes, Word

people = Table(
    "people",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("name", Name, nullable=False),
    Column("role", Word(Role), nullable=False),
    Column("login", Name, unique=True),
    Column("phone", Name, nullable=False, default=""),
    Column("language", Name, nullable=False, default="zh-CN"),
    Column("quiet", Hours),
    Column("password_hash", Prose),
    Column("must_change", Boolean, nullable=False, default=False),
    Column("disabled_at", Moment),
    Column("totp_secret", Name),
    Column("totp_since", Moment),
    Column("totp_last", Long),
    Column("recovery", Json),
)

assignments = Table(
    "assignments",
    METADATA,
    Column("person", Id, ForeignKey("people.id"), primary_key=True),
    Column("area", Id, ForeignKey("areas.id"), primary_key=True),
    Column("since", Moment, primary_key=True),
    Column("duty", Word(Duty), nullable=False, default=Duty.PRIMARY),
    Column("until", Moment),
    Column("set_by", Id, nullable=False, default=""),
    Column("set_at", Moment),
    Column("ended_by", Id, nullable=False, default=""),
)
Index("ix_assignments_area", assignments.c.area)

relations = Table(
    "relations",
    METADATA,
    Column("person", Id, ForeignKey("people.id"), primary_key=True),
    Column("resident", Id, ForeignKey("residents.id"), primary_key=True, index=True),
    Column("relation", Name, nullable=False),
    Column("tell", Boolean, nullable=False),
    Column("scopes", Scopes, nullable=False, default=frozenset()),
)

consents = Table(
    "consents",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("resident", Id, ForeignKey("residents.id"), nullable=False, index=True),
    Column("relative", Id, ForeignKey("people.id"), index=True),
    Column("purpose", Word(Purpose), nullable=False),
    Column("scopes", Scopes, nullable=False),
    Column("signed_by", Prose, nullable=False),
    Column("how", Word(SignedHow), nullable=False),
    Column("recorded_by", Id, nullable=False),
    Column("text_version", Name, nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", Id, nullable=False, default=""),
)

invitations = Table(
    "invitations",
    METADATA,
    Column("token_hash", Name, primary_key=True),
    Column("resident", Id, ForeignKey("residents.id"), index=True),
    Column("person", Id, ForeignKey("people.id")),
    Column("relation", Name, nullable=False, default=""),
    Column("scopes", Scopes, nullable=False),
    Column("signed_by", Prose, nullable=False, default=""),
    Column("how", Word(SignedHow)),
    Column("text_version", Name, nullable=False, default=""),
    Column("made_by", Id, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", Id),
)

channels = Table(
    "channels",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("person", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("kind", Word(ChannelKind), nullable=False),
    Column("target", Prose, nullable=False, default=""),
    Column("secret", Prose, nullable=False, default=""),
    Column("min_severity", Grade, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("rank", Integer, nullable=False, default=0),
    Column("is_group", Boolean, nullable=False, default=False),
    Column("disabled_why", Prose, nullable=False, default=""),
    Column("disabled_at", Moment),
)
