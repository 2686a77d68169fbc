"""All channels there are. A new one is a file, a line here, a kind in `domain.notifications`, and a test."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from alerts.channels.apprise_channel import AppriseChannel
from alerts.channels.console import ConsoleChannel
from alerts.channels.mail import MailChannel
from alerts.channels.parcel import ChannelSettings, Sends
from alerts.channels.webhook import WebhookChannel
from alerts.channels.webpush import WebPushChannel
from domain.notifications import ChannelKind

CHANNELS: Mapping[ChannelKind, Callable[[ChannelSettings], Sends]] = MappingProxyType(
    {
        ChannelKind.CONSOLE: ConsoleChannel,
        ChannelKind.WEBHOOK: WebhookChannel,
        ChannelKind.EMAIL: MailChannel,
        ChannelKind.APPRISE: AppriseChannel,
        ChannelKind.WEBPUSH: WebPushChannel,
    }
)


def open_channels(settings: ChannelSettings) -> dict[ChannelKind, Sends]:
    """Open every channel once."""
    return {kind: make(settings) for kind, make in CHANNELS.items()}
