"""What an HTTP answer means for a message. Pure."""

from datetime import datetime
from email.utils import parsedate_to_datetime

from alerts.channels.failures import DeliveryFailure, PermanentFailure, TemporaryFailure

_TRY_AGAIN = frozenset({302, 303, 307, 408, 425, 429})
LONGEST_RETRY_AFTER = 3600.0


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


def seconds_until(retry_after: str | None, now: datetime) -> float | None:
    """Read a Retry-After header: seconds or a date; None where there is none that can be read."""
    if not retry_after:
        return None
    try:
        seconds = float(retry_after) if retry_after.strip().isdigit() else _until_date(retry_after, now)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def _until_date(text: str, now: datetime) -> float:
    return (parsedate_to_datetime(text) - now).total_seconds()
