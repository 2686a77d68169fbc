"""Opens the bare connection that load mode publishes over."""

import socket
import ssl

from simulators import packets
from simulators.errors import LineError
from simulators.settings import Access

_PATIENCE = 10.0


def dial(access: Access, *, client_id: str) -> socket.socket:
    """Return a socket on which the broker has let us in, from the first address that answers. Raises LineError."""
    failures = []
    for host, port in access.addresses:
        try:
            return _enter(access, host, port, client_id)
        except OSError as problem:
            failures.append(f"{host}:{port}: {problem}")
    raise LineError("broker " + ", ".join(failures))


def _enter(access: Access, host: str, port: int, client_id: str) -> socket.socket:
    connection = socket.create_connection((host, port), timeout=_PATIENCE)
    try:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if access.tls:
            context = ssl.create_default_context(cafile=str(access.ca) if access.ca else None)
            connection = context.wrap_socket(connection, server_hostname=host)
        connection.sendall(packets.connect(client_id, username=access.username, password=access.password))
        refusal = packets.connack_refusal(_exactly(connection, 4))
    except BaseException:
        connection.close()
        raise
    if refusal is not None:
        connection.close()
        raise LineError(f"broker {host}:{port}: refused us: {refusal}")
    return connection


def _exactly(connection: socket.socket, count: int) -> bytes:
    received = b""
    while len(received) < count:
        part = connection.recv(count - len(received))
        if not part:
            break
        received += part
    return received
