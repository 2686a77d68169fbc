"""The organisation, the people in it, and the devices that belong to them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.hours import LocalHours


class AreaKind(StrEnum):
    """Levels of the organisation, from the top."""

    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    BUILDING = "building"


class Role(StrEnum):
    """What an account is for. An admin keeps accounts, keys and the organisation, and sees nobody's data."""

    ADMIN = "admin"
    STAFF = "staff"
    STEWARD = "steward"
    RELATIVE = "relative"
    INTEGRATION = "integration"


class Scope(StrEnum):
    """The kinds of a resident's data that a relative may be let see; each is agreed to on its own."""

    VITAL_SIGNS = "vital_signs"
    ACTIVITY = "activity"
    ALERTS = "alerts"
    DEVICES = "devices"


class DeviceKind(StrEnum):
    """The kinds of the mission."""

    WATCH = "watch"
    MONITOR = "monitor"
    DOOR = "door"


class Power(StrEnum):
    """What a device runs on: how long it may be silent follows from it."""

    MAINS = "mains"
    BATTERY = "battery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A node of the organisation. `site` is set on communities: broker topics and workers are divided by it."""

    id: str
    kind: AreaKind
    name: str
    parent: str | None = None
    timezone: str = "Asia/Shanghai"
    site: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """One flat of one building."""

    id: str
    building: str
    flat: str
    key_holder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """Somebody we watch over."""

    id: str
    name: str
    household: str
    birth_year: int | None = None
    phone: str = ""
    language: str = "zh-CN"
    oxygen_scale: int = 1
    """Which of NEWS2's SpO2 scales is theirs: 2 only where a clinician set it."""
    deceased_at: datetime | None = None
    """From then on nothing is told of them any more; what is kept of them stays until it is erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a resident is: `areas` are the ids from the building up to the street; `site` is the community's."""

    resident: str
    areas: tuple[str, ...]
    site: str
    timezone: str
    oxygen_scale: int = 1
    gone: bool = False
    """They have died, or are erased: nothing new is told of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who logs in or is told. `login` is None for those who are only told.

    quiet  the local hours in which they are told what is critical, and nothing else
    """

    id: str
    name: str
    role: Role
    login: str | None = None
    phone: str = ""
    language: str = "zh-CN"
    quiet: LocalHours | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relative of a resident; `tell` when alerts are asked for.

    scopes  what the resident has agreed to and not withdrawn (`domain.consents`); nothing: the relative sees nothing
    """

    person: str
    resident: str
    relation: str
    tell: bool = False
    scopes: frozenset[Scope] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device we know. `id` is what `Report.device` says: `<site>.<device>` or `<base>.<friendly name>`."""

    id: str
    kind: DeviceKind
    site: str
    power: Power = Power.BATTERY
    dialect: str = "native"
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """Whose device it was, from `since` (inclusive) to `until` (exclusive; None = still)."""

    device: str
    resident: str
    since: datetime
    until: datetime | None = None

    def holds_at(self, moment: datetime) -> bool:
        """Whether `moment` falls into it."""
        return self.since <= moment and (self.until is None or moment < self.until)
