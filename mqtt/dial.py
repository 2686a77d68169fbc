"""Reaching a broker without ever blocking the thread: TCP, then TLS."""

import contextlib
import errno
import os
import selectors
import socket
import ssl

from mqtt.access import Address, BrokerAccess
from mqtt.line import Line

_UNDER_WAY = {0, errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY, errno.EISCONN}


def tls_context(access: BrokerAccess) -> ssl.SSLContext | None:
    """Make what TLS needs: the system's authorities, or the private one that is named."""
    if not access.tls:
        return None
    return ssl.create_default_context(cafile=str(access.ca) if access.ca else None)


class Dial:
    """One try at one address; a name that stands for several hosts is tried host by host.

    `step` is called whenever `events` has happened, until it gives a Line or raises OSError.
    """

    def __init__(self, address: Address, context: ssl.SSLContext | None) -> None:
        self._address = address
        self._context = context
        self._hosts = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        self._connected = False
        self.events = selectors.EVENT_WRITE
        self.sock = self._next_host()

    def step(self) -> Line | None:
        """Go on as far as the network allows."""
        try:
            return self._go_on()
        except ssl.SSLError:
            raise
        except OSError:
            self.close()
            if not self._hosts:
                raise
            self.sock = self._next_host()
            return None

    def close(self) -> None:
        """Give the try up."""
        self.sock.close()

    def _next_host(self) -> socket.socket:
        family, kind, protocol, _, where = self._hosts.pop(0)
        sock = socket.socket(family, kind, protocol)
        sock.settimeout(0)
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connected, self.events = False, selectors.EVENT_WRITE
        code = sock.connect_ex(where)
        if code not in _UNDER_WAY:
            sock.close()
            raise OSError(code, os.strerror(code))
        return sock

    def _go_on(self) -> Line | None:
        if not self._connected:
            code = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code:
                raise OSError(code, os.strerror(code))
            self._connected = True
            if self._context is not None:
                self.sock = self._context.wrap_socket(
                    self.sock, server_hostname=self._address.host, do_handshake_on_connect=False
                )
        return self._shake_hands()

    def _shake_hands(self) -> Line | None:
        if not isinstance(self.sock, ssl.SSLSocket):
            return Line(self.sock)
        try:
            self.sock.do_handshake()
        except ssl.SSLWantReadError:
            self.events = selectors.EVENT_READ
        except ssl.SSLWantWriteError:
            self.events = selectors.EVENT_WRITE
        else:
            return Line(self.sock)
        return None
