"""What an HTTP answer means for a message. Pure."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

from alerts.channels.failures import DeliveryFailure, PermanentFailure, TemporaryFailure

_TRY_AGAIN = frozenset({302, 303, 307, 408, 425, 429})
LONGEST_RETRY_AFTER = 3600.0
_NAMES = ("id", "message_id", "messageId", "msgid", "msg_id", "messageid", "sid", "request_id")
_PRINTABLE = re.compile(r"[\x21-\x7e]{1,128}")


def failure_of(status: int, retry_after: str | None, now: datetime, detail: str = "") -> DeliveryFailure | None:
    """Give None for a 2xx. Not accepted for good: 4xx, and a redirect for good (redirects are never followed).

    Worth another try: 5xx, 408, 425, 429, and a redirect for the time being.
    """
    if 200 <= status < 300:
        return None
    reason = f"HTTP {status} {detail}".strip()
    if status >= 500 or status in _TRY_AGAIN:
        return TemporaryFailure(reason, retry_after=seconds_until(retry_after, now))
    return PermanentFailure(reason)


def receipt_of(status: int, said: object) -> str:
    """Give what is kept of an answer that took it: the status, and what the other side calls the message."""
    layers = [said, *said.values()] if isinstance(said, Mapping) else []
    names = [one.get(name) for one in layers if isinstance(one, Mapping) for name in _NAMES]
    named = next((str(name) for name in names if isinstance(name, str | int) and not isinstance(name, bool)), "")
    return f"HTTP {status} {named if _PRINTABLE.fullmatch(named) else ''}".strip()


def json_of(body: bytes) -> object:
    """Read a body; None where it is no JSON."""
    try:
        said: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return said


def seconds_until(retry_after: str | None, now: datetime, longest: float = LONGEST_RETRY_AFTER) -> float | None:
    """Read a Retry-After header: seconds or a date, no more than `longest`; None where there is none to be read."""
    if not retry_after:
        return None
    try:
        seconds = float(retry_after) if retry_after.strip().isdigit() else _until_date(retry_after, now)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), longest)


def _until_date(text: str, now: datetime) -> float:
    return (parsedate_to_datetime(text) - now).total_seconds()
