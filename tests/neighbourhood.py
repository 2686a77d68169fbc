"""The cast: who plays in everybody's tests. Two buildings of one street, and whoever answers for them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.access import Deed
from domain.consents import Consent, Purpose, SignedHow
from domain.notifications import Channel, ChannelKind
from domain.people import Area, AreaKind, Device, DeviceKind, Household, Person, Power, Relation, Resident, Role, Scope
from domain.severity import Severity
from store.records import Records
from store.records.audit import Entry
from store.records.neighbourhood import Assignment, Belonging, Neighbourhood

SITE = "lin-lane"
STREET, COMMUNITY, GRID = "willow-street", "lin-lane", "lin-lane-grid-1"
BUILDING, OTHER_BUILDING = "building-3", "building-5"
MRS_LIN, MR_ZHOU = "lin-xiuying", "zhou-guoqiang"
DAUGHTER, OUTSIDER = "daughter-lin", "son-zhou"
STEWARD, OTHER_STEWARD = "steward-wang", "steward-sun"
OFFICER, COMMUNITY_STAFF, STREET_STAFF = "officer-zhao", "staff-li", "staff-chen"
WATCH, MONITOR, DOOR = f"{SITE}.watch-lin", f"{SITE}.monitor-lin", "zigbee2mqtt.林家大门"
OTHER_WATCH = f"{SITE}.watch-zhou"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The people by what they are to Mrs Lin, and her devices."""

    resident: Resident
    other_resident: Resident
    daughter: Person
    outsider: Person
    steward: Person
    other_steward: Person
    officer: Person
    community_staff: Person
    street_staff: Person
    watch: Device
    monitor: Device
    door: Device
    other_watch: Device


def console(person: str, *, min_severity: Severity = Severity.INFO) -> Channel:
    """Tell a person on the terminal."""
    return Channel(id=f"{person}-console", person=person, kind=ChannelKind.CONSOLE, min_severity=min_severity)


def webhook(person: str, target: str, *, secret: str = "", min_severity: Severity = Severity.INFO) -> Channel:
    """Tell a person by HTTP."""
    kind = ChannelKind.WEBHOOK
    return Channel(
        id=f"{person}-webhook", person=person, kind=kind, target=target, secret=secret, min_severity=min_severity
    )


def cast(records: Records, now: datetime, *channels: Channel) -> Cast:
    """Load the cast with these channels; devices are theirs since a year before `now`."""
    records.neighbourhood.load(neighbourhood(now, *channels), now)
    residents = {one.id: one for one in _RESIDENTS}
    people = {one.id: one for one in _PEOPLE}
    devices = {one.id: one for one in _DEVICES}
    return Cast(
        resident=residents[MRS_LIN],
        other_resident=residents[MR_ZHOU],
        daughter=people[DAUGHTER],
        outsider=people[OUTSIDER],
        steward=people[STEWARD],
        other_steward=people[OTHER_STEWARD],
        officer=people[OFFICER],
        community_staff=people[COMMUNITY_STAFF],
        street_staff=people[STREET_STAFF],
        watch=devices[WATCH],
        monitor=devices[MONITOR],
        door=devices[DOOR],
        other_watch=devices[OTHER_WATCH],
    )


def neighbourhood(now: datetime, *channels: Channel) -> Neighbourhood:
    """Give the cast as the tree that is loaded."""
    since = now - timedelta(days=365)
    owners = {WATCH: MRS_LIN, MONITOR: MRS_LIN, DOOR: MRS_LIN, OTHER_WATCH: MR_ZHOU}
    return Neighbourhood(
        areas=_AREAS,
        households=_HOUSEHOLDS,
        residents=_RESIDENTS,
        people=_PEOPLE,
        assignments=tuple(Assignment(person=person, area=area) for person, area in _ASSIGNMENTS.items()),
        relations=_RELATIONS,
        consents=tuple(agreed(one.resident, one.person, since) for one in _RELATIONS),
        channels=channels,
        devices=_DEVICES,
        belongings=tuple(Belonging(device=device, resident=one, since=since) for device, one in owners.items()),
    )


