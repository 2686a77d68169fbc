"""Devices: the facts with their ages, and whose they are."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.people import Device, DeviceKind, Power
from domain.time_rules import AbsenceRule
from store.records.bridges import BridgeWord
from store.records.registry import DeviceFacts
from tests.api.house import House
from tests.neighbourhood import DAUGHTER, DOOR, MONITOR, MRS_LIN, OFFICER, OTHER_WATCH, OUTSIDER, SITE, STEWARD, WATCH

HERS = sorted([WATCH, MONITOR, DOOR])
VISIBLE = {DAUGHTER: HERS, STEWARD: HERS, OUTSIDER: [OTHER_WATCH], OFFICER: sorted([*HERS, OTHER_WATCH])}


@pytest.mark.parametrize("person", VISIBLE)
def test_everybody_sees_the_devices_of_their_own(shared_house: House, person: str) -> None:
    items = shared_house.as_(person).get("/api/v1/devices").json()["items"]
    assert [one["id"] for one in items] == VISIBLE[person]


def test_pages_follow_one_another(shared_house: House) -> None:
    client = shared_house.as_(DAUGHTER)
    first = client.get("/api/v1/devices?limit=2").json()
    second = client.get("/api/v1/devices", params={"limit": 2, "after": first["next"]}).json()
    assert [one["id"] for page in (first, second) for one in page["items"]] == HERS
    assert second["next"] is None


def test_what_is_known_of_a_device_is_shown_with_its_age(house: House) -> None:
    heard = house.clock() - timedelta(minutes=5)
    facts = DeviceFacts(device=WATCH, last_heard_at=heard, battery=83, clock_offset=-0.2, missed=3, firmware="3.1")
    house.records.registry.hear([facts])
    shown = house.as_(DAUGHTER).get(f"/api/v1/devices/{WATCH}").json()
    assert (shown["resident"], shown["battery"], shown["missed"], shown["firmware"]) == (MRS_LIN, 83, 3, "3.1")
    assert 300 <= shown["age_seconds"] < 320


def test_a_zigbee_name_may_be_in_the_path(shared_house: House) -> None:
    assert shared_house.as_(DAUGHTER).get(f"/api/v1/devices/{DOOR}").json()["kind"] == "door"


def test_a_device_that_is_nobodys_is_not_shown(house: House) -> None:
    house.records.registry.add(Device(id=f"{SITE}.spare", kind=DeviceKind.WATCH, site=SITE), house.clock())
    assert house.as_(OFFICER).get(f"/api/v1/devices/{SITE}.spare").status_code == 404
    assert house.as_(OFFICER).get("/api/v1/devices/nothing").status_code == 404


def judged(house: House, device: str = WATCH, person: str = DAUGHTER) -> tuple[bool | None, str, str]:
    """Give `online`, the state and the reason of a device, as one page and the list show them alike."""
    client = house.as_(person)
    shown = client.get(f"/api/v1/devices/{device}").json()
    assert shown["availability"] == next(
        one["availability"] for one in client.get("/api/v1/devices").json()["items"] if one["id"] == device
    )
    return shown["online"], shown["availability"]["state"], shown["availability"]["reason"]


def heard(house: House, device: str = WATCH, *, ago: timedelta = timedelta(minutes=1), **facts: Any) -> None:
    house.records.registry.hear([DeviceFacts(device=device, last_heard_at=house.clock() - ago, **facts)])


def test_a_device_that_was_never_heard_of_is_neither_here_nor_gone(house: House) -> None:
    assert judged(house) == (None, "unknown", "never_heard")


@pytest.mark.parametrize("person", [DAUGHTER, STEWARD, OFFICER])
def test_a_door_behind_a_gateway_that_is_down_is_not_there_for_anybody(house: House, person: str) -> None:
    heard(house, DOOR)
    assert judged(house, DOOR, person) == (True, "online", "online")
    at = house.clock()
    house.records.bridges.hear([BridgeWord(bridge="zigbee2mqtt.bridge", online=False, at=at)])
    assert judged(house, DOOR, person) == (False, "offline", "bridge_down")
    shown = house.as_(person).get(f"/api/v1/devices/{DOOR}").json()["availability"]
    assert datetime.fromisoformat(shown["since"]) == at
    heard(house)
    assert judged(house, WATCH, person)[0] is True, "the watch has a line of its own"


def test_a_device_that_says_that_it_goes_is_gone_until_it_speaks(house: House) -> None:
    now = house.clock()
    heard(house, ago=timedelta(minutes=9), online=False, online_at=now - timedelta(minutes=5))
    assert judged(house) == (False, "offline", "device_offline")
    heard(house)
    assert judged(house) == (True, "online", "online")


def test_a_silent_device_is_gone_by_the_rule_that_tells_of_silence(house: House) -> None:
    heard(house, ago=timedelta(hours=24))
    heard(house, MONITOR, ago=timedelta(minutes=11))
    assert judged(house)[2] == "online", "a watch runs on a battery"
    assert judged(house, MONITOR) == (False, "offline", "silent")
    rule = house.records.rules.rule("watch_silent")
    assert isinstance(rule, AbsenceRule)
    house.records.rules.put(replace(rule, silent_after={Power.BATTERY: timedelta(hours=2)}), OFFICER, house.clock())
    assert judged(house)[2] == "silent"


def test_a_native_device_has_no_bridge(house: House) -> None:
    heard(house)
    house.records.bridges.hear([BridgeWord(bridge=f"{SITE}.bridge", online=False, at=house.clock())])
    assert judged(house) == (True, "online", "online")
