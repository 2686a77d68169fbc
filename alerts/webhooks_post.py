"""Sends one message of a webhook and says what came of it. No redirect is followed, and little of an answer is read."""

import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import httpcore2

from alerts.channels.answers import seconds_until
from alerts.channels.failures import PermanentFailure
from alerts.channels.signature import headers_of
from alerts.webhooks_line import BUSY, Line, Resolve, resolve, retry_after, sent_with
from domain.addresses import Allowed, target_of
from domain.errors import BadInput
from domain.webhooks import LONGEST_WAIT, Webhook, WebhookMessage

LONGEST_ERROR = 200
_ENDED = 410
_MAY_SAY_WHEN = frozenset({429, 503})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of an attempt. `error` is empty where it was taken; `ended`: nothing will ever be taken there."""

    status: int | None = None
    error: str = ""
    ended: bool = False
    retry_after: float | None = None


class Post:
    """Used by many threads at once; each attempt has a connection of its own, over at `deadline` seconds."""

    def __init__(
        self,
        allowed: Allowed,
        deadline: float,
        clock: Callable[[], datetime],
        resolve: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._allowed = allowed
        self._deadline = deadline
        self._clock = clock
        self._resolve = resolve
        self._tls = tls or ssl.create_default_context()

    def send(self, webhook: Webhook, message: WebhookMessage) -> Answer:
        """POST the event, signed with the secrets that hold now."""
        line = Line(self._allowed, self._resolve, time.monotonic() + self._deadline)
        now = self._clock()
        try:
            target = target_of(webhook.url, self._allowed)
            signed = headers_of(message.id, message.body.decode(), now, webhook.secrets(now))
            headers = sent_with(target, message.body, {"connection": "close", **signed})
            with (
                httpcore2.ConnectionPool(ssl_context=self._tls, network_backend=line, max_connections=1) as pool,
                pool.stream("POST", target.url, headers=headers, content=message.body) as it,
            ):
                return _answer(it, now)
        except (BadInput, PermanentFailure) as error:
            return Answer(error=_short(f"not called: {error}"))
        except BUSY as error:
            return Answer(error=_short(f"{type(error).__name__}: {error}"))
        except ssl.SSLError as error:
            return Answer(error=_short(f"TLS: {error}"))


def _answer(response: httpcore2.Response, now: datetime) -> Answer:
    status = response.status
    if 200 <= status < 300:
        return Answer(status=status)
    later = retry_after(response) if status in _MAY_SAY_WHEN else ""
    reason = " ".join(_beginning(response).decode(errors="replace").split())
    return Answer(
        status=status,
        error=_short(f"HTTP {status} {reason}".strip()),
        ended=status == _ENDED,
        retry_after=seconds_until(later, now, LONGEST_WAIT.total_seconds()),
    )


def _beginning(response: httpcore2.Response) -> bytes:
    """Read the start of a body; its loss changes nothing."""
    read = b""
    try:
        chunks: Iterator[bytes] = response.iter_stream()
        for chunk in chunks:
            read += chunk
            if len(read) >= LONGEST_ERROR:
                break
    except BUSY:
        return read
    return read


def _short(text: str) -> str:
    """Give what is kept of a reason; PostgreSQL keeps no NUL."""
    return text.replace("\x00", "")[:LONGEST_ERROR]
