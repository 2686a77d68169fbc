"""Webhooks: a CloudEvent, signed as Standard Webhooks are. A 2xx status is the receiver's word that it has it.

A receiver may answer for its person at once: a 200 whose body is the JSON object `{"acknowledge": true}` says that the
person whose channel it is has taken the alert on (all alerts of a merged message). It is acknowledged in their name, as
if they had done it in the app. It counts only where an answer was asked for, which is where `data.acknowledge_link`
stands in the event: not for relatives, groups, tests or history. Any other body says nothing.
"""

import time
from datetime import UTC, datetime

import httpx2

from alerts.channels.answers import failure_of, json_of, receipt_of
from alerts.channels.failures import PermanentFailure, TemporaryFailure
from alerts.channels.parcel import ChannelSettings, Parcel, Receipt
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

    def send(self, parcel: Parcel) -> Receipt:
        """POST the event; `webhook-id` is the idempotency key."""
        headers = signed_headers(parcel, datetime.now(UTC))
        try:
            with self._client.stream("POST", parcel.target, content=parcel.event, headers=headers) as answer:
                said = _beginning(answer)
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, UnicodeError) as error:
            raise PermanentFailure("the address is no http(s) URL") from error
        except httpx2.RequestError as error:
            raise TemporaryFailure(f"{type(error).__name__}: {error}"[:200]) from error
        reason = " ".join(said[:200].decode(errors="replace").split())
        failure = failure_of(answer.status_code, answer.headers.get("retry-after"), datetime.now(UTC), reason)
        if failure:
            raise failure
        return _receipt(answer.status_code, json_of(said))


def _receipt(status: int, said: object) -> Receipt:
    acknowledged = status == 200 and isinstance(said, dict) and said.get("acknowledge") is True
    return Receipt(text=receipt_of(status, said), acknowledged=acknowledged)


def _beginning(answer: httpx2.Response) -> bytes:
    """Read the start of the body: all of a small one, so that the connection stays; its loss changes nothing."""
    until, read = time.monotonic() + SECONDS_FOR_BODY, b""
    try:
        for chunk in answer.iter_raw():
            read += chunk
            if len(read) >= LARGEST_ANSWER or time.monotonic() > until:
                break
    except httpx2.RequestError:
        return b""
    return read
