"""Gateways and how they log in, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Deed
from domain.errors import NotFound, Refused
from store.records import Records
from store.records.audit import Entry
from store.records.claiming import Login
from store.records.gateways import Gateway
from tests.neighbourhood import BUILDING, COMMUNITY, COMMUNITY_STAFF, DOOR, STREET, WATCH, cast

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ATTIC = Gateway(base="home/attic", area=BUILDING, name="阁楼", made_by=COMMUNITY_STAFF, made_at=NOW)


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast in them, and a gateway in the attic."""
    cast(any_records, NOW)
    any_records.gateways.add(ATTIC, login(ATTIC.base), noted("added"))
    return any_records


def login(base: str, hashed: str = "one", at: datetime = NOW) -> Login:
    return Login(username=base, made_at=at, password_hash=hashed, mosquitto_hash=f"$7${hashed}")


def noted(what: str, base: str = ATTIC.base) -> list[Entry]:
    subject = f"gateway:{base}"
    return [Entry(at=NOW, person=COMMUNITY_STAFF, deed=Deed.KEEP_DEVICES, subject=subject, detail=what)]


def refuse(_: Gateway) -> None:
    raise Refused("somebody was faster")


def test_a_gateway_is_found_where_it_stands_and_from_above(house: Records) -> None:
    assert house.gateways.gateway(ATTIC.base) == ATTIC
    assert [house.gateways.within([area]) for area in (BUILDING, STREET, COMMUNITY)] == [[ATTIC]] * 3
    assert house.gateways.within(["building-5"]) == house.gateways.within([]) == []
    assert house.gateways.logins() == [login(ATTIC.base)]


@pytest.mark.parametrize("base", ["home/attic", "home/attic/box", "home"])
def test_no_gateway_lies_within_another(house: Records, base: str) -> None:
    with pytest.raises(Refused):
        house.gateways.add(replace(ATTIC, base=base), login(base), noted("added", base))
    assert house.gateways.within([STREET]) == [ATTIC]
    assert len(house.audit.about([f"gateway:{one}" for one in (base, ATTIC.base)])) == 1, (
        "what was refused is not there"
    )


def test_gateways_side_by_side_are_apart(house: Records) -> None:
    for base in ("home/attic2", "home/cellar", "zigbee2mqtt"):
        house.gateways.add(replace(ATTIC, base=base), login(base), noted("added", base))
    assert len(house.gateways.within([STREET])) == 4


def test_a_name_that_a_device_logs_in_by_is_taken(house: Records) -> None:
    house.registry.claims.renew_login(WATCH, login("home/cellar"), noted("credential renewed", WATCH))
    with pytest.raises(Refused, match="a device logs in"):
        house.gateways.add(replace(ATTIC, base="home/cellar"), login("home/cellar"), noted("added"))


def test_an_area_that_is_not_there_has_no_gateway(house: Records) -> None:
    with pytest.raises(NotFound, match="no area"):
        house.gateways.add(replace(ATTIC, base="home/cellar", area="nowhere"), login("home/cellar"), noted("added"))


def test_a_new_password_takes_the_old_ones_place(house: Records) -> None:
    new = login(ATTIC.base, "two", LATER)
    found = house.gateways.renew(ATTIC.base, new, "staff-chen", noted("credential renewed"))
    assert found == replace(ATTIC, made_by="staff-chen", made_at=LATER)
    assert house.gateways.logins() == [new]


def test_one_that_is_taken_away_logs_in_no_more(house: Records) -> None:
    house.gateways.remove(ATTIC.base, noted("removed"))
    assert (house.gateways.logins(), house.gateways.within([STREET])) == ([], [])
    with pytest.raises(NotFound):
        house.gateways.gateway(ATTIC.base)


CHANGES: list[Callable[[Records], object]] = [
    lambda house: house.gateways.renew(ATTIC.base, login(ATTIC.base, "two"), "staff-chen", noted("no"), seen=refuse),
    lambda house: house.gateways.remove(ATTIC.base, noted("no"), seen=refuse),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_seen_in_another_state_is_not_changed(house: Records, change: Callable[[Records], object]) -> None:
    before = house.revision()
    with pytest.raises(Refused, match="faster"):
        change(house)
    assert (house.gateways.gateway(ATTIC.base), house.gateways.logins()) == (ATTIC, [login(ATTIC.base)])
    assert house.revision() == before
    assert [one.detail for one in house.audit.about([f"gateway:{ATTIC.base}"])] == ["added"]


def test_the_broker_hears_of_every_change(house: Records) -> None:
    revisions = [house.revision()]
    house.gateways.renew(ATTIC.base, login(ATTIC.base, "two"), "staff-chen", noted("credential renewed"))
    revisions.append(house.revision())
    house.gateways.remove(ATTIC.base, noted("removed"))
    revisions.append(house.revision())
    assert revisions == sorted(set(revisions))
    details = [one.detail for one in house.audit.about([f"gateway:{ATTIC.base}"])]
    assert details == ["removed", "credential renewed", "added"]


def test_an_area_with_a_gateway_is_not_taken_away(house: Records) -> None:
    entry = Entry(at=NOW, person=COMMUNITY_STAFF, deed=Deed.KEEP_ORGANISATION, subject=f"area:{BUILDING}")
    with pytest.raises(Refused, match="gateways"):
        house.organisation.remove_area(BUILDING, lambda _: None, entry)


def test_devices_that_speak_through_a_gateway_are_told_by_their_dialect(house: Records) -> None:
    assert house.gateways.devices() == [DOOR]


def test_what_is_not_there_cannot_be_changed(house: Records) -> None:
    with pytest.raises(NotFound):
        house.gateways.renew("home/nowhere", login("home/nowhere"), "staff-chen", [])
    with pytest.raises(NotFound):
        house.gateways.remove("home/nowhere", [])
