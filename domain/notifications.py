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


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way to reach one person. `target` is a URL or address; `secret` signs webhooks (`whsec_…`)."""

    id: str
    person: str
    kind: ChannelKind
    target: str = ""
    secret: str = ""
    min_severity: Severity = Severity.INFO
    enabled: bool = True


class Reason(StrEnum):
    """Why somebody is told now."""

    FIRST = "first"
    WORSENED = "worsened"
    ESCALATED = "escalated"
    REPEATED = "repeated"
    REMINDER = "reminder"
    HISTORY = "history"
    TEST = "test"


class DeliveryState(StrEnum):
    """Of an outbox row. `failed` is for good: the escalation goes on instead."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One message to one receiver by one channel; `id` is its idempotency key."""

    id: str
    alert: str | None
    move: int
    person: str
    channel: str
    reason: Reason
    created_at: datetime


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
