"""Until when the certificates hold that the line to the broker rests on."""

import socket
import ssl
from datetime import UTC, datetime, timedelta

from cryptography import x509

from banister.doctor import Finding, bad, ok, warning
from mqtt.access import BrokerAccess
from mqtt.dial import tls_context

SOON = timedelta(days=30)


def certificates(access: BrokerAccess, now: datetime, *, within: float = 2.0) -> list[Finding]:
    """Look at the authority that `?ca=` names and at what the broker shows; nothing where there is no `?ca=`."""
    if access.ca is None:
        return []
    try:
        known = x509.load_pem_x509_certificates(access.ca.read_bytes())
    except (OSError, ValueError) as error:
        return [bad("broker's CA", f"{access.ca}: {error}")]
    findings = [_until("broker's CA", min(one.not_valid_after_utc for one in known), now)]
    shown = _shown(access, within)
    return findings if shown is None else [*findings, _until("broker's certificate", shown, now)]


def _until(name: str, until: datetime, now: datetime) -> Finding:
    said = f"until {until:%Y-%m-%d}"
    if until <= now:
        return bad(name, f"expired: it held {said}")
    return warning(name, f"{said}: renew it now") if until - now < SOON else ok(name, said)


def _shown(access: BrokerAccess, within: float) -> datetime | None:
    """Ask the first address; None when it does not answer or is not trusted, which the look at the broker tells."""
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
