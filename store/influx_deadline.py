"""A hard end for every request to InfluxDB: its client's timeout begins anew with every byte that arrives."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

_AGAIN = 0.1
"""Seconds until a request that was cut while it was still connecting is cut once more."""


class _Request(threading.local):
    """What this thread's request talks on."""

    connection: object = None


_request = _Request()


class _Connection(HTTPConnection):
    """Remembers its socket, which `http.client` forgets where the answer ends with the connection."""

    kept: socket.socket | None = None

    def connect(self) -> None:
        super().connect()
        self.kept = self.sock


class _TlsConnection(HTTPSConnection):
    kept: socket.socket | None = None

    def connect(self) -> None:
        super().connect()
        self.kept = self.sock


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection

    def _get_conn(self, timeout: float | None = None) -> Any:
        _request.connection = connection = super()._get_conn(timeout)
        return connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection

    def _get_conn(self, timeout: float | None = None) -> Any:
        _request.connection = connection = super()._get_conn(timeout)
        return connection


class _Cutter:
    """Cuts one request, from a thread of its own, when its time is over."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._here = _request.__dict__  # that of the thread that asks, for ours to look into
        self._done = threading.Event()
        self.cut = False
        threading.Thread(target=self._watch, daemon=True).start()

    def end(self) -> None:
        """Say that the request has ended."""
        self._done.set()

    def _watch(self) -> None:
        wait = self._seconds
        while not self._done.wait(wait):
            self.cut, wait = True, _AGAIN
            kept = getattr(self._here.get("connection"), "kept", None)
            if kept is not None:
                with contextlib.suppress(OSError):
                    # Not SSLSocket's own: that one changes what the waiting thread is using.
                    socket.socket.shutdown(kept, socket.SHUT_RDWR)


def make_cuttable(manager: PoolManager) -> None:
    """Let this manager's requests be cut by `hard_end`."""
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


@contextlib.contextmanager
def hard_end(seconds: float) -> Iterator[None]:
    """Cut the requests of this block when it takes longer; then TimeoutError, whatever came by then."""
    _request.connection = None
    cutter = _Cutter(seconds)
    try:
        yield
    finally:
        cutter.end()
    if cutter.cut:
        raise TimeoutError(f"no end within {seconds:g} s")
