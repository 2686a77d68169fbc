"""The only file that touches paho to receive: its codec and session state, driven from outside, without its threads.

A few private pieces of paho 2.2 are used, and tests/mqtt/test_pieces.py fails when another version comes in:
`_create_socket` (to hand over a socket that is already connected and buffered), `decode_publish` (its codec, without
the 30 us of locks, log lines and one-byte reads around it), `_packet_read` (any packet that is no PUBLISH),
`_packet_queue` (the acks of a whole batch as one write) and `_loop_rc_handle` (paho's own way to give a connection up).
"""

from datetime import UTC, datetime
from typing import NamedTuple

from paho.mqtt import _packet
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.exception import MalformedPacket
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from mqtt.access import Address, BrokerAccess
from mqtt.line import Line
from mqtt.message import Message

MOST_BYTES = 4 * 1024 * 1024
"""A batch ends after about this much, whatever its count: memory stays bounded."""

MOST_REMEMBERED = 8_000
"""Slowly taken messages that are remembered: more than brokers send ahead of the acknowledgements."""

_PUBACK = 0x40
_PUBACK_HEAD = b"\x40\x02"


class Greeting(NamedTuple):
    """The broker's CONNACK."""

    accepted: bool
    session_present: bool
    reason: str


class SubscribeAnswer(NamedTuple):
    """The broker's SUBACK."""

    packet_id: int
    codes: list[int]


class Batch(NamedTuple):
    """What arrived together, and the packet ids that acknowledge it on the connection it came by."""

    messages: list[Message]
    packet_ids: list[int]
    again: list[int]
    """Packet ids of what came again after it was acknowledged: there is nothing to do but to acknowledge it again."""
    epoch: int
    more: bool
    """The limit ended the batch: there may be more without anything new arriving."""


class Connection(paho.Client):
    """One MQTT session over one connection at a time; every method belongs to the line's thread."""

    def __init__(self, access: BrokerAccess, *, client_id: str, clean_session: bool) -> None:
        super().__init__(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            clean_session=clean_session,
            protocol=MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        if access.username is not None:
            self.username_pw_set(access.username, access.password)
        self.max_inflight_messages_set(0)
        self.on_connect = self._greeted
        self.on_subscribe = self._answered
        self.line: Line | None = None
        self.epoch = 0
        self.greeting: Greeting | None = None
        self.answers: list[SubscribeAnswer] = []
        self._settled: dict[int, int] = {}

    def open(self, line: Line, address: Address, keepalive: int) -> None:
        """Say CONNECT on a socket that is ready; `greeting` holds the answer once it has been read."""
        self.line = line
        self.epoch += 1
        self.greeting = None
        self.answers.clear()
        self._settled.clear()
        self.connect(address.host, address.port, keepalive)

    @property
    def open_line(self) -> Line | None:
        """The socket, while paho has not closed it."""
        return self.line if self.line is not None and self.line is self.socket() else None

    def read(self, limit: int, now: datetime) -> Batch:
        """Take what has arrived, up to `limit` messages; other packets are dealt with on the way."""
        batch = Batch([], [], [], self.epoch, more=False)
        line, taken, more = self.open_line, 0, False
        while line is not None:
            taken += self._take(line, limit - len(batch.messages), now, batch)
            if len(batch.messages) >= limit or taken > MOST_BYTES:
                more = True
                break
            if not self._read_other(line) and not line.fill():
                break
            line = self.open_line
        if line is not None and line.ended and not batch.messages:
            self._loop_rc_handle(MQTTErrorCode.MQTT_ERR_CONN_LOST)
        return batch._replace(more=more)

    def _take(self, line: Line, limit: int, now: datetime, batch: Batch) -> int:
        """Decode the PUBLISH packets that stand at the front; gives their size in bytes."""
        if self._in_packet["command"]:  # paho is in the middle of another packet
            return 0
        size = 0
        try:
            for head, body in line.take_publishes(limit):
                packet = _packet.decode_publish(head, body, MQTTProtocolVersion.MQTTv311)
                size += len(body)
                topic, payload = packet.topic.decode("utf-8", "replace"), bytes(packet.payload)
                if packet.dup and self._settled.get(packet.mid) == hash((topic, payload)):
                    batch.again.append(packet.mid)
                    continue
                batch.messages.append(Message(topic, payload, now, packet.retain, packet.dup))
                if packet.qos:
                    batch.packet_ids.append(packet.mid)
        except MalformedPacket:
            self._loop_rc_handle(MQTTErrorCode.MQTT_ERR_PROTOCOL)
        if size:
            self._last_bytes_received = paho.time_func()
        return size

    def remember(self, batch: Batch) -> None:
        """Know these messages when they come again: taking them lasted so long that the broker sends them once more.

        Without this a store that needs longer than `ack_wait` for a batch would get copies of copies and little else.
        """
        if len(batch.messages) == len(batch.packet_ids):
            told = (hash((message.topic, message.payload)) for message in batch.messages)
            self._settled.update(zip(batch.packet_ids, told, strict=True))
        for packet_id in list(self._settled)[: max(0, len(self._settled) - MOST_REMEMBERED)]:
            del self._settled[packet_id]

    def acknowledge(self, batch: Batch) -> int:
        """Acknowledge the whole batch in one write; gives its size, or 0 when its connection is gone."""
        if batch.epoch != self.epoch or self.open_line is None:
            return 0
        size, packet_ids = len(batch.messages) + len(batch.again), batch.again + batch.packet_ids
        if not packet_ids:  # QoS 0 asks for nothing
            return size
        acks = b"".join([_PUBACK_HEAD + packet_id.to_bytes(2, "big") for packet_id in packet_ids])
        code = self._packet_queue(_PUBACK, acks, packet_ids[-1], 1)
        return size if code == MQTTErrorCode.MQTT_ERR_SUCCESS else 0

    def discard(self) -> None:
        """Read and forget: not acknowledged, so it comes again in the next connection."""
        self.read(1_000_000, datetime.min.replace(tzinfo=UTC))

    @property
    def unpublished(self) -> int:
        """Publications that the broker has not confirmed."""
        return len(self._out_messages)

    def drop(self) -> None:
        """Close the socket without a word; the broker publishes the will."""
        self._sock_close()
        self.line = None

    def _create_socket(self) -> Line:
        if self.line is None:
            raise ConnectionError("open() gives the socket")
        return self.line

    def _read_other(self, line: Line) -> bool:
        """Let paho read one packet that is no PUBLISH; False when there is none."""
        between_packets = self._in_packet["command"] == 0
        if line.held == 0 or (between_packets and line.at_publish):
            return False
        code = self._packet_read()
        if code > 0:
            self._loop_rc_handle(code)
        return True

    def _greeted(
        self,
        _client: paho.Client,
        _: object,
        flags: paho.ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        self.greeting = Greeting(not reason.is_failure, bool(flags.session_present), str(reason))

    def _answered(
        self, _client: paho.Client, _: object, packet_id: int, codes: list[ReasonCode], _properties: Properties | None
    ) -> None:
        self.answers.append(SubscribeAnswer(packet_id, [code.value for code in codes]))
