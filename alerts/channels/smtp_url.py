"""`smtp://user:password@host:587?starttls=no`, `smtps://user@host`: what it says of the mail server. Pure."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from domain.errors import BadSettings

_NO = frozenset({"no", "0", "false", "off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where mail is handed over. `tls`: from the first byte; `starttls`: asked for, and insisted on."""

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str
    password: str = field(repr=False)


def server_of(url: str) -> SmtpServer:
    """Read a URL. Without `starttls=` it is asked for everywhere but on this machine. Raises BadSettings."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadSettings("BANISTER_SMTP_URL is no URL") from error
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadSettings("BANISTER_SMTP_URL must look like smtp://user:password@host:587")
    tls = parts.scheme == "smtps"
    asked = parse_qs(parts.query).get("starttls", ["no" if _is_here(parts.hostname) else "yes"])[-1]
    return SmtpServer(
        host=parts.hostname,
        port=port or (465 if tls else 587),
        tls=tls,
        starttls=not tls and asked.lower() not in _NO,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _is_here(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"}
