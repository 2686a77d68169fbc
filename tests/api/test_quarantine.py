"""What could not be taken is looked at, read once more, and lost by nobody."""

from datetime import datetime, timedelta

import httpx2
import pytest

from devices import decode
from domain.people import Device, DeviceKind, Person, Role
from domain.readings import Quarantined
from mqtt.topics import device_topic
from store.records.neighbourhood import Assignment, Neighbourhood
from tests.api.house import House
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    DAUGHTER,
    MRS_LIN,
    SITE,
    STEWARD,
    STREET_STAFF,
)

PATH = "/api/v1/quarantine"
GOOD, BAD = b'{"heart_rate": 72, "spo2": 97}', b'{"heart_rate": 900, "spo2": 96}'


def _put(house: House, payload: bytes, device: str = "watch-lin", minutes: int = 60) -> tuple[int, datetime]:
    """Let what a decoder of yesterday could not read lie in quarantine; give its id and when it came."""
    at = (house.clock() - timedelta(minutes=minutes)).replace(microsecond=0)
    topic = device_topic(SITE, device, "readings")
    entry = Quarantined(
        device=f"{SITE}.{device}", topic=topic, reason="unknown_metric", detail="x", payload=payload, received_at=at
    )
    house.records.findings.quarantine([entry])
    return house.records.findings.kept()[0].number, at


def _replay(house: House, number: int | str, person: str = COMMUNITY_STAFF) -> httpx2.Response:
    return house.as_(person).post(f"{PATH}/{number}/replay")


def _series(house: House, device: str, metric: str, at: datetime) -> list[float]:
    points = house.readings.series(device, metric, at, at + timedelta(seconds=1))
    return [one.value for one in points]


def test_what_can_be_read_now_rests_as_of_when_it_came_and_its_entry_goes(house: House) -> None:
    number, at = _put(house, GOOD)
    said = _replay(house, number).json()
    assert said == {"id": number, "became": "taken", "readings": 2, "devices": [house.cast.watch.id], "refused": []}
    assert _series(house, house.cast.watch.id, "heart_rate", at) == [72.0]
    assert house.records.findings.kept() == []
    assert (COMMUNITY_STAFF, "keep_devices", True) in house.looks(f"quarantine:{number}")


def test_twice_does_no_harm(house: House) -> None:
    number, at = _put(house, GOOD)
    assert [_replay(house, number).status_code for _ in range(2)] == [200, 404]
    assert _series(house, house.cast.watch.id, "spo2", at) == [97.0]


def test_what_is_refused_again_stays_and_what_was_good_of_it_rests(house: House) -> None:
    number, at = _put(house, BAD)
    said = _replay(house, number).json()
    assert (said["became"], [one["reason"] for one in said["refused"]]) == ("still_refused", ["implausible"])
    assert _series(house, house.cast.watch.id, "spo2", at) == [96.0]
    assert [one.number for one in house.records.findings.kept()] == [number]


def test_what_nobody_has_waits_for_its_claim(house: House) -> None:
    number, at = _put(house, GOOD, device="watch-new")
    assert _replay(house, number).json()["became"] == "unclaimed"
    new = Device(id=f"{SITE}.watch-new", kind=DeviceKind.WATCH, site=SITE)
    house.records.registry.add(new, house.clock())
    house.records.registry.assign(new.id, MRS_LIN, at)
    assert _replay(house, number).json()["became"] == "taken"
    assert _series(house, new.id, "heart_rate", at) == [72.0]


def test_a_message_that_was_refused_for_two_reasons_is_taken_once_for_both(house: House) -> None:
    number, _ = _put(house, GOOD)
    house.records.findings.quarantine([house.records.findings.kept()[0].entry])
    assert _replay(house, number).json()["became"] == "taken"
    assert house.records.findings.kept() == []


def test_all_of_a_device_is_read_again(house: House) -> None:
    for minutes in (3, 2, 1):
        _put(house, GOOD, minutes=minutes)
    bad, _ = _put(house, BAD)
    other, _ = _put(house, GOOD, device="watch-zhou")
    said = house.as_(COMMUNITY_STAFF).post(f"{PATH}/replay", json={"device": house.cast.watch.id}).json()
    assert [one["became"] for one in said["items"]] == ["taken", "taken", "taken", "still_refused"]
    assert (said["left"], {one.number for one in house.records.findings.kept()}) == (1, {bad, other})


@pytest.mark.parametrize("payload", [b"", b"\xff\x00", b"[" * 1000, b"{}" * 2048])
def test_whatever_lies_there_is_answered_and_nothing_is_lost(house: House, payload: bytes) -> None:
    number, _ = _put(house, payload)
    assert _replay(house, number).json()["became"] == "still_refused"
    assert house.records.findings.kept()[0].entry.payload == payload
    assert house.as_(COMMUNITY_STAFF).get(f"{PATH}/{number}").json()["payload_hex"] == payload.hex()


def test_whoever_does_not_look_after_the_device_reads_nothing_again(house: House) -> None:
    number, at = _put(house, GOOD, device="watch-zhou")
    found = {person: _replay(house, number, person).status_code for person in (DAUGHTER, STEWARD)}
    assert found == {DAUGHTER: 403, STEWARD: 403}
    assert house.client().post(f"{PATH}/{number}/replay").status_code == 401
    assert _series(house, house.cast.other_watch.id, "spo2", at) == []
    assert _replay(house, number, STREET_STAFF).status_code == 200


def test_staff_of_another_part_of_the_site_do_not_touch_it(house: House) -> None:
    number, at = _put(house, GOOD, device="watch-zhou")
    hers = Neighbourhood(
        people=(Person(id="staff-3", name="马丽", role=Role.STAFF),),
        assignments=(Assignment(person="staff-3", area=BUILDING),),
    )
    house.records.neighbourhood.load(hers, house.clock())
    assert _replay(house, number, "staff-3").status_code == 404
    all_of_it = house.as_("staff-3").post(f"{PATH}/replay", json={"device": house.cast.other_watch.id})
    assert all_of_it.status_code == 404
    assert _series(house, house.cast.other_watch.id, "spo2", at) == []
    assert [one.number for one in house.records.findings.kept()] == [number]


def test_pages_follow_one_another(house: House) -> None:
    numbers = [_put(house, BAD, minutes=minute)[0] for minute in range(5, 0, -1)]
    client = house.as_(COMMUNITY_STAFF)
    first = client.get(PATH, params={"limit": 3}).json()
    second = client.get(PATH, params={"limit": 3, "after": first["next"]}).json()
    assert [one["id"] for one in first["items"] + second["items"]] == numbers[::-1]
    assert second["next"] is None
    assert client.get(PATH, params={"reason": "not_json"}).json()["items"] == []
    assert client.get(PATH, params={"after": "bad"}).status_code == 422


def test_the_decoder_keeps_enough_to_be_read_again(house: House) -> None:
    payload = b'{"heart_rate": 900, "note": "' + b"x" * 2000 + b'"}'
    found = decode(device_topic(SITE, "watch-lin", "readings"), payload, house.clock()).quarantined
    assert {one.payload for one in found} == {payload}
