"""Webhooks: a CloudEvent, signed as Standard Webhooks are. A 2xx status is the receiver's word that it has it."""

import time
from datetime import UTC, datetime

import httpx2

from alerts.channels.answers import failure_of
from alerts.channels.failures import PermanentFailure, TemporaryFailure
from alerts.channels.parcel import ChannelSettings, Parcel
from alerts.channels.signature import signed_headers

LARGEST_ANSWER = 4096
SECONDS_FOR_BODY = 1.0


class WebhookChannel:
    """Keeps connections warm, follows no redirect, reads no more of an answer than tells the reason."""

    def __init__(self, settings: ChannelSettings) -> None:
        timeout = httpx2.Timeout(settings.deadline * 0.9, connect=settings.deadline / 2, pool=None)
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=60)
        self._client = httpx2.Client(timeout=timeout, limits=limits, follow_redirects=False)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def send(self, parcel: Parcel) -> None:
        """POST the event; `webhook-id` is the idempotency key."""
        headers = signed_headers(parcel, datetime.now(UTC))
        try:
            with self._client.stream("POST", parcel.target, content=parcel.event, headers=headers) as answer:
                said = _beginning(answer)
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, UnicodeError) as error:
            raise PermanentFailure("the address is no http(s) URL") from error
        except httpx2.RequestError as error:
            raise TemporaryFailure(f"{type(error).__name__}: {error}"[:200]) from error
        failure = failure_of(answer.status_code, answer.headers.get("retry-after"), datetime.now(UTC), said)
        if failure:
            raise failure


def _beginning(answer: httpx2.Response) -> str:
    """Read the start of the body: all of a small one, so that the connection stays; its loss changes nothing."""
    until, read = time.monotonic() + SECONDS_FOR_BODY, b""
    try:
        for chunk in answer.iter_raw():
            read += chunk
            if len(read) >= LARGEST_ANSWER or time.monotonic() > until:
                break
    except httpx2.RequestError:
        return ""
    return " ".join(read[:200].decode(errors="replace").split())
