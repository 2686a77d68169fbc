"""The dialect of Theengs Gateway and OpenMQTTGateway: topics, gateways, clocks, units."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from devices import NATIVE_ONLY, decode, dialects_of
from devices.decoded import Decoded
from domain.errors import BadSettings
from domain.readings import Availability, Report

NOW = datetime(2026, 11, 24, 0, 0, 0, 250_000, tzinfo=UTC)
HEARD = "home/OMG_hall/BTtoMQTT/582D34601075"
DOOR = b'{"model_id":"CGH1","type":"CTMO","cont":true,"open":true}'
STRAP: dict[str, Any] = {"type": "BODY", "bpm": 70}


def reasons(decoded: Decoded) -> list[str]:
    return [one.reason for one in decoded.quarantined]


def said(told: dict[str, Any], *, topic: str = HEARD, now: datetime = NOW) -> tuple[Report, list[str]]:
    decoded = decode(topic, orjson.dumps(told), now)
    (report,) = decoded.reports
    return report, reasons(decoded)


@pytest.mark.parametrize("gateway", ["OMG_hall", "OMG_kitchen", "Theengs Gateway", "楼道"])
def test_a_device_is_the_same_whichever_gateway_heard_it(gateway: str) -> None:
    (report,) = decode(f"home/{gateway}/BTtoMQTT/582D34601075", DOOR, NOW).reports
    assert report.device == "home.582d34601075"


@pytest.mark.parametrize(("payload", "online"), [(b"online", True), (b"offline", False), (b"Offline\n", False)])
def test_each_gateway_is_a_bridge_of_its_own(payload: bytes, *, online: bool) -> None:
    decoded = decode("home/OMG_hall/LWT", payload, NOW, retained=True)
    said = Availability(device="home.OMG_hall.bridge", online=online, received_at=NOW)
    assert decoded == Decoded(availability=said)


def test_a_last_will_that_is_no_word_is_quarantined_and_one_taken_back_says_nothing() -> None:
    decoded = decode("home/OMG_hall/LWT", b"gone", NOW)
    assert (decoded.availability, reasons(decoded)) == (None, ["bad_status"])
    assert decode("home/OMG_hall/LWT", b"", NOW) == Decoded()


@pytest.mark.parametrize(
    "topic",
    [
        "home/OMG_hall/SYStoMQTT",
        "home/OMG_hall/BTtoMQTT/undecoded",
        "home/OMG_hall/BTtoMQTT/undecoded/582D34601075",
        "home/OMG_hall/commands/MQTTtoBT/config",
        "home/OMG_hall/RFtoMQTT",
        "home/presence/OMG_hall",
        "home/LWT",
        "home/",
    ],
)
def test_what_else_a_gateway_says_is_nothing(topic: str) -> None:
    assert decode(topic, b"[not json", NOW) == Decoded()


@pytest.mark.parametrize(
    "topic", ["home/g/BTtoMQTT/", "home/g/BTtoMQTT/582D3460107", "home/g/BTtoMQTT/58:2D", "home//LWT", "home/a\x00/LWT"]
)
def test_a_name_that_is_no_address_is_quarantined(topic: str) -> None:
    assert reasons(decode(topic, DOOR, NOW)) == ["bad_topic"]


@pytest.mark.parametrize(
    ("payload", "reason"), [(b"[]", "not_an_object"), (b"5", "not_an_object"), (b"{", "not_json"), (b"", "empty")]
)
def test_what_is_no_object_is_quarantined_with_its_device(payload: bytes, reason: str) -> None:
    (entry,) = decode(HEARD, payload, NOW).quarantined
    assert (entry.reason, entry.device) == (reason, "home.582d34601075")


@pytest.mark.parametrize("clock", [{}, {"unixtime": 1795478391}, {"UTCtime": "2026-11-23T23:59:58Z"}])
def test_a_body_that_two_gateways_hear_moments_apart_is_one_reading(clock: dict[str, Any]) -> None:
    first, _ = said(STRAP | clock)
    second, _ = said(STRAP | clock, topic="home/OMG_kitchen/BTtoMQTT/582D34601075", now=NOW + timedelta(seconds=2))
    assert first.observed_at.second % 10 == first.observed_at.microsecond == 0
    assert (first.device, first.observed_at, first.values) == (second.device, second.observed_at, second.values)
    assert second.received_at > first.received_at


def test_a_door_keeps_its_moment_so_that_opening_and_closing_within_a_second_are_two() -> None:
    opened, _ = said({"type": "CTMO", "open": True})
    closed, _ = said({"type": "CTMO", "open": False}, now=NOW + timedelta(milliseconds=300))
    assert (opened.observed_at, closed.observed_at) == (NOW, NOW + timedelta(milliseconds=300))


@pytest.mark.parametrize("clock", [{"UTCtime": "2026-11-23T23:50:00Z"}, {"unixtime": 1795477800}])
def test_a_gateway_that_was_built_to_tell_the_time_is_believed(clock: dict[str, Any]) -> None:
    report, quarantined = said({"type": "CTMO", "open": True, **clock})
    assert report.observed_at == report.device_time == datetime(2026, 11, 23, 23, 50, tzinfo=UTC)
    assert not quarantined


def test_a_gateway_that_has_not_yet_asked_for_the_time_is_not_believed() -> None:
    """It says its seconds since it was switched on (OpenMQTTGateway, pull request 1533)."""
    report, _ = said({"type": "CTMO", "open": True, "unixtime": 188})
    assert (report.observed_at, report.clock_wrong) == (NOW, True)


@pytest.mark.parametrize("clock", [{"unixtime": 1e300}, {"UTCtime": "soon"}, {"UTCtime": [], "unixtime": 1795477800}])
def test_a_time_that_cannot_be_read_is_quarantined_and_the_value_is_kept(clock: dict[str, Any]) -> None:
    report, quarantined = said({"type": "CTMO", "open": True, **clock})
    assert (report.values, quarantined) == ({"door": 1}, ["bad_time"])


@pytest.mark.parametrize(
    ("unit", "weight", "kilograms"), [("kg", 61.75, 61.75), ("lb", 310, 140.61), ("lbs", 100, 45.36), ("jin", 120, 60)]
)
def test_a_person_is_weighed_in_kilograms(unit: str, weight: float, kilograms: float) -> None:
    report, _ = said({"type": "SCALE", "weighing_mode": "person", "unit": unit, "weight": weight})
    assert report.values == {"weight": kilograms}


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"unit": "stone", "weight": 10}, "wrong_type"),
        ({"unit": 1, "weight": 60}, "wrong_type"),
        ({"unit": "lb", "weight": "130"}, "implausible"),
        ({"unit": "lb", "weight": 10**15}, "implausible"),
        ({"unit": "kg", "weight": 9}, "implausible"),
        ({"weight": True}, "wrong_type"),
    ],
)
def test_a_weight_that_cannot_be_is_quarantined_and_the_battery_is_kept(told: dict[str, Any], reason: str) -> None:
    report, quarantined = said({"type": "SCALE", "weighing_mode": "person", "batt": 50, **told})
    assert (report.values, quarantined) == ({"battery": 50}, [reason])


def test_a_weight_of_four_hundred_digits_is_quarantined() -> None:
    payload = b'{"type":"SCALE","weighing_mode":"person","unit":"lb","weight":' + b"9" * 400 + b"}"
    assert reasons(decode(HEARD, payload, NOW)) == ["implausible"]


@pytest.mark.parametrize(
    ("told", "values"),
    [
        ({"open": True}, {"door": 1}),
        ({"contact": "Closed", "batt": 9}, {"door": 0, "battery": 9}),
        ({"hr": 72, "spo2": 97, "tempc": 36.6}, {"heart_rate": 72, "spo2": 97}),
        ({"weighing_mode": "person", "weight": 61}, {"weight": 61}),
        ({"steps": 10, "open": 1}, {"steps": 10}),
    ],
)
def test_a_gateway_that_names_no_types_is_understood(told: dict[str, Any], values: dict[str, float]) -> None:
    report, quarantined = said(told)
    assert (report.values, quarantined) == (values, [])


@pytest.mark.parametrize("told", [{"weight": 12}, {"batt": 50, "tempc": 21.5}, {"type": 4, "open": True}, {}])
def test_what_may_be_anything_is_nothing(told: dict[str, Any]) -> None:
    assert decode(HEARD, orjson.dumps(told), NOW) == Decoded()


def test_unknown_keys_of_a_door_are_counted_and_a_state_that_is_none_is_refused() -> None:
    report, quarantined = said({"type": "CTMO", "open": "ajar", "contact": "closed", "siren": 1, "batt": 101})
    assert (report.values, sorted(quarantined)) == ({"door": 0}, ["implausible", "unknown_metric", "wrong_type"])


def test_two_pulses_in_one_object_that_differ_are_worth_a_look() -> None:
    report, quarantined = said({"type": "BODY", "bpm": 80, "hr": 70})
    assert (report.values, quarantined) == ({"heart_rate": 70}, ["said_twice"])


@pytest.mark.parametrize("model_id", [7, "x" * 81, "a\x00b", None])
def test_a_model_that_cannot_be_kept_is_left_out(model_id: object) -> None:
    decoded = decode(HEARD, orjson.dumps({"type": "CTMO", "open": True, "model_id": model_id}), NOW)
    assert decoded.description is None
    assert decoded.reports[0].values == {"door": 1}


def test_a_retained_word_is_history() -> None:
    assert decode(HEARD, DOOR, NOW, retained=True).reports[0].history


def test_it_is_off_where_nobody_switched_it_on() -> None:
    assert reasons(decode(HEARD, DOOR, NOW, dialects=NATIVE_ONLY)) == ["unknown_topic"]


@pytest.mark.parametrize("words", [["theengs", "zigbee2mqtt=home/zigbee"], ["zigbee2mqtt=home/zigbee", "theengs"]])
def test_a_base_below_its_base_keeps_its_own_dialect(words: list[str]) -> None:
    decoded = decode("home/zigbee/door", b'{"contact":false}', NOW, dialects=dialects_of(words))
    assert decoded.reports[0].device == "home/zigbee.door"


def test_two_dialects_cannot_share_a_base() -> None:
    with pytest.raises(BadSettings, match="share"):
        dialects_of(["theengs", "zigbee2mqtt=home"])
