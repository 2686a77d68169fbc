"""A neighbourhood's file as it is written: the shape of each entry. What entries say of each other is checked later."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from domain.notifications import ChannelKind
from domain.people import AreaKind, DeviceKind, Power, Role
from domain.severity import Severity

RESERVED_SITE, RESERVED_DEVICE = "service", "alerts"
ZIGBEE_BASE = "zigbee2mqtt"

_SLUG = "[a-z0-9][a-z0-9_-]{0,63}"
_FRIENDLY_NAME = r"[^/+#\s.*>]{1,128}"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone (IANA name, such as Asia/Shanghai)") from None
    return name


def _severity(word: str) -> str:
    Severity.of(word)
    return word


Slug = Annotated[str, Field(pattern=f"^{_SLUG}$")]
_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
"""No control characters: texts stand in the headers of mails, in terminals, and in databases that refuse NUL."""
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=_PRINTABLE)]
Short = Annotated[str, Field(max_length=200, pattern=_PRINTABLE)]
Zone = Annotated[str, AfterValidator(_zone)]
SeverityWord = Annotated[str, AfterValidator(_severity)]


class Entry(BaseModel):
    """An entry knows all its keys: another one is a typing error. Numbers are numbers: a limit of NaN never fires."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


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
    """Somebody we watch over; `body` is for the simulators."""

    id: Slug
    name: Text
    household: Slug
    birth_year: Annotated[int, Field(ge=1880, le=2100)] | None = None
    phone: Short = ""
    language: Short = "zh-CN"
    body: Mapping[str, float] = {}


class RelationEntry(Entry):
    """Whose relative a person is."""

    resident: Slug
    relation: Text
    tell: bool = False


class PersonEntry(Entry):
    """Somebody who logs in or is told."""

    id: Slug
    name: Text
    role: Role
    login: Annotated[str, Field(pattern=r"^\S{1,64}$")] | None = None
    phone: Short = ""
    language: Short = "zh-CN"
    areas: tuple[Slug, ...] = ()
    relatives_of: tuple[RelationEntry, ...] = ()


class ChannelEntry(Entry):
    """By what a person is told; `secret_env` and `target_env` name variables that hold what must not be in a file."""

    id: Slug
    person: Slug
    kind: ChannelKind
    target: Short = ""
    target_env: Text | None = None
    secret_env: Text | None = None
    min_severity: SeverityWord = "info"
    enabled: bool = True

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
        pattern = _SLUG if self.dialect == "native" else _FRIENDLY_NAME
        if not re.fullmatch(pattern, self.id):
            raise ValueError(f"{self.id!r} is no name for a device of dialect {self.dialect} (must match {pattern})")
        if self.dialect == "native" and self.id == RESERVED_DEVICE:
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
    """What is changed of a rule for one resident."""

    resident: Slug
    rule: Slug
    set_by: Text
    reason: Text
    warning: float | None = None
    critical: float | None = None
    hold_s: Annotated[float, Field(ge=0, le=86_400)] | None = None
    enabled: bool | None = None
    until: AwareDatetime | None = None


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
