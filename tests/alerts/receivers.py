"""HTTP receivers that behave, and others that do not: real servers on this machine, with what they were told."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOOPBACK = "127.0.0.1:*"
"""BANISTER_WEBHOOK_ALLOW that lets webhooks come here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True, kw_only=True)
class Receiver:
    """A server; its behaviour is chosen by the first part of the path: `/ok/…`, `/500/…`, `/hang/…`."""

    url: str
    told: list[Told] = field(default_factory=list)
    callers: set[tuple[str, int]] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    """Set by a test to let `/slow/` answer."""
    before_answer: Callable[[], object] = lambda: None
    """Called when a request has been read."""
    most_at_once: int = 0
    _inside: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count who is inside at once."""
        with self._lock:
            self._inside += 1
            self.most_at_once = max(self.most_at_once, self._inside)
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1

    def keys(self, path: str = "") -> list[str]:
        """Give the idempotency keys that came at paths that begin so, in order."""
        return [one.headers["webhook-id"] for one in self.told if one.path.startswith(path)]


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.callers.add(self.client_address)
        self.receiver.told.append(Told(path=self.path, headers=headers, body=body))
        self.receiver.before_answer()
        with self.receiver.counting():
            BEHAVIOURS[self.path.split("/")[1]](self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        del format, args

    def answer(self, status: int, body: bytes = b"{}", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self, start: bytes) -> None:
        """Answer a byte every twentieth of a second, for ever."""
        self.wfile.write(start)
        while not self.receiver.over.wait(0.05):
            try:
                self.wfile.write(b"x")
            except OSError:
                break
        self.close_connection = True

    def reset(self, start: bytes) -> None:
        """Answer so much, then cut the line."""
        self.wfile.write(start)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def slow(self) -> None:
        """Answer well, once the test says so."""
        self.receiver.go_on.wait()
        self.answer(204, b"")

    def once(self, status: int) -> None:
        """Fail the first time, with this status."""
        first = len([one for one in self.receiver.told if one.path == self.path]) == 1
        self.answer(status if first else 204, b"")

    def hang(self) -> None:
        self.receiver.over.wait()
        self.close_connection = True


_OK = b"HTTP/1.1 200 OK\r\n"
BEHAVIOURS: dict[str, Callable[[_Requests], None]] = {
    "ok": lambda request: request.answer(204, b""),
    "400": lambda request: request.answer(400, b"no such room"),
    "410": lambda request: request.answer(410),
    "429": lambda request: request.answer(429, retry_after="7"),
    "500": lambda request: request.answer(500, b"out of order"),
    "redirect": lambda request: request.answer(302, location="/ok/elsewhere"),
    "to-metadata": lambda request: request.answer(307, location="http://169.254.169.254/latest/meta-data/"),
    "long-500": lambda request: request.answer(500, b"x" * 100_000),
    "moved": lambda request: request.answer(301, location="/ok/elsewhere"),
    "once-500": lambda request: request.once(500),
    "slow": lambda request: request.slow(),
    "hang": lambda request: request.hang(),
    "drip-headers": lambda request: request.drip(_OK + b"x-slow: "),
    "drip-body": lambda request: request.drip(_OK + b"content-length: 1000000\r\n\r\n"),
    "endless-body": lambda request: request.answer(200, b"x" * 1_000_000),
    "reset": lambda request: request.reset(b""),
    "reset-after-200": lambda request: request.reset(_OK + b"content-length: 100\r\n\r\n"),
    "refuse": lambda request: request.answer(200, b'{"errcode": 45009, "errmsg": "api freq out of limit"}'),
    "unknown-robot": lambda request: request.answer(200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}'),
    "accept": lambda request: request.answer(200, b'{"errcode": 0, "errmsg": "ok"}'),
    "takes-it": lambda request: request.answer(200, b'{"acknowledge": true, "id": "hook-7"}'),
    "takes-nothing": lambda request: request.answer(200, b'{"acknowledge": "yes"}'),
    "201": lambda request: request.answer(201, b"", location="https://push.example/message/7"),
    "404": lambda request: request.answer(404),
    "gibberish": lambda request: request.answer(200, b"<html>"),
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def handle_error(self, request: object, client_address: object) -> None:
        del request, client_address  # a client that hangs up is what many tests are about


@contextmanager
def receiving(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Run a receiver; with `tls` it speaks that, whatever its URL says."""

    class Requests(_Requests):
        pass

    with _Server(("127.0.0.1", 0), Requests) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        Requests.receiver = receiver = Receiver(url=f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield receiver
        finally:
            receiver.over.set()
            receiver.go_on.set()
            server.shutdown()
            thread.join()


@contextmanager
def mute_port() -> Iterator[int]:
    """Listen and never say a word: where TLS is spoken to it, it stalls."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listening:
        yield listening.getsockname()[1]
