"""The street that a scenario is played in: who lives there, who answers for them, what hangs on their doors."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from domain.consents import Consent, Purpose, SignedHow
from domain.defaults import default_rules
from domain.escalation import default_policies
from domain.notifications import Channel, ChannelKind
from domain.overrides import Override
from domain.people import Area, AreaKind, Household, Person, Power, Relation, Resident, Role, Scope
from domain.people import Device as KnownDevice
from domain.people import DeviceKind as Kind
from domain.rosters import Duty, Post
from domain.rules import LimitRule
from simulators.expectations import Place, RuleChange
from simulators.neighbourhood import Device
from simulators.story import Scenario
from store.records import Records
from store.records.neighbourhood import Assignment, Belonging, Neighbourhood

SITE = "lane"
RESIDENT = "resident-1"
"""Whom the story is about."""
TIMEZONE = "Asia/Shanghai"
BUILDING, NEXT_DOOR, GRID, COMMUNITY, STREET = "building", "next-door", "grid", "community", "street"
POSTS = {
    "steward": BUILDING,
    "relief": NEXT_DOOR,
    "officer": GRID,
    "community": COMMUNITY,
    "street": STREET,
}
DEPUTY, DAUGHTER = "deputy", "daughter"
ADDRESSES = {"door": "d00b", "watch": "3a7c"}
"""How the Bluetooth addresses of a kind begin; the flat's number is the rest."""


def simulated(place: Place) -> tuple[Device, ...]:
    """Give the devices of every home, as the simulators know them."""
    return tuple(_device(place, kind, flat) for flat in range(1, place.flats + 1) for kind in sorted(place.kinds))


def residents(place: Place) -> list[str]:
    """Give the ids of all who live there."""
    return [f"resident-{flat}" for flat in range(1, place.flats + 1)]


def settle(records: Records, scenario: Scenario, now: datetime) -> None:
    """Put everybody and everything into the records, as they were a year before `now`."""
    long_ago = now - timedelta(days=365)
    records.rules.seed(default_rules(), long_ago)
    records.policies.seed(default_policies(), long_ago)
    records.neighbourhood.load(_tree(scenario.place, long_ago), long_ago)
    if DEPUTY not in scenario.place.nobody:
        records.rosters.assign(Post(person=DEPUTY, area=BUILDING, since=long_ago, duty=Duty.DEPUTY), "town", long_ago)
    for change in scenario.rules:
        _change(records, change, long_ago)


def _device(place: Place, kind: str, flat: int) -> Device:
    zigbee = place.zigbee and kind == "door"
    return Device(
        id=f"{ADDRESSES[kind]}{flat:08x}" if place.bluetooth else f"{kind}-{flat}",
        kind=kind,  # type: ignore[arg-type]  # the words of `Place.kinds`
        site=SITE,
        dialect="theengs" if place.bluetooth else "zigbee2mqtt" if zigbee else "native",
        person=f"resident-{flat}",
        hints=place.body if flat == 1 else {},
        every=place.every.get(kind),
    )


def _tree(place: Place, since: datetime) -> Neighbourhood:
    cast = [person for person in (*POSTS, DEPUTY, DAUGHTER) if person not in place.nobody]
    flats = range(1, place.flats + 1)
    return Neighbourhood(
        areas=tuple(_areas()),
        households=tuple(Household(id=f"flat-{one}", building=BUILDING, flat=str(one)) for one in flats),
        residents=tuple(
            Resident(id=f"resident-{one}", name=f"resident {one}", household=f"flat-{one}") for one in flats
        ),
        people=tuple(Person(id=one, name=one, role=_role(one), language="en") for one in cast),
        assignments=tuple(Assignment(person=one, area=area) for one, area in POSTS.items() if one in cast),
        relations=(Relation(person=DAUGHTER, resident=RESIDENT, relation="daughter", tell=True),)
        if DAUGHTER in cast
        else (),
        consents=(_agreed(since),) if DAUGHTER in cast else (),
        channels=tuple(Channel(id=f"{one}-phone", person=one, kind=ChannelKind.CONSOLE, target=one) for one in cast),
        devices=tuple(_known(place, one) for one in simulated(place)),
        belongings=tuple(Belonging(device=one.name, resident=one.person, since=since) for one in simulated(place)),
    )


def _agreed(given_at: datetime) -> Consent:
    return Consent(
        id="agreed",
        resident=RESIDENT,
        relative=DAUGHTER,
        purpose=Purpose.FAMILY,
        scopes=frozenset(Scope),
        signed_by=RESIDENT,
        how=SignedHow.ON_PAPER,
        recorded_by=DAUGHTER,
        text_version="2026-11",
        given_at=given_at,
    )


def _areas() -> Iterator[Area]:
    yield Area(id=STREET, kind=AreaKind.STREET, name="street", timezone=TIMEZONE)
    yield Area(id=COMMUNITY, kind=AreaKind.COMMUNITY, name="community", parent=STREET, site=SITE, timezone=TIMEZONE)
    yield Area(id=GRID, kind=AreaKind.GRID, name="grid", parent=COMMUNITY, timezone=TIMEZONE)
    for building in (BUILDING, NEXT_DOOR):
        yield Area(id=building, kind=AreaKind.BUILDING, name=building, parent=GRID, timezone=TIMEZONE)


def _role(person: str) -> Role:
    if person == DAUGHTER:
        return Role.RELATIVE
    return Role.STEWARD if person in {"steward", "relief", DEPUTY} else Role.STAFF


def _known(place: Place, device: Device) -> KnownDevice:
    power = Power.MAINS if device.kind in place.mains else Power.BATTERY
    return KnownDevice(id=device.name, kind=Kind(device.kind), site=SITE, power=power, dialect=device.dialect)


def _change(records: Records, change: RuleChange, now: datetime) -> None:
    """Change a rule for the resident; one that is like another is made first, off for everybody else."""
    if change.like:
        like = records.rules.rule(change.like)
        if isinstance(like, LimitRule):
            made = replace(like, id=change.rule, in_a_row=change.in_a_row, enabled=False)
            records.rules.put(made, "town", now)
    override = Override(
        rule=change.rule,
        subject=RESIDENT,
        set_by="community",
        reason="the scenario says so",
        warning=change.warning,
        critical=change.critical,
        hold=None if change.hold is None else timedelta(seconds=change.hold),
        enabled=change.enabled,
    )
    records.rules.set_override(override, now)
