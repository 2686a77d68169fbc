"""A neighbourhood's file as it is written: the shape of each entry. What entries say of each other is checked later."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from domain.consents import SignedHow
from domain.notifications import ChannelKind
from domain.people import AreaKind, DeviceKind, Power, Role, Scope
from domain.subjects import area_subject
from domain.texts import SLUG
from mqtt.topics import RESERVED_DEVICES
from sheets.duties import Hours, PolicyEntry, ShiftEntry
from sheets.words import Entry, SeverityWord, Short, Slug, Text, Zone

ZIGBEE_BASE = "zigbee2mqtt"

_FRIENDLY_NAME = r"[^/+#\s.*>]{1,128}"


class AreaEntry(Entry):
    """An area; without a time zone it has its parent's."""

    id: Slug
    kind: AreaKind
    name: Text
    parent: Slug | None = None
    site: Slug | None = None
    timezone: Zone | None = None


class HouseholdEntry(Entry):
    """A flat."""

    id: Slug
    building: Slug
    flat: Text
    key_holder: Short = ""


class ResidentEntry(Entry):
    """Somebody we watch over; `body` is for the simulators.

    An oxygen scale is set only where the file says one, and then with who decided it and why.
    """

    id: Slug
    name: Text
    household: Slug
    birth_year: Annotated[int, Field(ge=1880, le=2100)] | None = None
    phone: Short = ""
    language: Short = "zh-CN"
    oxygen_scale: Literal[1, 2] | None = None
    oxygen_scale_by: Text | None = None
    oxygen_scale_why: Text | None = None
    body: Mapping[str, float] = {}

    @model_validator(mode="after")
    def _says_who_set_the_scale(self) -> Self:
        said = {one is not None for one in (self.oxygen_scale, self.oxygen_scale_by, self.oxygen_scale_why)}
        if len(said) > 1:
            raise ValueError("`oxygen_scale`, `oxygen_scale_by` and `oxygen_scale_why` are said together")
        return self


class ConsentEntry(Entry):
    """What a resident agreed to let this relative see, and how that was said; it is put on record once, by its id."""

    scopes: Annotated[frozenset[Scope], Field(min_length=1)]
    signed_by: Text
    how: SignedHow = SignedHow.ON_PAPER
    text_version: Text
    given_at: AwareDatetime
    id: Text | None = None


class RelationEntry(Entry):
    """Whose relative a person is. Without a `consent` on record a relative sees nothing of the resident."""

    resident: Slug
    relation: Text
    tell: bool = False
    consent: ConsentEntry | None = None


class PersonEntry(Entry):
    """Somebody who logs in or is told; `quiet` are the local hours in which only what is critical is told."""

    id: Slug
    name: Text
    role: Role
    login: Annotated[str, Field(pattern=r"^\S{1,64}$")] | None = None
    phone: Short = ""
    language: Short = "zh-CN"
    quiet: Hours | None = None
    areas: tuple[Slug, ...] = ()
    deputy_for: tuple[Slug, ...] = ()
    relatives_of: tuple[RelationEntry, ...] = ()


class ChannelEntry(Entry):
    """By what a person is told; `secret_env` and `target_env` name variables that hold what must not be in a file.

    rank      the order of failover: 0 at once, the next where these reach nobody
    is_group  more than its person reads it; so it is taken of apprise, unless the file says no
    """

    id: Slug
    person: Slug
    kind: ChannelKind
    target: Short = ""
    target_env: Text | None = None
    secret_env: Text | None = None
    min_severity: SeverityWord = "info"
    enabled: bool = True
    rank: Annotated[int, Field(ge=0, le=9)] = 0
    is_group: bool | None = None

    @model_validator(mode="after")
    def _has_a_target(self) -> Self:
        if self.kind is not ChannelKind.CONSOLE and not (self.target or self.target_env):
            raise ValueError(f"a channel of kind {self.kind} needs a target")
        return self


class OwnerEntry(Entry):
    """Whose a device was."""

    resident: Slug
    since: AwareDatetime
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until <= self.since:
            raise ValueError("it ends before it begins")
        return self


class DeviceEntry(Entry):
    """A device and whose it is (`resident`, `since`), or was in turn (`owners`). Some keys are for the simulators."""

    id: Text
    kind: DeviceKind
    site: Slug
    dialect: Literal["native", "zigbee2mqtt"] = "native"
    power: Power = Power.BATTERY
    model: Short = ""
    resident: Slug | None = None
    since: AwareDatetime | None = None
    owners: tuple[OwnerEntry, ...] = ()
    simulate: bool = True
    body: Mapping[str, float] = {}
    interval_s: Annotated[float, Field(gt=0)] | None = None

    @property
    def full_id(self) -> str:
        """The records' id: what its readings say."""
        return f"{self.site if self.dialect == 'native' else ZIGBEE_BASE}.{self.id}"

    @model_validator(mode="after")
    def _is_named_in_its_dialect(self) -> Self:
        pattern = SLUG if self.dialect == "native" else _FRIENDLY_NAME
        if not re.fullmatch(pattern, self.id):
            raise ValueError(f"{self.id!r} is no name for a device of dialect {self.dialect} (must match {pattern})")
        if self.dialect == "native" and self.id in RESERVED_DEVICES:
            raise ValueError(f"{self.id!r} is reserved and cannot be a device")
        return self

    @model_validator(mode="after")
    def _says_whose_it_is_once(self) -> Self:
        if self.owners and self.resident:
            raise ValueError("say `resident` or `owners`, not both")
        if self.since and not self.resident:
            raise ValueError("`since` needs a `resident`")
        return self


class RuleEntry(Entry):
    """What is changed of a rule for one resident, or for everybody in an area."""

    resident: Slug | None = None
    area: Slug | None = None
    rule: Slug
    set_by: Text
    reason: Text
    warning: float | None = None
    critical: float | None = None
    hold_s: Annotated[float, Field(ge=0, le=86_400)] | None = None
    enabled: bool | None = None
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _is_about_one(self) -> Self:
        if (self.resident is None) is (self.area is None):
            raise ValueError("say `resident` or `area`, one of them")
        return self

    @property
    def subject(self) -> str:
        """Whom it is about, as the records name it."""
        return self.resident or area_subject(self.area or "")


class NeighbourhoodFile(Entry):
    """The whole file."""

    version: Literal[1]
    areas: tuple[AreaEntry, ...] = ()
    households: tuple[HouseholdEntry, ...] = ()
    residents: tuple[ResidentEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    channels: tuple[ChannelEntry, ...] = ()
    devices: tuple[DeviceEntry, ...] = ()
    rules: tuple[RuleEntry, ...] = ()
    policies: tuple[PolicyEntry, ...] = ()
    shifts: tuple[ShiftEntry, ...] = ()
