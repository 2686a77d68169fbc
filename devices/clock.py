"""What a device's clock said, and whether it is believed (MQTT contract, "Time")."""

from datetime import UTC, datetime, timedelta

AHEAD = timedelta(minutes=5)
"""A clock that is more than this ahead of ours is wrong."""
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
"""A clock that says less than this is wrong."""


def told_time(said: object) -> datetime | None:
    """Read RFC 3339 with its offset, or epoch milliseconds (also as digits in a string); None for anything else.

    A time without an offset is no moment: it could be any of a day, so it is not read.
    """
    if isinstance(said, str):
        try:
            moment = datetime.fromisoformat(said)
            if moment.tzinfo is not None:
                return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        return _from_unusual(said)
    if type(said) is int or type(said) is float:
        return _from_millis(said)
    return None


def _from_unusual(text: str) -> datetime | None:
    """Read what RFC 3339 and devices also write: a small `t` or `z`, milliseconds in quotes."""
    if text.isascii() and text.isdecimal() and len(text) <= 15:
        return _from_millis(int(text))
    if text.endswith("z"):
        return told_time(text.upper())
    return None


def _from_millis(millis: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(millis / 1000, UTC)
    except (OverflowError, ValueError, OSError):  # infinite, not a number, or past the year 9999
        return None
