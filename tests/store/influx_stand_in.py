"""A stand-in for InfluxDB's write path: a real HTTP server that misbehaves as it is told."""

import contextlib
import gzip
import http.server
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedIOBase

Answer = tuple[int, Mapping[str, str], str | bytes]
DONE: Answer = (204, {}, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: str


def problem(status: int, message: str = "no", **headers: str) -> Answer:
    """Give an error as InfluxDB words it."""
    return status, headers, json.dumps({"code": "invalid", "message": message})


@dataclass(slots=True)
class StandIn:
    """What came and what is answered: `answer` is called with each request; None closes the connection hard."""

    answer: Callable[[Asked], Answer | None]
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    drip: int = 0
    """Bytes of an answer's body that go out every 50 ms; 0: all at once."""
    ended: threading.Event = field(default_factory=threading.Event)

    def lines(self) -> list[str]:
        """Give the lines of all writes."""
        return [line for one in self.asked if "/write" in one.path for line in one.body.split("\n")]


@contextmanager
def stand_in(tls: ssl.SSLContext | None = None) -> Iterator[StandIn]:
    """Run one on loopback; it says 204 to everything until it is told otherwise."""
    one = StandIn(answer=lambda _: DONE)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(one))
    server.daemon_threads = True
    one.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield one
    finally:
        one.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _pour(out: BufferedIOBase, body: bytes, one: StandIn) -> None:
    while one.drip and body:
        out.write(body[: one.drip])
        body = body[one.drip :]
        one.ended.wait(0.05)
    out.write(body)


def _handler(one: StandIn) -> type[http.server.BaseHTTPRequestHandler]:
    class Requests(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            asked = Asked(path=self.path, headers=dict(self.headers), body=body.decode())
            one.asked.append(asked)
            answer = one.answer(asked)
            if answer is None:
                self._reset()
            else:
                self._say(*answer)

        def _say(self, status: int, headers: Mapping[str, str], body: str | bytes) -> None:
            body = body.encode() if isinstance(body, str) else body
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):  # whoever asked may have hung up
                _pour(self.wfile, body, one)

        def _reset(self) -> None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
            """Say nothing."""

    return Requests
