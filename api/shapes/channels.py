"""By what people are told, when they are not, and test messages."""

from datetime import datetime, time, timedelta
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, FiniteFloat, model_validator

from api.shapes.deliveries import DELIVERY, DeliveryShape
from api.shapes.shape import Shape, example
from api.web_push import host_of
from domain.hours import LocalHours
from domain.notifications import Channel, ChannelKind
from store.records.outbox import Health

_CHANNEL: dict[str, Any] = {
    "id": "steward-wang-webhook",
    "kind": "webhook",
    "target": "https://hooks.example.org/…",
    "min_severity": "info",
    "enabled": True,
    "rank": 0,
    "is_group": False,
    "last_sent_at": "2026-11-24T08:00:00Z",
    "last_failed_at": None,
    "error": "",
}
_LONGEST_QUIET = timedelta(hours=16)
_QUIET = {"starts": "22:00:00", "ends": "07:00:00"}
_TEST: dict[str, Any] = DELIVERY | {"reason": "test", "move": 0, "state": "waiting", "ended_at": None, "attempts": 0}


def _local(clock: time) -> time:
    if clock.tzinfo is not None or clock.microsecond:
        raise ValueError("a local time of the day, without a zone, in whole seconds")
    return clock


LocalTime = Annotated[
    time,
    AfterValidator(_local),
    Field(json_schema_extra={"format": "local-time", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"}),
]


class QuietHours(Shape):
    """Local hours in which somebody is told only what is critical; they may cross midnight."""

    model_config = example(_QUIET)

    starts: LocalTime
    ends: LocalTime

    @classmethod
    def of(cls, hours: LocalHours) -> Self:
        """Show them."""
        return cls(starts=hours.starts, ends=hours.ends)


class QuietHoursForm(QuietHours):
    """Quiet hours, 16 of them at most: what waits for their end must come while it still matters."""

    model_config = example(_QUIET)

    @model_validator(mode="after")
    def _end_in_time(self) -> Self:
        if not timedelta(0) < self.hours().lasts <= _LONGEST_QUIET:
            raise ValueError("must end 16 hours after they start at the latest, and not at the same time")
        return self

    def hours(self) -> LocalHours:
        """Give them."""
        return LocalHours(starts=self.starts, ends=self.ends)


class ChannelShape(Shape):
    """One way to reach somebody. `target` is shown as far as it holds no secret."""

    model_config = example(_CHANNEL)

    id: str
    kind: ChannelKind
    target: str
    min_severity: str
    enabled: bool
    rank: int
    """Those of the lowest are told at once, the next where these reach nobody."""
    is_group: bool
    last_sent_at: datetime | None
    last_failed_at: datetime | None
    error: str
    """Why the last message failed, or why it is off."""

    @classmethod
    def of(cls, channel: Channel, health: Health | None) -> Self:
        """Show a channel and how it is."""
        same = {name: getattr(channel, name) for name in ("id", "kind", "enabled", "rank", "is_group")}
        return cls(
            **same,
            target=_shown(channel),
            min_severity=channel.min_severity.word,
            last_sent_at=health.last_sent_at if health else None,
            last_failed_at=health.last_failed_at if health else None,
            error=(health.disabled_why or health.error) if health else "",
        )


class MyChannels(Shape):
    """By what you are told, in the order of failover, and when only what is critical."""

    model_config = example({"quiet": _QUIET, "items": [_CHANNEL]})

    quiet: QuietHours | None
    items: list[ChannelShape]


class PushKeys(Shape):
    """The keys of a subscription, in URL-safe base64."""

    p256dh: str = Field(min_length=1, max_length=128)
    auth: str = Field(min_length=1, max_length=64)


class PushSubscription(Shape):
    """What `PushSubscription.toJSON()` gives in a browser."""

    model_config = example(
        {
            "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
            "expirationTime": None,
            "keys": {
                "p256dh": "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM",
                "auth": "tBHItJI5svbpez7KI4CCXg",
            },
            "min_severity": "info",
        }
    )

    endpoint: str = Field(min_length=1, max_length=1024)
    expirationTime: FiniteFloat | None = None  # noqa: N815 - the browser's name
    keys: PushKeys
    min_severity: Literal["info", "warning", "critical"] = "info"


class PushKey(Shape):
    """What `PushManager.subscribe` takes as `applicationServerKey`."""

    model_config = example(
        {"key": "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM"}
    )

    key: str


class TestMessage(Shape):
    """A test message is on its way; `address` tells what becomes of it."""

    model_config = example({"address": f"/api/v1/deliveries/{DELIVERY['id']}", "delivery": _TEST})

    address: str
    delivery: DeliveryShape


def _shown(channel: Channel) -> str:
    if channel.kind is ChannelKind.EMAIL:
        return channel.target
    if channel.kind is ChannelKind.WEBPUSH:
        return host_of(channel.target)
    try:
        parts = urlsplit(channel.target)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if not parts.scheme:
        return ""
    return f"{parts.scheme}://{host}/…" if channel.kind is ChannelKind.WEBHOOK else f"{parts.scheme}://…"
