"""A neighbourhood's file as it is written: the shape of each entry. What entries say of each other is checked later."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from domain.consents import SignedHow
from domain.notifications import ChannelKind
from domain.people import AreaKind, Role, Scope
from domain.rosters import Duty
from domain.subjects import area_subject
from sheets.device_entries import DeviceEntry
from sheets.duties import Hours, PolicyEntry, ShiftEntry
from sheets.words import Entry, SeverityWord, Short, Slug, Text, Zone


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


class RelativeEntry(RelationEntry):
    """A relation that stands by itself: of somebody in the file, or in the records."""

    person: Slug


class PostEntry(Entry):
    """A post with its dates: for what somebody answers, and as what."""

    person: Slug
    area: Slug
    duty: Duty = Duty.PRIMARY
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.since is None:
            raise ValueError("a post that ends says when it began")
        if self.until is not None and self.since is not None and self.until <= self.since:
            raise ValueError("it ends before it begins")
        return self


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
    posts: tuple[PostEntry, ...] = ()
    relatives: tuple[RelativeEntry, ...] = ()
    channels: tuple[ChannelEntry, ...] = ()
    devices: tuple[DeviceEntry, ...] = ()
    rules: tuple[RuleEntry, ...] = ()
    policies: tuple[PolicyEntry, ...] = ()
    shifts: tuple[ShiftEntry, ...] = ()

    def relations(self) -> Iterator[tuple[tuple[int | str, ...], str, RelationEntry]]:
        """Give every relation with its path and whose it is, wherever it is written."""
        for i, person in enumerate(self.people):
            for j, one in enumerate(person.relatives_of):
                yield ("people", i, "relatives_of", j), person.id, one
        for i, relative in enumerate(self.relatives):
            yield ("relatives", i), relative.person, relative
