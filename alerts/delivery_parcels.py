"""Messages made ready to send. Pure."""

from datetime import datetime

from alerts.channels.events import event_of
from alerts.channels.parcel import Parcel
from alerts.texts import compose
from domain.notifications import Message


def parcel_of(message: Message, now: datetime) -> Parcel:
    """Put a message into words for its channel."""
    text = compose(message, now)
    channel = message.channel
    return Parcel(
        id=message.notification.id,
        kind=channel.kind,
        target=channel.target,
        secret=channel.secret,
        title=text.title,
        body=text.body,
        short=text.short,
        event=event_of(message, text),
    )


def endpoint_of(message: Message) -> str:
    """Name what is told one message at a time."""
    return f"{message.channel.kind}:{message.channel.target}"
