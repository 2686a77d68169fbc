"""What ids and texts of the organisation may be, whether a file, a table or a request brings them."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SLUG = "[a-z0-9][a-z0-9_-]{0,63}"
"""An id: it stands in topics and in addresses."""
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
"""No control characters: texts stand in the headers of mails, in terminals, and in databases that refuse NUL."""


def is_time_zone(name: str) -> bool:
    """Whether this is the IANA name of a time zone that we know."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
