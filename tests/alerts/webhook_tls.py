"""A receiver that speaks TLS under a name of its own, and a context that trusts it."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.alerts.receivers import Receiver, receiving
from tests.certificates import certify


@contextmanager
def receiving_by_tls(folder: Path, name: str) -> Iterator[tuple[Receiver, int, ssl.SSLContext]]:
    """Run a receiver whose certificate is for `name`; give it, its port, and a context that trusts its authority."""
    certify(folder, f"DNS:{name}")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    with receiving(server) as receiver:
        port = int(receiver.url.rsplit(":", 1)[1])
        yield receiver, port, ssl.create_default_context(cafile=str(folder / "ca.pem"))