def say_died(records: Records, resident: str, at: datetime | None, now: datetime) -> None:
    """Have staff of the community say that a resident has died; None: it was a mistake."""
    entry = Entry(at=now, person=COMMUNITY_STAFF, deed=Deed.KEEP_RESIDENTS, subject=resident)
    records.organisation.edit_resident(resident, lambda one: replace(one, deceased_at=at), entry)


def agreed(resident: str, relative: str, given_at: datetime, *scopes: Scope) -> Consent:
    """Give a resident's consent that a relative sees these kinds of data; all of them, where none is named."""
    return Consent(
        id=f"{resident}-{relative}",
        resident=resident,
        relative=relative,
        purpose=Purpose.FAMILY,
        scopes=frozenset(scopes or Scope),
        signed_by="herself",
        how=SignedHow.ON_PAPER,
        recorded_by=COMMUNITY_STAFF,
        text_version="2026-11",
        given_at=given_at,
    )


_AREAS = (
    Area(id=STREET, kind=AreaKind.STREET, name="柳荫街道"),
    Area(id=COMMUNITY, kind=AreaKind.COMMUNITY, name="林荫社区", parent=STREET, site=SITE),
    Area(id=GRID, kind=AreaKind.GRID, name="第一网格", parent=COMMUNITY),
    Area(id=BUILDING, kind=AreaKind.BUILDING, name="3 号楼", parent=GRID),
    Area(id=OTHER_BUILDING, kind=AreaKind.BUILDING, name="5 号楼", parent=GRID),
)
_HOUSEHOLDS = (
    Household(id="building-3-502", building=BUILDING, flat="2单元502", key_holder="王大爷 601"),
    Household(id="building-5-101", building=OTHER_BUILDING, flat="1单元101"),
)
_RESIDENTS = (
    Resident(id=MRS_LIN, name="林秀英", household="building-3-502", birth_year=1946, phone="13800000001"),
    Resident(id=MR_ZHOU, name="周国强", household="building-5-101", birth_year=1940, phone="13800000002"),
)
_PEOPLE = (
    Person(id=DAUGHTER, name="林晓梅", role=Role.RELATIVE, login="xiaomei"),
    Person(id=OUTSIDER, name="周明", role=Role.RELATIVE, login="zhouming", language="en"),
    Person(id=STEWARD, name="王建国", role=Role.STEWARD, login="wang", phone="13800000011"),
    Person(id=OTHER_STEWARD, name="孙丽", role=Role.STEWARD, login="sun"),
    Person(id=OFFICER, name="赵敏", role=Role.STAFF, login="zhao"),
    Person(id=COMMUNITY_STAFF, name="李芳", role=Role.STAFF, login="li"),
    Person(id=STREET_STAFF, name="陈静", role=Role.STAFF, login="chen"),
)
_ASSIGNMENTS = {
    STEWARD: BUILDING,
    OTHER_STEWARD: OTHER_BUILDING,
    OFFICER: GRID,
    COMMUNITY_STAFF: COMMUNITY,
    STREET_STAFF: STREET,
}
_RELATIONS = (
    Relation(person=DAUGHTER, resident=MRS_LIN, relation="daughter", tell=True),
    Relation(person=OUTSIDER, resident=MR_ZHOU, relation="son"),
)
_DEVICES = (
    Device(id=WATCH, kind=DeviceKind.WATCH, site=SITE),
    Device(id=MONITOR, kind=DeviceKind.MONITOR, site=SITE, power=Power.MAINS),
    Device(id=DOOR, kind=DeviceKind.DOOR, site=SITE, dialect="zigbee2mqtt"),
    Device(id=OTHER_WATCH, kind=DeviceKind.WATCH, site=SITE),
)


def noted(now: datetime, device: str) -> list[Entry]:
    """Give the trail's entry of a change to a device."""
    return [Entry(at=now, person=COMMUNITY_STAFF, deed=Deed.KEEP_DEVICES, subject=f"device:{device}")]
