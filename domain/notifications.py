"""Who is told, by what: receivers' channels and the messages that wait for them."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.alerts import Alert, Move
from domain.severity import Severity

_NOTIFICATIONS = uuid.UUID("0d9c1a1e-64a5-53a5-9d1e-7c0f4f6e9b02")


class ChannelKind(StrEnum):
    """By what a receiver is told."""

    CONSOLE = "console"
    WEBHOOK = "webhook"
    EMAIL = "email"
    APPRISE = "apprise"
    WEBPUSH = "webpush"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way to reach one person.

    target   a URL or an address; for web push the subscription as JSON
    secret   signs webhooks (`whsec_…`)
    rank     the order of failover: those of the lowest rank are told at once, the next where these reach nobody
    is_group more than its person reads it: it is told the least, and gets no link to acknowledge by
    """

    id: str
    person: str
    kind: ChannelKind
    target: str = ""
    secret: str = ""
    min_severity: Severity = Severity.INFO
    enabled: bool = True
    rank: int = 0
    is_group: bool = False


class Reason(StrEnum):
    """Why somebody is told now."""

    FIRST = "first"
    WORSENED = "worsened"
    AGAIN = "again"
    ESCALATED = "escalated"
    REPEATED = "repeated"
    REMINDER = "reminder"
    HANDED_OVER = "handed_over"
    HISTORY = "history"
    TEST = "test"


class DeliveryState(StrEnum):
    """Of an outbox row. `failed` is for good: the escalation goes on instead."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One message to one receiver by one channel; `id` is its idempotency key.

    not_before  when it may go out first (None: at once): a mute's end, a group's wait, a failover's turn
    group       messages of one channel and group that wait at the same time go out as one ("": never)
    rank        its channel's when it was written; it is void where a lower one has reached the receiver
    """

    id: str
    alert: str | None
    move: int
    person: str
    channel: str
    reason: Reason
    created_at: datetime
    not_before: datetime | None = None
    group: str = ""
    rank: int = 0


def notification_id(alert: str, move: int, channel: str) -> str:
    """Name a notification: the same move by the same channel is the same message (UUID 5)."""
    return str(uuid.uuid5(_NOTIFICATIONS, f"{alert}|{move}|{channel}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """All that a channel needs to say it: facts, in no language yet."""

    notification: Notification
    channel: Channel
    language: str
    timezone: str
    receiver_name: str
    alert: Alert | None
    move: Move | None
    resident_name: str
    place: tuple[str, ...]
    """From the community down to the flat, as names."""
    key_holder: str
    resident_phone: str
    link: str
    acknowledge_link: str = ""
    """A signed link of this receiver's own; empty where they do not have to answer."""
