"""Devices: the facts with their ages, and whose they are."""

from datetime import timedelta

import pytest

from domain.people import Device, DeviceKind
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
