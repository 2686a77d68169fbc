"""A neighbourhood as one tree of plain data: what `records.neighbourhood.load` takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.consents import Consent
from domain.escalation import EscalationPolicy
from domain.notifications import Channel
from domain.overrides import Override
from domain.people import Area, Device, Household, Person, Relation, Resident
from domain.rosters import Duty, Shift
from store.records.oxygen import OxygenScale
from store.records.upserting import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A person answers for an area (and all below it), as a primary or a deputy.

    since  None: from the loading on, or since when they do already
    """

    person: str
    area: str
    duty: Duty = Duty.PRIMARY
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """Whose a device is. `since` None: from the loading on, or since when it has been so already."""

    device: str
    resident: str
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """What is in it replaces what the records say of it; what is not in it stays as it is.

    A person's assignments are the exception: those of a person who is in it (where `posted` is said: of these persons)
    are meant to be complete, but for posts with an end. Quiet hours that it does not say stay; an oxygen scale is
    changed by `oxygen_scales`.
    """

    areas: tuple[Area, ...] = ()
    households: tuple[Household, ...] = ()
    residents: tuple[Resident, ...] = ()
    people: tuple[Person, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    relations: tuple[Relation, ...] = ()
    consents: tuple[Consent, ...] = ()
    channels: tuple[Channel, ...] = ()
    devices: tuple[Device, ...] = ()
    belongings: tuple[Belonging, ...] = ()
    overrides: tuple[Override, ...] = ()
    oxygen_scales: tuple[OxygenScale, ...] = ()
    policies: tuple[EscalationPolicy, ...] = ()
    shifts: tuple[Shift, ...] = ()
    posted: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What loading did, in all and by kind of row; `new_logins` are people who have a login and no password yet."""

    added: int
    changed: int
    unchanged: int
    counts: Mapping[str, Counts] = field(default_factory=dict, compare=False)
    new_logins: tuple[Person, ...] = ()
