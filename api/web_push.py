"""Web push subscriptions as browsers give them: what is refused, and the channel that one becomes."""

import base64
import binascii
import json
import re
import uuid
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from api.rule_checks import wrong
from domain.notifications import Channel, ChannelKind
from domain.severity import Severity

MOST = 10
"""Browsers of one person."""

_CHANNELS = uuid.UUID("f2b0a6f4-9d0e-5a70-8d52-4f1f8f5f6c03")
_INSIDE = ("localhost", "local", "internal", "lan", "home.arpa", "localdomain", "intranet", "corp", "test", "invalid")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_POINT, _SECRET = 65, 16


def subscribed(person: str, endpoint: str, p256dh: str, auth: str, min_severity: Severity) -> Channel:
    """Give the channel of a subscription; the 422 problem names what is wrong.

    A browser has one endpoint, so a channel's id is made of it: whoever subscribes by it last is told by it, and nobody
    who used that browser before.
    """
    _check_endpoint(endpoint)
    _check_key(p256dh, "body.keys.p256dh", _POINT)
    _check_key(auth, "body.keys.auth", _SECRET)
    target = json.dumps({"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}, separators=(",", ":"))
    return Channel(
        id=str(uuid.uuid5(_CHANNELS, endpoint)),
        person=person,
        kind=ChannelKind.WEBPUSH,
        target=target,
        min_severity=min_severity,
    )


def is_taken(channel: Channel, before: Channel | None) -> bool:
    """Whether the endpoint is another person's, and was not sent by the same browser.

    A browser knows its keys; who only knows an endpoint would make its owner deaf. The same browser used by somebody
    else sends the same keys, and is theirs from then on.
    """
    if before is None or not before.enabled or before.person == channel.person:
        return False
    return before.target != channel.target


def host_of(target: str) -> str:
    """Give the host of a channel's subscription; empty for what is none."""
    try:
        return urlsplit(str(json.loads(target)["endpoint"])).hostname or ""
    except (ValueError, KeyError, TypeError):
        return ""


def _check_endpoint(endpoint: str) -> None:
    """Refuse what is no push service: by its words, for a name is looked up only when something is sent."""
    field = "body.endpoint"
    try:
        parts = urlsplit(endpoint)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise wrong(field, "no address") from None
    if parts.scheme != "https" or parts.username is not None or parts.password is not None or parts.fragment:
        raise wrong(field, "must be an https address, without a login or a fragment")
    if port not in {None, 443}:
        raise wrong(field, "must be at the usual port")
    if not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint:
        raise wrong(field, "no address")
    if not _is_public(host):
        raise wrong(field, "must be a public host")


def _is_public(host: str) -> bool:
    """Whether it is a name that may stand in the public DNS. Push services have names: no address is taken as one."""
    labels = host.lower().split(".")
    looks_like_a_number = labels[-1].isdigit() or labels[-1].startswith("0x")  # 127.1 and 0x7f.1 are addresses to some
    inside = any(host.lower() == one or host.lower().endswith(f".{one}") for one in _INSIDE)
    return len(labels) >= 2 and all(map(_LABEL.fullmatch, labels)) and not looks_like_a_number and not inside


def _check_key(text: str, field: str, length: int) -> None:
    try:
        data = base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise wrong(field, "must be URL-safe base64") from None
    if len(data) != length:
        raise wrong(field, f"must hold {length} bytes")
    if length == _POINT:
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)
        except ValueError:
            raise wrong(field, "no point of the curve P-256") from None
