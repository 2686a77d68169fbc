"""Zigbee2MQTT's topics, availability and clock."""

from datetime import UTC, datetime, timedelta

import pytest

from devices import NATIVE_ONLY, decode, dialects_of
from devices.decoded import Decoded
from domain.readings import Availability

NOW = datetime(2026, 11, 24, tzinfo=UTC)
CONTACT = b'{"contact":true,"linkquality":5}'


def reasons(decoded: Decoded) -> list[str]:
    return [one.reason for one in decoded.quarantined]


@pytest.mark.parametrize(
    "topic",
    [
        "zigbee2mqtt/bridge/devices",
        "zigbee2mqtt/bridge/logging",
        "zigbee2mqtt/bridge",
        "zigbee2mqtt/door/set",
        "zigbee2mqtt/hall/door/get",
        "zigbee2mqtt/hall/door/set/contact",
        "zigbee2mqtt/0x847127fffe0542eb/action",
    ],
)
def test_what_the_bridge_says_and_what_is_said_to_devices_is_nothing(topic: str) -> None:
    assert decode(topic, b"[not json", NOW) == Decoded()


@pytest.mark.parametrize("payload", [b"offline", b'{"state":"offline"}'])
@pytest.mark.parametrize(
    ("topic", "device"),
    [
        ("zigbee2mqtt/hall/door/availability", "zigbee2mqtt.hall/door"),
        ("zigbee2mqtt/bridge/state", "zigbee2mqtt.bridge"),
    ],
)
def test_availability_is_read_in_both_forms(topic: str, device: str, payload: bytes) -> None:
    decoded = decode(topic, payload, NOW, retained=True)
    assert decoded == Decoded(availability=Availability(device=device, online=False, received_at=NOW))


@pytest.mark.parametrize("last_seen", ['"2026-11-23T23:50:00.000Z"', '"2026-11-24T07:50:00+08:00"', "1795477800000"])
def test_last_seen_is_the_time_where_it_is_configured(last_seen: str) -> None:
    payload = f'{{"contact":false,"last_seen":{last_seen}}}'.encode()
    (report,) = decode("zigbee2mqtt/door", payload, NOW).reports
    assert report.observed_at == NOW - timedelta(minutes=10)
    assert report.values == {"door": 1}


def test_a_door_that_is_told_again_on_subscribing_is_history() -> None:
    (report,) = decode("zigbee2mqtt/door", CONTACT, NOW, retained=True).reports
    assert report.history
    assert report.values == {"door": 0}


def test_keys_that_no_door_has_are_counted() -> None:
    decoded = decode("zigbee2mqtt/lamp", b'{"brightness":7,"":1}', NOW)
    assert reasons(decoded) == ["unknown_metric"]
    assert decoded.reports[0].seq is None


@pytest.mark.parametrize(
    "topic", ["zigbee2mqtt/", f"zigbee2mqtt/{'n' * 129}", "zigbee2mqtt/a\x00b", "zigbee2mqtt//availability"]
)
def test_a_name_that_cannot_be_kept_is_quarantined(topic: str) -> None:
    assert reasons(decode(topic, CONTACT, NOW)) == ["bad_topic"]


@pytest.mark.parametrize(("payload", "reason"), [(b"[]", "not_an_object"), (b"5", "not_an_object"), (b"{", "not_json")])
def test_a_state_that_is_no_object_is_quarantined(payload: bytes, reason: str) -> None:
    assert reasons(decode("zigbee2mqtt/door", payload, NOW)) == [reason]


def test_a_dialect_that_is_switched_off_is_not_read() -> None:
    assert reasons(decode("zigbee2mqtt/door", CONTACT, NOW, dialects=NATIVE_ONLY)) == ["unknown_topic"]


def test_two_bridges_have_a_base_each() -> None:
    bridges = dialects_of(["zigbee2mqtt", "zigbee2mqtt=east/zigbee"])
    (report,) = decode("east/zigbee/door", CONTACT, NOW, dialects=bridges).reports
    assert report.device == "east/zigbee.door"
