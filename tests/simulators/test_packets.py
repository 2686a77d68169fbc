"""The packets of load mode are those that paho writes and brokers send."""

import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from simulators.packets import PubackReader, PublishFrame, connack_refusal, connect, packet_ids


def _paho_publish(topic: str, payload: bytes) -> bytes:
    """Return what paho itself writes for its first QoS 1 publish: a client whose other end we hold."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        client = paho.Client(CallbackAPIVersion.VERSION2)
        client._sock = ours
        client.publish(topic, payload, 1)
        client.loop_write()
        received = theirs.recv(len(payload) + 200, socket.MSG_DONTWAIT)
        client._sock = None
    return received


@pytest.mark.parametrize("size", [0, 1, 90, 127, 128, 200, 16_383, 16_384, 40_000])
def test_a_publish_is_the_one_that_paho_writes(size: int) -> None:
    topic, payload = "care/v1/lin-lane/watch-000001/readings", b"x" * size
    assert PublishFrame(topic, size).fill(b"\x00\x01", payload) == _paho_publish(topic, payload)


def test_a_connect_carries_what_the_standard_asks_for() -> None:
    packet = connect("load", username="u", password="pw")
    assert packet == b"\x10\x17\x00\x04MQTT\x04\xc2\x00\x00\x00\x04load\x00\x01u\x00\x02pw"


@pytest.mark.parametrize(
    ("packet", "refusal"),
    [(b"\x20\x02\x00\x00", None), (b"\x20\x02\x00\x04", "bad user name or password"), (b"", "no CONNACK")],
)
def test_a_refusal_is_put_into_words(packet: bytes, refusal: str | None) -> None:
    assert connack_refusal(packet) == refusal


@given(st.integers(1, 50), st.lists(st.integers(1, 11), max_size=60))
def test_acknowledgements_are_counted_however_they_are_cut(window: int, cuts: list[int]) -> None:
    reader = PubackReader(window)
    stream = b"".join(b"\x40\x02" + packet_ids(window)[number % window] for number in range(100))
    counted, place = 0, 0
    for cut in [*cuts, len(stream)]:
        counted += reader.feed(stream[place : place + cut])
        place += cut
    assert counted == 100


@pytest.mark.parametrize("packet", [struct.pack(">BBH", 0x40, 2, 2), b"\x20\x02\x00\x00", b"\x40\x03\x00\x01"])
def test_anything_but_the_next_acknowledgement_is_an_error(packet: bytes) -> None:
    with pytest.raises(ValueError, match="expected PUBACK 1"):
        PubackReader(10).feed(packet)
