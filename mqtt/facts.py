"""What is known about the line, for /readyz and /metrics."""

import dataclasses
from datetime import datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """A snapshot; the subscriber puts a new one in its place, so any thread may read it."""

    connected: bool = False
    since: datetime | None = None
    """When `connected` last changed."""
    broker: str | None = None
    """host:port of the broker in use, or of the last one tried."""
    subscribed: bool = False
    """The broker has granted every filter."""
    refused: tuple[str, ...] = ()
    """Filters that the broker has refused and that are asked for again."""
    last_message_at: datetime | None = None
    last_error: str | None = None
    received: int = 0
    acked: int = 0
    duplicates: int = 0
    reconnects: int = 0
    unpublished: int = 0
    """Publications that wait for the broker's PUBACK."""
    let_go_since: datetime | None = None
    """Set while the store is away and the messages rest in the broker's session."""
    let_go_reason: str | None = None

    @property
    def healthy(self) -> bool:
        """Messages can come in now."""
        return self.connected and self.subscribed
