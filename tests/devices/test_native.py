"""The native dialect: values, siblings, topics, words."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from devices import decode
from devices.decoded import Decoded
from devices.notes import MOST_ENTRIES, PAYLOAD_KEPT
from domain.readings import Availability, SelfDescription

NOW = datetime(2026, 11, 24, tzinfo=UTC)
TOPIC = "care/v1/lin-lane/watch-lin/readings"


def decode_bytes(payload: bytes, *, topic: str = TOPIC, retained: bool = False) -> Decoded:
    return decode(topic, payload, NOW, retained=retained)


def decode_said(said: object) -> Decoded:
    return decode_bytes(orjson.dumps(said))


def reasons(decoded: Decoded) -> list[str]:
    return [one.reason for one in decoded.quarantined]


def values(decoded: Decoded) -> dict[str, float]:
    (report,) = decoded.reports
    return dict(report.values)


BAD_VALUES: list[tuple[bytes, str]] = [
    (b"NaN", "not_a_number"),
    (b"Infinity", "implausible"),
    (b"-Infinity", "implausible"),
    (b"1e400", "implausible"),
    (b"9" * 400, "implausible"),
    (b'"nan"', "not_a_number"),
    (b'"1e999"', "implausible"),
    (b'"fast"', "not_a_number"),
    (b'"7_2"', "not_a_number"),
    (b'""', "not_a_number"),
    (b"true", "wrong_type"),
    (b"[72]", "wrong_type"),
    (b'{"value": 72}', "wrong_type"),
    (b"19.9", "implausible"),
    (b"300.1", "implausible"),
]


@pytest.mark.parametrize(("value", "reason"), BAD_VALUES)
def test_a_bad_value_is_quarantined_alone(value: bytes, reason: str) -> None:
    decoded = decode_bytes(b'{"spo2": 97, "heart_rate": ' + value + b', "battery": 80}')
    assert values(decoded) == {"spo2": 97, "battery": 80}
    assert reasons(decoded) == [reason]
    assert decoded.quarantined[0].device == "lin-lane.watch-lin"


@pytest.mark.parametrize("said", ["ajar", 2, 0.5, [], {}, "OPENED"])
def test_a_state_that_is_no_word_of_its_metric_is_quarantined(said: object) -> None:
    decoded = decode_said({"door": said, "battery": 80})
    assert values(decoded) == {"battery": 80}
    assert reasons(decoded) == ["wrong_type"]


@pytest.mark.parametrize("said", [True, "true", "TRUE", 1])
def test_an_sos_is_taken_in_every_form_that_means_yes(said: object) -> None:
    assert values(decode_said({"sos": said})) == {"sos": 1}


def test_an_event_that_is_false_or_a_value_that_is_null_says_nothing() -> None:
    decoded = decode_said({"sos": False, "fall": "false", "heart_rate": None, "ts": None, "seq": None})
    assert values(decoded) == {}
    assert not decoded.quarantined


@pytest.mark.parametrize("diastolic", [120, 150])
def test_pressures_that_cannot_both_be_true_are_both_quarantined(diastolic: int) -> None:
    decoded = decode_said({"systolic_pressure": 120, "dbp": diastolic, "heart_rate": 70})
    assert values(decoded) == {"heart_rate": 70}
    assert reasons(decoded) == ["implausible", "implausible"]


def test_a_refused_pressure_does_not_take_the_other_with_it() -> None:
    assert values(decode_said({"systolic_pressure": 20, "diastolic_pressure": 80})) == {"diastolic_pressure": 80}


def test_unknown_keys_are_one_entry_and_no_error() -> None:
    decoded = decode_said({"heart_rate": 70, **{f"x{n}": n for n in range(500)}})
    assert values(decoded) == {"heart_rate": 70}
    (entry,) = decoded.quarantined
    assert entry.reason == "unknown_metric"
    assert entry.detail.startswith("500 keys: 'x0', 'x1'")


@pytest.mark.parametrize("said", [{"hr": 71, "heart_rate": 70}, {"heart_rate": 70, "hr": 71}])
def test_the_full_key_goes_before_its_alias(said: dict[str, Any]) -> None:
    decoded = decode_said(said)
    assert values(decoded) == {"heart_rate": 70}
    assert reasons(decoded) == ["said_twice"]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "empty"),
        (b"[]", "empty"),
        (b"\xff\xfe{}", "not_json"),
        (b"{", "not_json"),
        (b"\x00\x00\x00", "not_json"),
        (b"[" * 60_000, "not_json"),
        (b'{"a":' * 10_000, "not_json"),
        (b"9" * 60_000, "not_json"),
        (b"72", "not_an_object"),
        (b"null", "not_an_object"),
        (b'"hello"', "not_an_object"),
        (b'{"heart_rate": 70}' + b" " * 65_536, "too_large"),
    ],
)
def test_what_is_no_reading_object_is_quarantined_whole(payload: bytes, reason: str) -> None:
    decoded = decode_bytes(payload)
    assert decoded.reports == ()
    assert reasons(decoded) == [reason]
    assert decoded.quarantined[0].payload == payload[:PAYLOAD_KEPT]


def test_text_in_quarantine_can_be_stored_anywhere() -> None:
    decoded = decode_bytes(b'{"\\ud800\\u0000": 1, "heart_rate": "\\u0000\\udfff"}')
    for entry in decoded.quarantined:
        assert entry.detail.isprintable()
        entry.detail.encode()


def test_a_buffered_upload_gives_a_report_for_each_object_and_notes_what_is_none() -> None:
    decoded = decode_said([{"ts": 1795478400000 + n, "heart_rate": 60 + n} for n in range(3)] + [7])
    assert [report.values["heart_rate"] for report in decoded.reports] == [60, 61, 62]
    assert reasons(decoded) == ["not_an_object"]


def test_a_buffered_upload_is_taken_up_to_a_thousand_objects() -> None:
    decoded = decode_said([{"heart_rate": 70}] * 1001)
    assert len(decoded.reports) == 1000
    assert reasons(decoded) == ["too_many"]


def test_entries_of_one_message_are_bounded() -> None:
    decoded = decode_said([1] * 900)
    assert len(decoded.quarantined) == MOST_ENTRIES
    assert decoded.quarantined[-1].detail == f"and {900 - MOST_ENTRIES + 1} more in this message"


def test_an_object_without_values_still_proves_the_device_alive() -> None:
    decoded = decode_said({})
    assert values(decoded) == {}
    assert not decoded.quarantined


@pytest.mark.parametrize(("said", "seq"), [(0, 0), (1042, 1042), (7.0, 7)])
def test_the_devices_counter_is_read(said: object, seq: int) -> None:
    assert decode_said({"seq": said}).reports[0].seq == seq


@pytest.mark.parametrize("said", [-1, 1.5, True, "12", 2**60, []])
def test_a_counter_that_cannot_be_is_quarantined_alone(said: object) -> None:
    decoded = decode_said({"seq": said, "heart_rate": 70})
    assert decoded.reports[0].seq is None
    assert values(decoded) == {"heart_rate": 70}
    assert reasons(decoded) == ["bad_seq"]


def test_a_retained_reading_is_history() -> None:
    assert decode_bytes(b'{"sos": true}', retained=True).reports[0].history
    assert not decode_bytes(b'{"sos": true}').reports[0].history


@pytest.mark.parametrize("payload", [b"online", b" Online\n", b'{"state":"online"}', b'"online"'])
def test_status_is_read_in_every_form(payload: bytes) -> None:
    decoded = decode_bytes(payload, topic="care/v1/lin-lane/watch-lin/status")
    assert decoded.availability == Availability(device="lin-lane.watch-lin", online=True, received_at=NOW)
    assert not decoded.quarantined


@pytest.mark.parametrize("payload", [b"dunno", b"{}", b'{"state":1}', b"\xff", b"on" * 40_000])
def test_a_status_that_is_no_word_is_quarantined(payload: bytes) -> None:
    decoded = decode_bytes(payload, topic="care/v1/lin-lane/watch-lin/status")
    assert decoded.availability is None
    assert reasons(decoded) == ["bad_status"]


@pytest.mark.parametrize("word", ["status", "info"])
def test_a_retained_word_taken_back_says_nothing(word: str) -> None:
    assert decode_bytes(b"", topic=f"care/v1/lin-lane/watch-lin/{word}") == Decoded()


def test_a_self_description_is_read_and_its_bad_parts_are_left_out() -> None:
    payload = b'{"kind":"watch","model":"L 1","firmware":7,"interval_s":60,"more":[]}'
    decoded = decode_bytes(payload, topic="care/v1/lin-lane/watch-lin/info")
    assert decoded.description == SelfDescription(
        device="lin-lane.watch-lin", kind="watch", model="L 1", firmware=None, interval_seconds=60.0, received_at=NOW
    )
    assert reasons(decoded) == ["bad_info"]


@pytest.mark.parametrize(
    ("topic", "reason"),
    [
        ("care/v1/Lin/watch/readings", "bad_topic"),
        ("care/v1/lin/wa.tch/readings", "bad_topic"),
        ("care/v1/lin//readings", "bad_topic"),
        (f"care/v1/lin/{'w' * 65}/readings", "bad_topic"),
        ("care/v1/lin/watch/readings/more", "unknown_topic"),
        ("care/v1/lin/watch/mood", "unknown_topic"),
        ("care/v1/", "unknown_topic"),
        ("care/v12/lin/watch/readings", "unknown_topic"),
        ("elsewhere\x00", "unknown_topic"),
        ("", "unknown_topic"),
    ],
)
def test_a_topic_that_is_not_of_the_contract_is_quarantined(topic: str, reason: str) -> None:
    decoded = decode_bytes(b'{"heart_rate": 70}', topic=topic)
    assert decoded.reports == ()
    assert reasons(decoded) == [reason]
    assert decoded.quarantined[0].topic.isprintable()


@pytest.mark.parametrize("topic", ["care/v1/service/ingest-1/status", "care/v1/lin-lane/alerts/readings"])
def test_what_we_say_ourselves_is_nothing(topic: str) -> None:
    assert decode_bytes(b"online", topic=topic) == Decoded()
