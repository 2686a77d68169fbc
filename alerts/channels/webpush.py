"""Web push (RFC 8030): encrypted for one browser, signed with our VAPID key. The target is the subscription's JSON.

The subscription's endpoint comes from outside, so only https and public hosts are called. A host that is public when
it is looked at and private when it is called finds nobody: no inner service has a certificate for its name.
"""

import ipaddress
import json
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2

from alerts.channels.answers import failure_of
from alerts.channels.failures import DeliveryFailure, Gone, PermanentFailure, TemporaryFailure
from alerts.channels.parcel import ChannelSettings, Parcel, Receipt
from alerts.channels.push_sealing import Sealing

HOLD_S = {"critical": 4 * 3600, "warning": 12 * 3600, "info": 24 * 3600}
"""How long the push service keeps it for a phone that is off: what hurries is told by others long before."""
URGENCY = {"critical": "high", "warning": "high", "info": "normal"}
_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Where a browser is reached: the push service's address, and the browser's keys (URL-safe base64)."""

    endpoint: str
    origin: str
    keys: dict[str, str]

    @classmethod
    def of(cls, target: str) -> Self:
        """Read what `PushSubscription.toJSON` gave; raises PermanentFailure."""
        try:
            said: dict[str, Any] = json.loads(target)
            parts = urlsplit(said["endpoint"])
            keys = {name: str(said["keys"][name]) for name in ("p256dh", "auth")}
            origin = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise PermanentFailure("the target is no push subscription") from error
        return cls(endpoint=str(said["endpoint"]), origin=origin, keys=keys)


class WebPushChannel:
    """Keeps connections warm and follows no redirect, as the webhook does."""

    def __init__(self, settings: ChannelSettings) -> None:
        timeout = httpx2.Timeout(settings.deadline * 0.9, connect=settings.deadline / 2, pool=None)
        self._client = httpx2.Client(timeout=timeout, follow_redirects=False)
        self._sealing = Sealing(settings.vapid_key, settings.webpush_subject)
        self._allow_private = settings.webpush_allow_private

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def send(self, parcel: Parcel) -> Receipt:
        """Encrypt and POST it. 404 and 410 say that the browser has gone: raises Gone."""
        to = Subscription.of(parcel.target)
        if not self._allow_private:
            _refuse_inner(to.endpoint)
        headers = self._sealing.headers(to.origin) | {
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(HOLD_S[parcel.severity]),
            "urgency": URGENCY[parcel.severity],
        }
        sealed = self._sealing.seal(parcel.event.encode(), to.keys)
        try:
            with self._client.stream("POST", to.endpoint, content=sealed, headers=headers) as answer:
                status, said = answer.status_code, answer.headers
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, UnicodeError) as error:
            raise PermanentFailure("the push service's address is no URL") from error
        except httpx2.RequestError as error:
            raise TemporaryFailure(f"{type(error).__name__}: {error}"[:200]) from error
        failure = _failure(status, said.get("retry-after"))
        if failure:
            raise failure
        return Receipt(text=f"HTTP {status} {said.get('location', '')}".strip()[:300])


def _failure(status: int, retry_after: str | None) -> DeliveryFailure | None:
    if status in _GONE:
        return Gone(f"HTTP {status}: the browser's subscription has ended")
    return failure_of(status, retry_after, datetime.now(UTC))


def _refuse_inner(endpoint: str) -> None:
    """Refuse what is not https, and names that mean a machine in here."""
    parts = urlsplit(endpoint)
    if parts.scheme != "https" or not parts.hostname:
        raise PermanentFailure("a push service is called by https only")
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TemporaryFailure(f"the push service's name is not known: {error}"[:200]) from error
    if not all(ipaddress.ip_address(str(one[4][0]).partition("%")[0]).is_global for one in found):
        raise PermanentFailure("the push service's address is not a public one (BANISTER_WEBPUSH_ALLOW_PRIVATE)")
