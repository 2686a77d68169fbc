"""Whatever comes, decode answers: properties over arbitrary bytes, arbitrary JSON and mutated good payloads."""

import json
from datetime import UTC, datetime
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices import decode
from devices.clock import AHEAD, EARLIEST
from devices.decoded import Decoded
from devices.notes import MOST_ENTRIES
from domain.metrics import METRICS

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""How fast the machine is must decide nothing."""
NOW = datetime(2026, 11, 24, tzinfo=UTC)
GOOD: dict[str, Any] = {"ts": "2026-11-23T23:59:00Z", "seq": 7, "heart_rate": 72, "spo2": 97, "door": "open"}
TOPICS = st.sampled_from(
    [
        "care/v1/site/device/readings",
        "care/v1/site/device/status",
        "care/v1/site/device/info",
        "zigbee2mqtt/door",
        "zigbee2mqtt/door/availability",
        "zigbee2mqtt/bridge/state",
        "home/OMG/BTtoMQTT/582D34601075",
        "home/OMG/BTtoMQTT/undecoded",
        "home/OMG/LWT",
    ]
)
BELOW = st.one_of(
    st.text().map(lambda rest: f"home/{rest}"),
    st.text().map(lambda rest: f"home/{rest}/LWT"),
    st.text().map(lambda rest: f"home/OMG/BTtoMQTT/{rest}"),
)
OTHERS_KEYS = ("ts", "seq", "hr", "dbp", "contact", "last_seen", "action")
THEENGS_KEYS = ("type", "open", "bpm", "batt", "unit", "weighing_mode", "UTCtime", "unixtime", "model_id", "prmac")
KEYS = st.one_of(st.sampled_from([*OTHERS_KEYS, *THEENGS_KEYS, *METRICS]), st.text())
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["CTMO", "BODY", "SCALE", "THB", "person", "lb", "open"])
    | st.datetimes().map(datetime.isoformat)
)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=30)


def held(decoded: Decoded) -> None:
    """Hold what is true of every answer."""
    assert len(decoded.quarantined) <= MOST_ENTRIES
    for entry in decoded.quarantined:
        assert entry.topic.isprintable()
        assert entry.detail.isprintable()
    for report in decoded.reports:
        assert EARLIEST <= report.observed_at <= NOW + AHEAD
        for name, value in report.values.items():
            assert type(value) is float
            assert METRICS[name].lowest <= value <= METRICS[name].highest


def as_json(said: object) -> bytes:
    return json.dumps(said).encode()


@settings(PATIENT, max_examples=150)
@given(topic=TOPICS | BELOW | st.text(), payload=st.binary())
def test_arbitrary_bytes_never_raise(topic: str, payload: bytes) -> None:
    held(decode(topic, payload, NOW))


@settings(PATIENT, max_examples=300)
@given(topic=TOPICS, said=JSON, retained=st.booleans())
def test_arbitrary_json_never_raises_and_every_value_is_in_its_range(topic: str, said: object, retained: bool) -> None:  # noqa: FBT001  # hypothesis gives it by name
    decoded = decode(topic, as_json(said), NOW, retained=retained)
    held(decoded)
    assert all(report.history is retained for report in decoded.reports)


@settings(PATIENT, max_examples=200)
@given(cut=st.integers(0, 120), into=st.binary(max_size=8))
def test_a_mutated_good_payload_never_raises(cut: int, into: bytes) -> None:
    payload = orjson.dumps(GOOD)
    held(decode("care/v1/site/device/readings", payload[:cut] + into + payload[cut + 1 :], NOW))


@settings(PATIENT, max_examples=200)
@given(key=KEYS.filter(lambda key: key not in GOOD and key not in {"hr", "systolic_pressure"}), said=JSON)
def test_siblings_survive_whatever_stands_beside_them(key: str, said: object) -> None:
    (report,) = decode("care/v1/site/device/readings", as_json({**GOOD, key: said}), NOW).reports
    assert {name: report.values[name] for name in ("heart_rate", "spo2", "door")} == {
        "heart_rate": 72,
        "spo2": 97,
        "door": 1,
    }


@settings(PATIENT, max_examples=150)
@given(said=JSON.filter(lambda said: not isinstance(said, dict)), name=st.from_regex(r"[0-9A-F]{12}", fullmatch=True))
def test_what_a_gateway_hears_and_nobody_can_read_is_quarantined_with_its_device(said: object, name: str) -> None:
    decoded = decode(f"home/OMG/BTtoMQTT/{name}", as_json(said), NOW)
    assert decoded.reports == ()
    assert [one.device for one in decoded.quarantined] == [f"home.{name.lower()}"]


@settings(PATIENT, max_examples=200)
@given(kind=st.sampled_from(["CTMO", "BODY", "SCALE"]), said=st.dictionaries(KEYS, LEAVES))
def test_what_is_of_a_known_type_proves_its_device_alive(kind: str, said: dict[str, Any]) -> None:
    told = {**said, "type": kind, "prmac": False, "weighing_mode": "person"}
    decoded = decode("home/OMG/BTtoMQTT/582D34601075", as_json(told), NOW)
    held(decoded)
    assert [report.device for report in decoded.reports] == ["home.582d34601075"]


@settings(PATIENT, max_examples=100)
@given(topic=TOPICS, said=JSON)
def test_the_same_message_gives_the_same_answer(topic: str, said: object) -> None:
    payload = as_json(said)
    assert decode(topic, payload, NOW) == decode(topic, payload, NOW)
