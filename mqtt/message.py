"""What the line hands over."""

from datetime import datetime
from typing import NamedTuple


class Message(NamedTuple):
    """One message as it came; a tuple because thousands a second are made."""

    topic: str
    payload: bytes
    received_at: datetime
    retained: bool
    """The broker kept it and gives it to whoever subscribes: history, not an event."""
    duplicate: bool
    """The broker says that it may have sent this before."""
