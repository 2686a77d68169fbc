"""The few MQTT 3.1.1 packets that load mode writes and reads by the thousand. Everything else goes through paho."""

import struct
from collections.abc import Iterator

PUBACK = 0x40
_CONNACK = 0x20
_PUBACK_BODY = struct.Struct(">BBH")

DISCONNECT = b"\xe0\x00"


def connect(client_id: str, *, username: str | None, password: str | None, keepalive: int = 0) -> bytes:
    """Return a CONNECT with a clean session; keepalive 0 asks the broker for no pings."""
    flags = 0x02 | (0x80 if username is not None else 0) | (0x40 if password is not None else 0)
    body = _text("MQTT") + bytes((4, flags)) + struct.pack(">H", keepalive) + _text(client_id)
    body += b"".join(_text(word) for word in (username, password) if word is not None)
    return b"\x10" + _length(len(body)) + body


def connack_refusal(packet: bytes) -> str | None:
    """Return why the broker refuses us, or None if its CONNACK lets us in."""
    reasons = ("", "protocol version", "client id", "server unavailable", "bad user name or password", "not authorised")
    if len(packet) < 4 or packet[0] != _CONNACK:
        return "no CONNACK"
    code = packet[3]
    return None if code == 0 else (reasons[code] if code < len(reasons) else f"code {code}")


class PublishFrame:
    """A QoS 1 PUBLISH to one topic with payloads of one length: all but packet id and payload is made once."""

    __slots__ = ("_head",)

    def __init__(self, topic: str, payload_length: int) -> None:
        name = _text(topic)
        self._head = b"\x32" + _length(len(name) + 2 + payload_length) + name

    def fill(self, packet_id: bytes, payload: bytes) -> bytes:
        """Return the packet. `packet_id` is two bytes, big-endian, not zero."""
        return self._head + packet_id + payload


def packet_ids(window: int) -> list[bytes]:
    """Return the ids 1..window as they go over the wire."""
    return [struct.pack(">H", number) for number in range(1, window + 1)]


class PubackReader:
    """Counts PUBACKs in a byte stream. The broker must send them in the order of the PUBLISHes [MQTT-4.6.0-2]."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._rest = b""
        self._last = 0

    def feed(self, received: bytes) -> int:
        """Return how many PUBACKs these bytes complete. Raises ValueError on anything else or out of order."""
        buffer = self._rest + received
        whole = len(buffer) - len(buffer) % _PUBACK_BODY.size
        self._rest = buffer[whole:]
        for kind, length, packet_id in _PUBACK_BODY.iter_unpack(buffer[:whole]):
            self._last = self._last % self._window + 1
            if kind != PUBACK or length != 2 or packet_id != self._last:
                raise ValueError(f"expected PUBACK {self._last}, got packet {kind:#x} of id {packet_id}")
        return whole // _PUBACK_BODY.size


def _text(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack(">H", len(encoded)) + encoded


def _length(number: int) -> bytes:
    return bytes(_digits(number))


def _digits(number: int) -> Iterator[int]:
    """Split a remaining length into sevens of bits, the least first."""
    while number >= 128:
        yield number % 128 | 0x80
        number //= 128
    yield number
