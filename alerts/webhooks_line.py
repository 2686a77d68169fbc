"""Calls of webhooks: to an address that was checked just before, and over by a deadline whatever is answered.

The name is looked up here, every address that it has is checked, and the connection goes to one of these very
addresses: a name that leads elsewhere the next moment changes nothing. TLS and the Host header still say the name.
"""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import httpcore2

from domain.addresses import Allowed, Target, check

Resolve = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a name; raises OSError."""
BUSY = (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError)
"""What a call ends with that found nobody, or nobody who answered in time or in HTTP."""
_A_PIECE = 4096


class Line(httpcore2.NetworkBackend):
    """Opens checked connections: for one attempt, or for many where there is no deadline."""

    def __init__(self, allowed: Allowed, resolve: Resolve, deadline: float | None = None) -> None:
        """Take the deadline as monotonic time; without one each wait has the patience of its caller."""
        self._allowed = allowed
        self._resolve = resolve
        self._deadline = deadline
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first checked address that answers. Raises BadInput where one of them may not be called."""
        del local_address
        patience = _left(self._deadline, timeout)
        addresses = check(looked_up(self._resolve, host, port, patience), host, port, self._allowed)
        failure: Exception | None = None
        for address in addresses:
            try:
                stream = self._sockets.connect_tcp(address, port, _left(self._deadline, timeout), None, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
                continue
            return _Stream(stream, self._deadline)
        raise httpcore2.ConnectError(f"{host} does not answer") from failure


class _Stream(httpcore2.NetworkStream):
    """A connection whose every wait ends at the deadline: one that drips is over then, too."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float | None) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _A_PIECE):
            self._stream.write(buffer[start : start + _A_PIECE], _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        patience = _left(self._deadline, timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, patience), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def sent_with(target: Target, body: bytes, headers: Mapping[str, str]) -> list[tuple[bytes | str, bytes | str]]:
    """Give all headers of a POST of this body: these, and what HTTP needs to know."""
    return [("host", target.url.split("/")[2]), ("content-length", str(len(body))), *headers.items()]


def retry_after(answer: httpcore2.Response) -> str:
    """Give what an answer says of when to come again; empty where it says nothing."""
    said = {name.lower(): value for name, value in answer.headers}
    return said.get(b"retry-after", b"").decode("latin-1")


def resolve(host: str, port: int) -> list[str]:
    """Ask this machine's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def looked_up(resolve: Resolve, host: str, port: int, seconds: float | None) -> Sequence[str]:
    """Look a name up and wait no longer than that: the machine's resolver has patience of its own."""
    answers: queue.SimpleQueue[Sequence[str] | None] = queue.SimpleQueue()

    def ask() -> None:
        found: Sequence[str] | None = None
        try:
            found = resolve(host, port)
        except (OSError, UnicodeError):
            found = None
        finally:
            answers.put(found)

    threading.Thread(target=ask, name="webhook name", daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except queue.Empty:
        raise httpcore2.ConnectTimeout(f"{host}: the name was not looked up in time") from None
    if found is None:
        raise httpcore2.ConnectError(f"{host}: the name is not known")
    return found


def _left(deadline: float | None, patience: float | None) -> float | None:
    if deadline is None:
        return patience
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("no answer in time")
    return left
