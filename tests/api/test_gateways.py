"""Gateways over HTTP: added where one keeps devices, their credential shown once, and what is there and what is not."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import bcrypt
import httpx2
import pytest

from domain.access import Deed
from domain.people import Device, DeviceKind
from store.records.audit import Entry
from store.records.bridges import BridgeWord
from store.records.claiming import Login
from store.records.gateways import Gateway
from tests.api.house import House, open_house
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY,
    COMMUNITY_STAFF,
    DAUGHTER,
    DOOR,
    GRID,
    MRS_LIN,
    OFFICER,
    OTHER_BUILDING,
    SITE,
    STEWARD,
    STREET_STAFF,
)

PATH = "/api/v1/gateways"
BASE = "home/attic"
FORM: dict[str, Any] = {"base": BASE, "area": BUILDING, "name": "阁楼"}
DIALECTS = "native,zigbee2mqtt,theengs"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, dialects=DIALECTS, device_broker="mqtts://care.example.org:8883") as opened:
        yield opened


def add(house: House, person: str = COMMUNITY_STAFF, **changed: Any) -> httpx2.Response:
    return house.as_(person).post(PATH, json=FORM | changed)


def shown(house: House, base: str = BASE) -> dict[str, Any]:
    found: dict[str, Any] = house.as_(COMMUNITY_STAFF).get(f"{PATH}/{base}").json()
    return found


def bridge(house: House, name: str, *, online: bool) -> datetime:
    at = house.clock()
    house.records.bridges.hear([BridgeWord(bridge=name, online=online, at=at)])
    return at


def test_nobody_adds_a_gateway_that_would_hear_another_building(house: House) -> None:
    refused = add(house, base="zigbee2mqtt", area=OTHER_BUILDING)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/refused")
    assert add(house, base="zigbee2mqtt", area=BUILDING).status_code == 201


def fits(house: House, password: str) -> bool:
    [login] = house.records.gateways.logins()
    return bcrypt.checkpw(password.encode(), login.password_hash.encode()) and login.mosquitto_hash.startswith("$7$")


def test_a_gateways_credential_is_shown_once(house: House) -> None:
    answer = add(house)
    said = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    assert (said["base"], said["area"], said["dialect"], said["made_by"]) == (
        BASE,
        BUILDING,
        "theengs",
        COMMUNITY_STAFF,
    )
    password = said["credential"].pop("password")
    assert said["credential"] == {"username": BASE, "broker": "mqtts://care.example.org:8883", "topics": f"{BASE}/#"}
    assert fits(house, password)
    assert "credential" not in shown(house)
    assert password not in house.as_(COMMUNITY_STAFF).get(PATH).text


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        ("care/v1/lin-lane/watch", "ourselves"),
        ("service", "ourselves"),
        ("home/+", "no wildcards"),
        ("zigbee2mqtt/#", "no wildcards"),
        ("home/>", "no wildcards"),
        ("home/", "letters"),
        ("ingest", "a service"),
        ("elsewhere/attic", "home, zigbee2mqtt"),
    ],
)
def test_a_base_where_no_gateway_may_speak_is_told(house: House, base: str, reason: str) -> None:
    answer = add(house, base=base)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.base")
    assert reason in answer.json()["errors"][0]["reason"]
    assert house.records.gateways.logins() == []


@pytest.mark.parametrize("base", ["home/attic", "home/attic/box", "home"])
def test_no_gateway_lies_within_another(house: House, base: str) -> None:
    add(house)
    answer = add(house, base=base)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refused")
    assert len(house.records.gateways.logins()) == 1


@pytest.mark.parametrize(
    ("person", "area", "status"),
    [
        (OFFICER, BUILDING, 201),
        (OFFICER, GRID, 201),
        (OFFICER, COMMUNITY, 404),
        (STREET_STAFF, BUILDING, 201),
        (COMMUNITY_STAFF, "nowhere", 404),
        (STEWARD, BUILDING, 403),
        (DAUGHTER, BUILDING, 403),
    ],
)
def test_who_keeps_an_areas_devices_adds_its_gateways(house: House, person: str, area: str, status: int) -> None:
    assert add(house, person, area=area).status_code == status
    assert len(house.records.gateways.logins()) == (1 if status == 201 else 0)


def test_a_gateway_of_the_community_is_not_a_grids(house: House) -> None:
    add(house, area=COMMUNITY)
    officer = house.as_(OFFICER)
    assert officer.get(PATH).json()["items"] == []
    for method, path in (("GET", BASE), ("DELETE", BASE), ("POST", f"{BASE}/credential")):
        assert officer.request(method, f"{PATH}/{path}").status_code == 404
    assert len(house.records.gateways.logins()) == 1


def test_a_gateway_is_shown_with_its_bridge_and_what_speaks_through_it(house: House) -> None:
    add(house, base="zigbee2mqtt")
    add(house)
    assert [(one["base"], one["bridge"], one["devices"]) for one in items(house)] == [
        (BASE, None, None),
        ("zigbee2mqtt", None, 1),
    ]
    at = bridge(house, "home.attic.bridge", online=False)
    bridge(house, "zigbee2mqtt.bridge", online=True)
    assert [one["bridge"]["state"] for one in items(house)] == ["offline", "online"]
    assert datetime.fromisoformat(shown(house)["bridge"]["since"]) == at


def items(house: House) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.as_(COMMUNITY_STAFF).get(PATH).json()["items"]
    return found


def test_a_device_behind_gateways_side_by_side_is_there_while_one_of_them_is(house: House) -> None:
    device = Device(id="home.a4c138000001", kind=DeviceKind.DOOR, site=SITE, dialect="theengs")
    house.records.registry.add(device, house.clock())
    house.records.registry.assign(device.id, MRS_LIN, house.clock())
    for gateway, online in (("attic", False), ("cellar", True)):
        bridge(house, f"home.{gateway}.bridge", online=online)
    seen = house.as_(COMMUNITY_STAFF).get(f"/api/v1/devices/{device.id}").json()["availability"]
    assert seen["reason"] == "never_heard"
    bridge(house, "home.cellar.bridge", online=False)
    seen = house.as_(COMMUNITY_STAFF).get(f"/api/v1/devices/{device.id}").json()["availability"]
    assert seen["reason"] == "bridge_down"


def test_one_whose_dialect_is_switched_off_is_still_shown(tmp_path: Path) -> None:
    with open_house(tmp_path, dialects="native") as house:
        kept = Gateway(base=BASE, area=BUILDING, name="阁楼", made_by=OFFICER, made_at=house.clock())
        login = Login(username=BASE, made_at=house.clock(), password_hash="hash")
        entry = Entry(at=house.clock(), person=OFFICER, deed=Deed.KEEP_DEVICES, subject=f"gateway:{BASE}")
        house.records.gateways.add(kept, login, [entry])
        assert (shown(house)["name"], shown(house)["dialect"], shown(house)["devices"]) == ("阁楼", None, None)
        assert add(house, base="home/cellar").json()["errors"][0]["reason"].endswith("there is none")


def test_a_new_credential_takes_the_old_ones_place(house: House) -> None:
    old = add(house).json()["credential"]
    answer = house.as_(OFFICER).post(f"{PATH}/{BASE}/credential")
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    assert [fits(house, one["password"]) for one in (old, answer.json())] == [False, True]
    assert shown(house)["made_by"] == OFFICER


def test_one_that_is_taken_away_is_gone(house: House) -> None:
    add(house)
    assert house.as_(COMMUNITY_STAFF).delete(f"{PATH}/{BASE}").status_code == 204
    assert (house.records.gateways.logins(), items(house)) == ([], [])
    for method, path in (("GET", BASE), ("DELETE", BASE), ("POST", f"{BASE}/credential")):
        assert house.as_(COMMUNITY_STAFF).request(method, f"{PATH}/{path}").status_code == 404
    assert add(house).status_code == 201


@pytest.mark.parametrize(("method", "more"), [("POST", "/credential"), ("DELETE", "")])
def test_the_second_to_change_it_is_told(house: House, method: str, more: str) -> None:
    tag = add(house).headers["etag"]
    client = house.as_(COMMUNITY_STAFF)
    assert client.get(f"{PATH}/{BASE}").headers["etag"] == tag
    newer = client.post(f"{PATH}/{BASE}/credential", headers={"If-Match": tag}).headers["etag"]
    late = client.request(method, f"{PATH}/{BASE}{more}", headers={"If-Match": tag})
    assert (late.status_code, late.headers["etag"]) == (412, newer)
    assert client.request(method, f"{PATH}/{BASE}{more}", headers={"If-Match": newer}).status_code in {201, 204}


def test_every_change_is_on_record_with_its_gateway(house: House) -> None:
    add(house)
    client = house.as_(COMMUNITY_STAFF)
    client.post(f"{PATH}/{BASE}/credential")
    client.delete(f"{PATH}/{BASE}")
    details = [(one.person, one.detail) for one in house.records.audit.about([f"gateway:{BASE}"])]
    assert details == [(COMMUNITY_STAFF, what) for what in ("removed", "credential renewed", "added")]


def test_bridges_are_listed_for_whoever_sees_the_system(house: House) -> None:
    at = bridge(house, "zigbee2mqtt.bridge", online=False)
    listed = house.as_(OFFICER).get("/api/v1/bridges").json()["items"]
    assert [(one["bridge"], one["state"], datetime.fromisoformat(one["since"])) for one in listed] == [
        ("zigbee2mqtt.bridge", "offline", at)
    ]
    assert house.as_(DAUGHTER).get("/api/v1/bridges").status_code == 403


def test_a_door_behind_a_gateway_stays_when_the_gateway_is_taken_away(house: House) -> None:
    add(house, base="zigbee2mqtt")
    house.as_(COMMUNITY_STAFF).delete(f"{PATH}/zigbee2mqtt")
    assert house.as_(DAUGHTER).get(f"/api/v1/devices/{DOOR}").json()["resident"] == MRS_LIN
