"""Until when the certificates hold that the line to the broker rests on."""

import socket
import ssl
from datetime import UTC, datetime
from typing import NamedTuple

from cryptography import x509

from domain.errors import BadSettings
from mqtt.access import BrokerAccess
from mqtt.dial import tls_context


class Expiry(NamedTuple):
    """A certificate, by what it is for, and until when it holds."""

    name: str
    until: datetime


CA, BROKER = "broker's CA", "broker's certificate"


def expiries(access: BrokerAccess, *, within: float = 2.0) -> list[Expiry]:
    """Look at the authority that `?ca=` names and at what the broker shows; nothing where there is no `?ca=`.

    A broker that does not answer or is not trusted is left out: whoever looks at the line is told. BadSettings for a
    file that holds no certificate.
    """
    if access.ca is None:
        return []
    try:
        known = x509.load_pem_x509_certificates(access.ca.read_bytes())
    except (OSError, ValueError) as error:
        raise BadSettings(f"{access.ca}: {error}") from None
    found = [Expiry(CA, min(one.not_valid_after_utc for one in known))]
    shown = _shown(access, within)
    return found if shown is None else [*found, Expiry(BROKER, shown)]


def _shown(access: BrokerAccess, within: float) -> datetime | None:
    """Ask the first address."""
    address = access.addresses[0]
    try:
        context = tls_context(access) or ssl.create_default_context()
        with (
            socket.create_connection((address.host, address.port), timeout=within) as line,
            context.wrap_socket(line, server_hostname=address.host) as encrypted,
        ):
            seen = encrypted.getpeercert()
    except OSError:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(seen["notAfter"])), UTC) if seen else None
