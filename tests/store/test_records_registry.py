"""Devices: whose they were when, what services must hear of, what was heard of them."""

import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import NotFound, Refused
from domain.people import Device, DeviceKind, Ownership, Power
from store.records import Records
from store.records.claiming import Login
from store.records.findings import Sighting
from store.records.neighbourhood import Belonging, Neighbourhood
from store.records.registry import BrokerUser, DeviceFacts, KnownDevice
from tests.neighbourhood import BUILDING, DOOR, MONITOR, MR_ZHOU, MRS_LIN, OTHER_WATCH, SITE, WATCH, cast, noted

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=365)
MOVED = NOW + timedelta(days=1)
NEW = Device(id=f"{SITE}.watch-new", kind=DeviceKind.WATCH, site=SITE, model="W1")


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast in them."""
    cast(any_records, NOW)
    return any_records


def test_known_devices_say_whose_they_are(house: Records) -> None:
    revision, known = house.registry.known()
    assert revision == house.revision()
    assert [one.id for one in known] == sorted([WATCH, MONITOR, DOOR, OTHER_WATCH])
    door = next(one for one in known if one.id == DOOR)
    assert (door.kind, door.site, door.dialect, door.power) == (DeviceKind.DOOR, SITE, "zigbee2mqtt", Power.BATTERY)
    assert door.owners == (Ownership(device=DOOR, resident=MRS_LIN, since=SINCE),)


def test_readings_stay_with_who_wore_the_device_then(house: Records) -> None:
    house.registry.assign(WATCH, MR_ZHOU, MOVED)
    watch = _known(house, WATCH)
    just_before = MOVED - timedelta(microseconds=1)
    owners = [watch.resident_at(at) for at in (SINCE - timedelta(days=1), SINCE, just_before, MOVED)]
    assert owners == [None, MRS_LIN, MRS_LIN, MR_ZHOU]
    assert watch.resident == MR_ZHOU
    assert [one.until for one in watch.owners] == [MOVED, None]


def test_a_device_that_belonged_to_nobody_for_a_while(house: Records) -> None:
    house.registry.claims.release(WATCH, NOW, noted(NOW, WATCH))
    assert _known(house, WATCH).resident is None
    house.registry.assign(WATCH, MR_ZHOU, MOVED)
    assert _known(house, WATCH).resident_at(NOW) is None


@pytest.mark.parametrize("since", [SINCE, SINCE - timedelta(days=1)])
def test_ownerships_never_overlap(house: Records, since: datetime) -> None:
    before = _known(house, WATCH)
    with pytest.raises(Refused):
        house.registry.assign(WATCH, MR_ZHOU, since)
    assert _known(house, WATCH) == before


def test_only_what_changed_is_given_to_who_asks_again(house: Records) -> None:
    revision, _ = house.registry.known()
    assert house.registry.known(revision) == (revision, [])
    house.registry.assign(WATCH, MR_ZHOU, MOVED)
    later, changed = house.registry.known(revision)
    assert later > revision
    assert [one.id for one in changed] == [WATCH]


def test_a_retired_device_is_told_once_and_then_unknown(house: Records) -> None:
    revision, _ = house.registry.known()
    house.registry.claims.retire(WATCH, NOW, [], noted(NOW, WATCH))
    [gone] = house.registry.known(revision)[1]
    assert (gone.retired, gone.resident_at(NOW - timedelta(days=1))) == (True, MRS_LIN)
    assert WATCH not in [one.id for one in house.registry.known()[1]]
    assert WATCH not in [one.device.id for one in house.registry.devices()]
    assert house.registry.device(WATCH).retired_at == NOW


def test_a_new_device_is_no_longer_unclaimed(house: Records) -> None:
    house.findings.unclaimed([Sighting(device=NEW.id, site=SITE, topic="t", payload=b"{}", at=NOW)])
    house.registry.add(NEW, NOW)
    assert house.findings.list_unclaimed() == []
    assert house.registry.device(NEW.id).device == NEW
    assert _known(house, NEW.id).resident is None
    with pytest.raises(Refused):
        house.registry.add(NEW, NOW)


def test_facts_are_put_over_what_is_known(house: Records) -> None:
    first = DeviceFacts(device=WATCH, last_heard_at=NOW, battery=83, last_seq=7, missed=2, online=True, model="W1")
    house.registry.hear([first])
    house.registry.hear([DeviceFacts(device=WATCH, clock_offset=-3.5, missed=1), DeviceFacts(device="nobody's")])
    assert house.registry.device(WATCH).facts == DeviceFacts(
        device=WATCH,
        last_heard_at=NOW,
        battery=83,
        clock_offset=-3.5,
        last_seq=7,
        missed=3,
        online=True,
        model="W1",
    )


def test_an_older_word_does_not_overturn_a_newer_one(house: Records) -> None:
    house.registry.hear([DeviceFacts(device=WATCH, last_heard_at=NOW)])
    house.registry.hear([DeviceFacts(device=WATCH, last_heard_at=NOW - timedelta(hours=1))])
    house.registry.hear([DeviceFacts(device=DOOR, last_heard_at=NOW)])
    assert house.registry.heard() == {WATCH: NOW, DOOR: NOW}
    house.registry.hear([])


def test_what_is_heard_of_thousands_of_devices_is_written_for_each(house: Records) -> None:
    ours = [WATCH, MONITOR, DOOR, OTHER_WATCH]
    strangers = [f"{device}{number:04}" for device in sorted(ours) for number in range(1000)]
    house.registry.hear([DeviceFacts(device=device, last_heard_at=NOW, missed=1) for device in (*ours, *strangers)])
    assert house.registry.heard() == dict.fromkeys(ours, NOW)
    assert [house.registry.device(device).facts.missed for device in ours] == [1, 1, 1, 1]


def test_hearing_of_devices_changes_no_revision(house: Records) -> None:
    revision = house.revision()
    house.registry.hear([DeviceFacts(device=WATCH, last_heard_at=NOW)])
    assert house.revision() == revision


def test_devices_are_found_by_resident_and_area(house: Records) -> None:
    hers = sorted([WATCH, MONITOR, DOOR])
    assert [one.device.id for one in house.registry.devices(residents=[MRS_LIN])] == hers
    assert [one.device.id for one in house.registry.devices(areas=[BUILDING])] == hers
    assert len(house.registry.devices()) == 4
    assert house.registry.devices(areas=[]) == []
    watch = house.registry.device(WATCH)
    assert (watch.resident, watch.since, watch.retired_at) == (MRS_LIN, SINCE, None)


def test_broker_users_are_those_of_devices_in_use(house: Records) -> None:
    for device, user, hashed in ((WATCH, "watch", "hash"), (DOOR, "door", "hash"), (WATCH, "watch", "newer")):
        login = Login(username=user, made_at=NOW, password_hash=hashed)
        house.registry.claims.renew_login(device, login, noted(NOW, device))
    house.registry.claims.retire(DOOR, NOW, [], noted(NOW, DOOR))
    assert house.registry.broker_users() == [
        BrokerUser(device=WATCH, site=SITE, username="watch", password_hash="newer"),
    ]


def test_unknown_devices_and_residents_are_not_found(house: Records) -> None:
    revision = house.revision()
    for ask in (
        lambda: house.registry.device("nothing"),
        lambda: house.registry.assign("nothing", MRS_LIN, NOW),
        lambda: house.registry.assign(WATCH, "nobody", NOW),
        lambda: house.registry.claims.retire("nothing", NOW, [], noted(NOW, "nothing")),
        lambda: house.registry.claims.renew_login("nothing", Login(username="x", made_at=NOW, password_hash="y"), []),
    ):
        with pytest.raises(NotFound):
            ask()
    assert house.revision() == revision


def test_a_known_device_is_small(records: Records) -> None:
    cast(records, NOW)
    devices = tuple(replace(NEW, id=f"{SITE}.watch-{number:06}") for number in range(3_000))
    theirs = tuple(Belonging(device=device.id, resident=MRS_LIN, since=NOW) for device in devices)
    records.neighbourhood.load(Neighbourhood(devices=devices, belongings=theirs), NOW)
    records.registry.known()
    tracemalloc.start()
    known = {one.id: one for one in records.registry.known()[1]}
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size / len(known) < 350


def _known(records: Records, device: str) -> KnownDevice:
    return next(one for one in records.registry.known()[1] if one.id == device)
