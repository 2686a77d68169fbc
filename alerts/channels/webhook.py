"""Webhooks: a CloudEvent, signed as Standard Webhooks are. A 2xx status is the receiver's word that it has it.

A receiver may answer for its person at once: a 200 whose body is the JSON object `{"acknowledge": true}` says that the
person whose channel it is has taken the alert on (all alerts of a merged message). It is acknowledged in their name, as
if they had done it in the app. It counts only where an answer was asked for, which is where `data.acknowledge_link`
stands in the event: not for relatives, groups, tests or history. Any other body says nothing.

The address comes from outside: it leads to the open internet by https, or to what BANISTER_WEBHOOK_ALLOW lets in, as
other systems' webhooks do (`domain.addresses`). What a name leads to is checked at every connection that is made.
"""

import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import httpcore2

from alerts.channels.answers import failure_of, json_of, receipt_of
from alerts.channels.failures import PermanentFailure, TemporaryFailure
from alerts.channels.parcel import ChannelSettings, Parcel, Receipt
from alerts.channels.signature import signed_headers
from alerts.webhooks_line import BUSY, Line, Resolve, resolve, retry_after, sent_with
from domain.addresses import Allowed, target_of
from domain.errors import BadInput

LARGEST_ANSWER = 4096
SECONDS_FOR_BODY = 1.0


class WebhookChannel:
    """Keeps connections warm, follows no redirect, reads no more of an answer than tells the reason."""

    def __init__(
        self, settings: ChannelSettings, resolve: Resolve = resolve, tls: ssl.SSLContext | None = None
    ) -> None:
        self._allowed = Allowed.of(settings.webhook_allow)
        patience = settings.deadline * 0.9
        self._waits = {"connect": settings.deadline / 2, "read": patience, "write": patience}
        self._pool = httpcore2.ConnectionPool(
            ssl_context=tls or ssl.create_default_context(),
            max_connections=None,
            max_keepalive_connections=64,
            keepalive_expiry=60,
            network_backend=Line(self._allowed, resolve),
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()

    def send(self, parcel: Parcel) -> Receipt:
        """POST the event; `webhook-id` is the idempotency key."""
        status, later, said = self._post(parcel)
        reason = " ".join(said[:200].decode(errors="replace").split())
        failure = failure_of(status, later, datetime.now(UTC), reason)
        if failure:
            raise failure
        return _receipt(status, json_of(said))

    def _post(self, parcel: Parcel) -> tuple[int, str, bytes]:
        """Give the status, `Retry-After` and the beginning of the body."""
        try:
            target, body = target_of(parcel.target, self._allowed), parcel.event.encode()
            headers = sent_with(target, body, signed_headers(parcel, datetime.now(UTC)))
            asked = self._pool.stream(
                "POST", target.url, headers=headers, content=body, extensions={"timeout": self._waits}
            )
            with asked as answer:
                return answer.status, retry_after(answer), _beginning(answer)
        except BadInput as error:
            raise PermanentFailure(f"not called: {error}"[:200]) from error
        except BUSY as error:
            raise TemporaryFailure(f"{type(error).__name__}: {error}"[:200]) from error


def _receipt(status: int, said: object) -> Receipt:
    acknowledged = status == 200 and isinstance(said, dict) and said.get("acknowledge") is True
    return Receipt(text=receipt_of(status, said), acknowledged=acknowledged)


def _beginning(answer: httpcore2.Response) -> bytes:
    """Read the start of the body: all of a small one, so that the connection stays; its loss changes nothing."""
    until, read = time.monotonic() + SECONDS_FOR_BODY, b""
    try:
        chunks: Iterator[bytes] = answer.iter_stream()
        for chunk in chunks:
            read += chunk
            if len(read) >= LARGEST_ANSWER or time.monotonic() > until:
                break
    except BUSY:
        return b""
    return read
