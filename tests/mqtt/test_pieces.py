"""The pieces of the line by themselves: buffered socket, epochs, filters, waits, paho's private parts."""

import socket
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt import _packet
from paho.mqtt import client as paho

from mqtt.access import Address, BrokerAccess
from mqtt.backoff import Backoff, Rota
from mqtt.connection import Connection
from mqtt.filters import FilterBook
from mqtt.line import Line

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HERE = Address(host="127.0.0.1", port=1)
CONNACK = b"\x20\x02\x00\x00"


def publish(packet_id: int, payload: bytes, topic: bytes = b"care/v1/s/d/readings", head: int = 0x32) -> bytes:
    body = struct.pack(">H", len(topic)) + topic + struct.pack(">H", packet_id) + payload
    size, rest = bytearray(), len(body)
    while True:
        rest, low = rest >> 7, rest & 0x7F
        size.append(low | (0x80 if rest else 0))
        if not rest:
            return bytes([head]) + size + body


class Wire:
    """A connection whose other end is a socket in our hand."""

    def __init__(self) -> None:
        self.connection = Connection(BrokerAccess(addresses=(HERE,)), client_id="c", clean_session=False)
        self.far = socket.socket()
        self.reopen()

    def reopen(self) -> None:
        self.far.close()
        near, self.far = socket.socketpair()
        near.settimeout(0)
        self.far.settimeout(1)
        self.connection.open(Line(near), HERE, 60)
        self.far.sendall(CONNACK)
        self.connection.read(1000, NOON)
        self.far.recv(1000)


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    yield wire
    wire.connection.drop()
    wire.far.close()


@given(st.lists(st.binary(max_size=400), max_size=8), st.data())
def test_packets_that_come_in_pieces_are_put_together(sent: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(publish(n + 1, payload) + b"\xd0\x00" for n, payload in enumerate(sent))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    wire, got = Wire(), list[bytes]()
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        wire.far.sendall(stream[start:end])
        got += [message.payload for message in wire.connection.read(1000, NOON).messages]
    wire.connection.drop()
    wire.far.close()
    assert got == sent


def test_a_batch_is_acknowledged_in_one_piece(wire: Wire) -> None:
    wire.far.sendall(publish(7, b"a") + publish(300, b"b"))
    batch = wire.connection.read(1000, NOON)
    assert wire.connection.acknowledge(batch) == 2
    assert wire.far.recv(1000) == b"\x40\x02\x00\x07\x40\x02\x01\x2c"


def test_an_ack_of_an_earlier_connection_is_never_sent(wire: Wire) -> None:
    wire.far.sendall(publish(7, b"a"))
    old = wire.connection.read(1000, NOON)
    wire.reopen()
    wire.far.sendall(publish(7, b"another message with the same id"))
    new = wire.connection.read(1000, NOON)
    assert wire.connection.acknowledge(old) == 0
    assert wire.connection.acknowledge(new) == 1
    assert wire.far.recv(1000) == b"\x40\x02\x00\x07"


def test_flags_of_a_message_are_kept(wire: Wire) -> None:
    wire.far.sendall(publish(1, b"x", head=0x3B, topic=b"\xff\xfe"))
    (message,) = wire.connection.read(1000, NOON).messages
    assert (message.duplicate, message.retained, message.received_at) == (True, True, NOON)
    assert message.topic == "\ufffd\ufffd"


@pytest.mark.parametrize("garbage", [b"\x32\x01\x00", b"\x32\x05\x00\xffabc", b"\xf0\x00", b"\x20\xff\xff\xff\xff\x01"])
def test_a_broker_that_talks_nonsense_is_hung_up_on(wire: Wire, garbage: bytes) -> None:
    wire.far.sendall(garbage)
    assert wire.connection.read(1000, NOON).messages == []
    assert wire.connection.open_line is None


def test_a_cut_is_noticed_after_the_last_message(wire: Wire) -> None:
    wire.far.sendall(publish(1, b"last"))
    wire.far.close()
    assert [message.payload for message in wire.connection.read(1000, NOON).messages] == [b"last"]
    wire.connection.read(1000, NOON)
    assert wire.connection.open_line is None


def test_refused_filters_are_asked_for_again_after_a_wait_and_granted_ones_are_not() -> None:
    book = FilterBook(["a", "b"])
    book.line_opened(session_present=False)
    assert book.to_ask(0.0) == ["a", "b"]
    book.asked(1, ["a", "b"])
    assert book.to_ask(0.0) == []
    assert book.answered(1, [1, 0x80], 0.0) == ["b"]
    assert (book.to_ask(0.1), book.to_ask(2.0)) == ([], ["b"])
    book.asked(2, ["b"])
    book.answered(2, [1], 2.0)
    assert (book.complete, book.refused) == (True, ())


@pytest.mark.parametrize(("present", "asked"), [(True, []), (False, ["a"])])
def test_a_session_that_is_present_is_not_subscribed_again(present: bool, asked: list[str]) -> None:  # noqa: FBT001
    book = FilterBook(["a"])
    book.asked(1, ["a"])
    book.answered(1, [1], 0.0)
    book.line_opened(session_present=present)
    assert book.to_ask(0.0) == asked


def test_waits_double_up_to_a_limit_and_begin_again() -> None:
    backoff = Backoff(first=1, longest=8)
    for longest in (1, 2, 4, 8, 8):
        assert longest / 2 <= backoff.next() <= longest
    backoff.reset()
    assert backoff.next() <= 1


def test_every_address_has_its_turn_before_anybody_waits() -> None:
    two = (HERE, Address(host="127.0.0.1", port=2))
    rota = Rota(two)
    assert rota.current == two[0]
    assert rota.failed() == 0.0
    assert rota.current == two[1]
    assert rota.failed() > 0.0
    assert rota.current == two[0]


def test_the_private_parts_of_paho_that_the_line_uses_are_those_of_version_2_2() -> None:
    assert version("paho-mqtt").startswith("2.2."), "read connection.py against the new version, then change this line"
    for name in ("_create_socket", "_packet_read", "_packet_queue", "_loop_rc_handle", "_sock_close"):
        assert callable(getattr(paho.Client, name))
    assert _packet.PublishPacket._fields == ("dup", "qos", "retain", "topic", "mid", "properties", "payload")
    client = Connection(BrokerAccess(addresses=(HERE,)), client_id="c", clean_session=True)
    assert (client._in_packet["command"], len(client._out_messages)) == (0, 0)
    assert isinstance(client._last_bytes_received, float)
