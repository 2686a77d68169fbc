"""Claiming devices by list, code and label; replacing, moving, retiring; the credential that is shown once."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import bcrypt
import httpx2
import pytest

from store.records.findings import Sighting
from tests.api.house import House, open_house
from tests.neighbourhood import COMMUNITY_STAFF, DOOR, MR_ZHOU, MRS_LIN, OTHER_WATCH, SITE, WATCH

NEW = f"{SITE}.watch-7"
LABEL = f"banister:device?id={NEW}&kind=watch&model=CareBand%203&power=battery"
DEVICES = "/api/v1/devices"


def staff(house: House) -> httpx2.Client:
    return house.as_(COMMUNITY_STAFF)


def claim(house: House, code: str = LABEL, resident: str = MRS_LIN, **more: Any) -> httpx2.Response:
    return staff(house).post(DEVICES, json={"code": code, "resident": resident, **more})


def test_a_scanned_code_makes_a_device_hers_with_a_credential_of_its_own(house: House) -> None:
    answer = claim(house)
    said = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    assert (said["id"], said["model"], said["resident"]) == (NEW, "CareBand 3", MRS_LIN)
    assert (said["credential"]["username"], said["credential"]["topics"]) == (
        f"{SITE}/watch-7",
        f"care/v1/{SITE}/watch-7/#",
    )
    assert staff(house).get(f"{DEVICES}/{NEW}").json()["resident"] == MRS_LIN


def test_only_hashes_of_the_password_rest(house: House) -> None:
    password = claim(house).json()["credential"]["password"]
    user = next(one for one in house.records.registry.broker_users() if one.device == NEW)
    assert bcrypt.checkpw(password.encode(), user.password_hash.encode())
    assert user.mosquitto_hash.startswith("$7$")
    assert password not in staff(house).get(f"{DEVICES}/{NEW}").text


def test_one_that_was_just_heard_is_claimed_from_the_list(house: House) -> None:
    topic = f"care/v1/{SITE}/watch-7/readings"
    house.records.findings.unclaimed([Sighting(device=NEW, site=SITE, topic=topic, payload=b"{}", at=house.clock())])
    heard = staff(house).get("/api/v1/unclaimed").json()["items"][0]["device"]
    assert claim(house, heard, kind="monitor").status_code == 201
    assert staff(house).get("/api/v1/unclaimed").json()["items"] == []
    assert house.records.registry.device(NEW).device.power == "mains"


def test_a_gateways_device_is_claimed_without_a_credential(house: House) -> None:
    said = claim(house, "zigbee2mqtt.周家大门", MR_ZHOU, kind="door").json()
    assert (said["dialect"], said["site"], said["credential"]) == ("zigbee2mqtt", SITE, None)


def test_what_a_gateway_hears_by_bluetooth_is_claimed_by_its_address(tmp_path: Path) -> None:
    with open_house(tmp_path, dialects="native,theengs=east") as house:
        said = claim(house, "east.582d34601075", MR_ZHOU, kind="door").json()
        assert (said["dialect"], said["site"], said["credential"]) == ("theengs", SITE, None)
        refused = claim(house, "east.58:2D:34:60:10:76", MR_ZHOU, kind="door")
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "body.code")
        assert "no colons" in refused.json()["errors"][0]["reason"]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("  ", "empty"),
        ("watch-7", "SITE.DEVICE"),
        ("https://example.org/", "something else"),
        (f"{SITE}.Watch 7", "no id"),
        ("elm-lane.watch-7", "lives on"),
        (f"{SITE}.watch-7", "neither the form nor the code"),
        (f"banister:device?id={NEW}&kind=toaster", "none of watch"),
        (f"banister:device?id={NEW}&kind=watch&dialect=zigbee2mqtt", "dialect native"),
        (f"banister:device?id={NEW}&password=x", "none of id"),
        ("banister:device?kind=watch", "no id"),
        (f"banister:device?id={NEW}&id={NEW}", "twice"),
    ],
)
def test_a_bad_code_is_told_and_nothing_is_claimed(shared_house: House, code: str, reason: str) -> None:
    answer = claim(shared_house, code)
    assert answer.status_code == 422
    assert reason in answer.json()["errors"][0]["reason"]
    assert NEW not in {one.device.id for one in shared_house.records.registry.devices()}


def test_a_device_in_use_is_not_claimed_again(house: House) -> None:
    answer = claim(house, OTHER_WATCH, kind="watch")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refused")
    assert house.records.registry.device(OTHER_WATCH).resident == MR_ZHOU


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=-40)])
def test_from_when_it_is_hers_is_no_future_and_no_distant_past(shared_house: House, ahead: timedelta) -> None:
    answer = claim(shared_house, since=(shared_house.clock() + ahead).isoformat())
    assert answer.json()["errors"][0]["field"] == "body.since"


def test_a_new_device_takes_the_old_ones_place_and_kind(house: House) -> None:
    said = staff(house).post(f"{DEVICES}/{WATCH}/replace", json={"code": NEW}).json()
    assert (said["id"], said["kind"], said["resident"]) == (NEW, "watch", MRS_LIN)
    assert house.records.registry.device(WATCH).retired_at is not None
    assert {one.device for one in house.records.registry.worn_by(MRS_LIN)} >= {WATCH, NEW}


def test_a_moved_device_leaves_its_history_with_who_wore_it(house: House) -> None:
    assert staff(house).post(f"{DEVICES}/{WATCH}/move", json={"resident": MR_ZHOU}).status_code == 204
    before, after = house.records.registry.known()[1], house.records.registry.device(WATCH)
    watch = next(one for one in before if one.id == WATCH)
    assert watch.resident_at(house.clock() - timedelta(hours=1)) == MRS_LIN
    assert (watch.resident, after.resident) == (MR_ZHOU, MR_ZHOU)


def test_a_retired_device_cannot_log_in_and_its_words_are_to_be_cleared(house: House) -> None:
    claim(house)
    assert staff(house).post(f"{DEVICES}/{NEW}/retire").status_code == 204
    registry = house.records.registry
    assert NEW not in {one.device for one in registry.broker_users()}
    topics = [f"care/v1/{SITE}/watch-7/{leaf}" for leaf in ("info", "readings", "status")]
    assert registry.claims.to_clear(house.clock()) == topics
    assert staff(house).post(f"{DEVICES}/{NEW}/retire").status_code == 409


def test_a_retired_device_comes_back_with_its_history(house: House) -> None:
    staff(house).post(f"{DEVICES}/{WATCH}/retire")
    assert claim(house, WATCH, MR_ZHOU).status_code == 201
    assert house.records.registry.device(WATCH).retired_at is None
    assert WATCH in {one.device for one in house.records.registry.worn_by(MRS_LIN)}


def test_a_released_device_is_nobodys_and_still_staffs_to_give(house: House) -> None:
    assert staff(house).post(f"{DEVICES}/{WATCH}/release").status_code == 204
    assert house.records.registry.device(WATCH).resident is None
    assert staff(house).post(f"{DEVICES}/{WATCH}/move", json={"resident": MR_ZHOU}).status_code == 204
    assert house.records.registry.device(WATCH).resident == MR_ZHOU


def test_a_lost_credential_is_made_anew_for_what_has_a_line_of_its_own(house: House) -> None:
    old = claim(house).json()["credential"]
    new = staff(house).post(f"{DEVICES}/{NEW}/credential").json()
    user = next(one for one in house.records.registry.broker_users() if one.device == NEW)
    fits = [bcrypt.checkpw(one["password"].encode(), user.password_hash.encode()) for one in (old, new)]
    assert (fits, new["username"]) == ([False, True], old["username"])
    assert staff(house).post(f"{DEVICES}/{DOOR}/credential").status_code == 409


def test_a_label_is_a_drawing_of_the_code(shared_house: House) -> None:
    answer = staff(shared_house).get(f"{DEVICES}/{WATCH}/label")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "<svg" in answer.text


def test_every_change_is_on_record_with_its_device(house: House) -> None:
    claim(house)
    staff(house).post(f"{DEVICES}/{NEW}/move", json={"resident": MR_ZHOU})
    staff(house).post(f"{DEVICES}/{NEW}/retire")
    details = [one.detail for one in house.records.audit.about([f"device:{NEW}"])]
    assert details == ["retired", "moved", "claimed"]
