"""A gateway speaks for nobody outside of its area: neither when it comes, nor when a device changes hands."""

from dataclasses import replace

import pytest

from domain.errors import Refused
from domain.people import Device, DeviceKind
from store.records import Records
from store.records.audit import Entry
from tests.neighbourhood import BUILDING, DOOR, GRID, MR_ZHOU, MRS_LIN, OTHER_BUILDING, SITE, cast
from tests.store.test_records_gateways import ATTIC, LATER, NOW, login, noted

BAND = Device(id="home.582d34a1b2c3", kind=DeviceKind.WATCH, site=SITE, dialect="theengs")


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast in them, whose door speaks by Zigbee, and no gateway."""
    cast(any_records, NOW)
    return any_records


def add(records: Records, base: str, area: str) -> None:
    records.gateways.add(replace(ATTIC, base=base, area=area), login(base), noted("added", base))


def claim(records: Records, device: Device, resident: str) -> None:
    records.registry.claims.claim(device, resident, NOW, None, no_entries())


def no_entries() -> list[Entry]:
    return noted("claimed", "x")


def test_a_gateway_that_would_hear_another_building_is_refused(house: Records) -> None:
    with pytest.raises(Refused, match="a base of its own"):
        add(house, "zigbee2mqtt", OTHER_BUILDING)
    assert house.gateways.logins() == []
    add(house, "zigbee2mqtt/attic", OTHER_BUILDING)
    with pytest.raises(Refused, match="within one another"):
        add(house, "zigbee2mqtt", BUILDING)


@pytest.mark.parametrize("area", [BUILDING, GRID])
def test_one_of_the_area_where_all_of_them_live_is_taken(house: Records, area: str) -> None:
    add(house, "zigbee2mqtt", area)
    assert [one.area for one in house.gateways.within([GRID])] == [area]


def test_any_bluetooth_gateway_may_hear_any_band_of_its_base(house: Records) -> None:
    claim(house, BAND, MR_ZHOU)
    for base in ("home", "home/attic"):
        with pytest.raises(Refused, match="outside"):
            add(house, base, BUILDING)
    add(house, "home/attic", GRID)
    add(house, "east/attic", BUILDING)


def test_a_device_is_not_given_to_who_lives_outside_of_its_gateways_area(house: Records) -> None:
    add(house, "home/attic", BUILDING)
    with pytest.raises(Refused, match="'home/attic' speaks for"):
        claim(house, BAND, MR_ZHOU)
    claim(house, BAND, MRS_LIN)
    with pytest.raises(Refused, match="'home/attic' speaks for"):
        house.registry.claims.move(BAND.id, MR_ZHOU, SITE, LATER, no_entries())
    assert [one.resident for one in house.registry.devices() if one.device.id == BAND.id] == [MRS_LIN]


def test_a_device_of_nobody_hinders_no_gateway(house: Records) -> None:
    house.registry.claims.release(DOOR, LATER, no_entries())
    add(house, "zigbee2mqtt", OTHER_BUILDING)
    with pytest.raises(Refused, match="'zigbee2mqtt' speaks for"):
        house.registry.claims.move(DOOR, MRS_LIN, SITE, LATER, no_entries())
