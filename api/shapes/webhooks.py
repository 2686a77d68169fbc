"""Webhooks: other systems that are told what happens in an area, and the log of what was sent."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, Field

from api.paths import PRINTABLE
from api.shapes.shape import Shape, example
from domain.addresses import LONGEST_URL, Allowed, target_of
from domain.errors import BadInput
from domain.notifications import DeliveryState
from domain.webhooks import CHOSEN, EventKind, Webhook, WebhookMessage

_FORM: dict[str, Any] = {
    "area": "building-1",
    "name": "物业工单",
    "url": "https://hooks.example.org/banister?key=1",
    "kinds": ["alert.fired", "alert.resolved"],
}
_WEBHOOK: dict[str, Any] = {
    "id": "5b1f0a52-0e8f-4b59-8d3f-3f6c2e6f5b08",
    "area": "building-1",
    "name": "物业工单",
    "address": "https://hooks.example.org/…",
    "kinds": ["alert.fired", "alert.resolved"],
    "enabled": True,
    "disabled_at": None,
    "disabled_why": "",
    "made_by": "staff-li",
    "made_at": "2026-11-24T08:00:00Z",
    "old_secret_until": None,
}
_MESSAGE: dict[str, Any] = {
    "id": "7abff943-4224-59e7-a215-791188c97dda",
    "event": "0c1c2f5e-3f0b-5d0a-9f39-0d6c8e1f9a11.1",
    "kind": "alert.fired",
    "state": "waiting",
    "attempts": 1,
    "status": 500,
    "error": "HTTP 500 out of order",
    "created_at": "2026-11-24T08:00:00Z",
    "next_attempt_at": "2026-11-24T08:05:00Z",
    "ended_at": None,
}
_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - the example of the standard
Name = Annotated[str, Field(min_length=1, max_length=128, pattern=PRINTABLE)]
Url = Annotated[str, Field(min_length=1, max_length=LONGEST_URL)]
Kinds = Annotated[list[EventKind], Field(min_length=1, max_length=len(CHOSEN))]


class WebhookForm(Shape):
    """Where a webhook leads and what it is told. `url`: https, or what BANISTER_WEBHOOK_ALLOW lets in."""

    model_config = example(_FORM)

    area: str = Field(min_length=1, max_length=128, pattern=PRINTABLE)
    name: Name
    url: Url
    kinds: Kinds


class WebhookChange(Shape):
    """What changes; what is not said stays. `enabled: true` tells what happens from then on, and what waited."""

    model_config = example({"kinds": ["alert.fired"], "enabled": True})

    name: Name | None = None
    url: Url | None = None
    kinds: Kinds | None = None
    enabled: bool | None = None


class WebhookShape(Shape):
    """A webhook. `address` is its URL as far as it holds no key; `old_secret_until`: two secrets sign until then."""

    model_config = example(_WEBHOOK)

    id: str
    area: str
    name: str
    address: str
    kinds: list[EventKind]
    enabled: bool
    disabled_at: datetime | None
    disabled_why: str
    made_by: str
    made_at: datetime
    old_secret_until: datetime | None

    @classmethod
    def of(cls, webhook: Webhook, allowed: Allowed) -> Self:
        """Show a webhook."""
        same = {name: getattr(webhook, name) for name in _SAME}
        address = _shown(webhook.url, allowed)
        return cls(**same, address=address, kinds=sorted(webhook.kinds), old_secret_until=webhook.old_until)


class WebhookMade(Shape):
    """A webhook with its secret, which is shown this once."""

    model_config = example({"webhook": _WEBHOOK, "secret": _SECRET})

    webhook: WebhookShape
    secret: str


class Webhooks(Shape):
    """The webhooks of your areas."""

    model_config = example({"items": [_WEBHOOK]})

    items: list[WebhookShape]


class WebhookMessageShape(Shape):
    """How the sending of one event stands; whom it is about is not shown."""

    model_config = example(_MESSAGE)

    id: str
    event: str
    kind: EventKind
    state: DeliveryState
    attempts: int
    status: int | None
    error: str
    created_at: datetime
    next_attempt_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, message: WebhookMessage) -> Self:
        """Show a message."""
        same = {name: getattr(message, name) for name in cls.model_fields}
        return cls(**{**same, "next_attempt_at": message.next_attempt_at if message.ended_at is None else None})


class WebhookLog(Shape):
    """Messages, the newest first."""

    model_config = example({"items": [_MESSAGE]})

    items: list[WebhookMessageShape]


class ReplayForm(Shape):
    """From when on everything goes out again that was not taken; with `sent_too` what was taken as well."""

    model_config = example({"since": "2026-11-23T00:00:00Z"})

    since: AwareDatetime
    sent_too: bool = False


class Replayed(Shape):
    """How many messages of the log wait again. Events that were never written (it was off) are not counted."""

    model_config = example({"waiting": 3})

    waiting: int


_SAME = ("id", "area", "name", "enabled", "disabled_at", "disabled_why", "made_by", "made_at")


def _shown(url: str, allowed: Allowed) -> str:
    try:
        return target_of(url, allowed).shown
    except BadInput:
        return ""
