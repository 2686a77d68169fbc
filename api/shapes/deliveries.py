"""What became of messages."""

from datetime import datetime
from typing import Any, Self

from api.shapes.shape import Shape, example
from domain.notifications import ChannelKind, DeliveryState, Reason
from store.records.outbox import Delivery

DELIVERY: dict[str, Any] = {
    "id": "5b1f0a52-0e8f-5b59-8d3f-3f6c2e6f5b02",
    "person": "steward-wang",
    "channel": "webhook",
    "reason": "first",
    "move": 1,
    "state": "sent",
    "created_at": "2026-11-24T08:00:00.210Z",
    "ended_at": "2026-11-24T08:00:00.260Z",
    "attempts": 1,
    "error": "",
    "not_before": None,
    "rank": 0,
    "receipt": "",
}


class DeliveryShape(Shape):
    """A notification about an alert, and what became of it."""

    model_config = example(DELIVERY)

    id: str
    person: str
    channel: ChannelKind | None
    """By what; null for a channel that is gone since."""
    reason: Reason
    move: int
    state: DeliveryState
    created_at: datetime
    ended_at: datetime | None
    """When it was sent, or given up (`state` says which)."""
    attempts: int
    error: str
    not_before: datetime | None
    """When it may go out first: a mute's end, or the turn of a channel that stands in for another."""
    rank: int
    """The channel's place in the order of failover."""
    receipt: str
    """What the channel's provider gave for it."""

    @classmethod
    def of(cls, delivery: Delivery, channel: ChannelKind | None) -> Self:
        """Show how the sending of a notification stands."""
        same = {name: getattr(delivery, name) for name in cls.model_fields if hasattr(delivery, name)}
        told = {name: getattr(delivery.notification, name) for name in cls.model_fields if name in _OF_NOTIFICATION}
        return cls(**same, **told, channel=channel)


_OF_NOTIFICATION = frozenset({"id", "person", "reason", "move", "created_at", "not_before", "rank"})
