"""A socket that is read in large pieces and answers small questions from memory."""

import socket
import ssl

PIECE = 256 * 1024
PUBLISH = 0x30

_Packet = tuple[int, bytes]


class Line:
    """A connected, non-blocking socket (plain or TLS), in the shape that paho expects of one.

    `fill` is the only place that reads from the network; `recv` and `take_publishes` serve what has arrived.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._tls = isinstance(sock, ssl.SSLSocket)
        self._buffer = b""
        self._at = 0
        self._drained = False
        self.ended = False

    def fill(self) -> bool:
        """Read one piece; False when nothing more has arrived, or (then `ended`) never will."""
        if self._drained:
            self._drained = False
            return False
        try:
            piece = self._sock.recv(PIECE)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False
        except OSError:
            piece = b""
        self.ended = not piece
        # A plain socket that gave less than was asked for is empty; TLS gives one record at a time.
        self._drained = not self._tls and 0 < len(piece) < PIECE
        self._buffer = self._buffer[self._at :] + piece if self._at < len(self._buffer) else piece
        self._at = 0
        return bool(piece)

    def recv(self, size: int, /) -> bytes:
        """Give bytes that have arrived; raises BlockingIOError when there are none."""
        piece = self._buffer[self._at : self._at + size]
        if not piece:
            raise BlockingIOError
        self._at += len(piece)
        return piece

    def take_publishes(self, limit: int) -> list[_Packet]:
        """Take up to `limit` whole PUBLISH packets off the front: (first byte, body). Stops at any other packet."""
        taken: list[_Packet] = []
        buffer, at, end = self._buffer, self._at, len(self._buffer)
        while len(taken) < limit and at + 1 < end and buffer[at] & 0xF0 == PUBLISH:
            size, body = buffer[at + 1], at + 2
            if size & 0x80:
                size, body = _long_size(buffer, at + 1)
            if body + size > end:
                break
            taken.append((buffer[at], buffer[body : body + size]))
            at = body + size
        self._at = at
        return taken

    @property
    def at_publish(self) -> bool:
        """The next packet is a PUBLISH (whole or not)."""
        return self._at < len(self._buffer) and self._buffer[self._at] & 0xF0 == PUBLISH

    @property
    def held(self) -> int:
        """Bytes that have arrived and are not taken yet."""
        return len(self._buffer) - self._at

    def send(self, data: bytes | bytearray, /) -> int:
        """Send what the network takes now."""
        return self._sock.send(data)

    def fileno(self) -> int:
        """Name the socket to a selector."""
        return self._sock.fileno()

    def setblocking(self, flag: bool, /) -> None:  # noqa: FBT001 (the shape of a socket)
        """Pass on to the socket."""
        self._sock.setblocking(flag)

    def close(self) -> None:
        """Close the socket; what has arrived is forgotten."""
        self._buffer, self._at = b"", 0
        self._sock.close()


def _long_size(buffer: bytes, at: int) -> tuple[int, int]:
    """Read a remaining length of several bytes; a size that cannot be whole when bytes are missing."""
    size = 0
    for place in range(4):
        if at + place >= len(buffer):
            break
        byte = buffer[at + place]
        size |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return size, at + place + 1
    return len(buffer) + 1, at
