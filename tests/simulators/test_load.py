"""Load mode: every message arrives, is one the decoder takes, and is accounted for."""

import socket
import threading
from datetime import UTC, datetime
from itertools import islice

import pytest

from devices import decode
from mqtt.broker import EmbeddedBroker
from simulators.errors import LineError
from simulators.load import Load, LoadResult, packets, run
from simulators.settings import Access
from tests.brokers import RunningMosquitto, eventually
from tests.simulators.cast import listening, way_to

LOAD = Load(devices=20, messages=3000, duration=60, site="load-test")


def _heard(running: EmbeddedBroker | RunningMosquitto, load: Load) -> tuple[LoadResult, list[tuple[str, bytes]]]:
    with listening(running.access("ingest"), f"care/v1/{load.site}/+/readings") as heard:
        result = run(way_to(running.access("simulators")), load)
        eventually(lambda: len(heard) >= result.messages, what="the last message")
    return result, [(message.topic, message.payload) for message in heard]


def test_every_message_arrives_once_and_is_counted(broker: EmbeddedBroker | RunningMosquitto) -> None:
    result, heard = _heard(broker, LOAD)
    assert (result.messages, result.unacknowledged) == (3000, 0)
    assert len(set(heard)) == len(heard) == 3000
    assert len({topic for topic, _ in heard}) == 20


def test_a_window_smaller_than_the_load_still_carries_all(broker: EmbeddedBroker | RunningMosquitto) -> None:
    result, heard = _heard(broker, Load(devices=3, messages=500, duration=60, site="load-test", window=7))
    assert (result.messages, result.unacknowledged, len(heard)) == (500, 0, 500)


def test_a_rate_is_kept(broker: EmbeddedBroker | RunningMosquitto) -> None:
    load = Load(devices=20, messages=400, duration=60, rate=1000, site="load-test")
    assert run(way_to(broker.access("simulators")), load).seconds >= 0.399


def test_time_bounds_a_load(broker: EmbeddedBroker | RunningMosquitto) -> None:
    result = run(way_to(broker.access("simulators")), Load(devices=20, messages=10**9, duration=0.2, rate=500))
    assert 0 < result.messages <= 101
    assert result.unacknowledged == 0


def test_a_stop_ends_a_load_with_everything_acknowledged(broker: EmbeddedBroker | RunningMosquitto) -> None:
    stop = threading.Event()
    access = way_to(broker.access("simulators"))
    result = run(access, Load(devices=20, messages=10**9, duration=60), stop=stop, tell=lambda _count: stop.set())
    assert result.messages > 0
    assert result.unacknowledged == 0


def test_every_report_is_four_vital_signs_that_the_decoder_takes() -> None:
    for packet in islice(packets(LOAD), 2000):
        topic, payload = _opened(packet)
        decoded = decode(topic, payload, datetime.now(UTC))
        assert decoded.quarantined == ()
        assert decoded.reports[0].values.keys() == {"heart_rate", "spo2", "body_temperature", "respiratory_rate"}


def test_a_device_never_stamps_two_reports_alike() -> None:
    one = Load(devices=1, messages=1, duration=1)
    reports = [decode(*_opened(packet), datetime.now(UTC)).reports[0] for packet in islice(packets(one), 500)]
    assert len({report.observed_at for report in reports}) == 500


def _opened(packet: bytes) -> tuple[str, bytes]:
    """Return topic and payload of a PUBLISH (its remaining length is two bytes here)."""
    size = int.from_bytes(packet[3:5], "big")
    return packet[5 : 5 + size].decode(), packet[5 + size + 2 :]


def test_a_broker_that_is_not_there_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(LineError, match=f"127.0.0.1:{port}"):
            run(Access(addresses=(("127.0.0.1", port),)), LOAD)
