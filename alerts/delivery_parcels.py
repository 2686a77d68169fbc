"""Messages made ready to send. Pure."""

from collections.abc import Sequence
from datetime import datetime

from alerts.channels.events import event_of, events_of
from alerts.channels.parcel import Parcel
from alerts.channels.push_note import push_note
from alerts.channels.severities import worst_of
from alerts.texts import Text, compose
from alerts.texts_group import compose_group
from domain.notifications import Channel, ChannelKind, Message


def parcel_of(message: Message, now: datetime) -> Parcel:
    """Put a message into words for its channel."""
    return _parcel([message], compose(message, now))


def merged_parcel(messages: Sequence[Message], now: datetime) -> Parcel:
    """Put messages of one endpoint into one; the first of them carries the others, and its id is the key."""
    if len(messages) == 1:
        return parcel_of(messages[0], now)
    return _parcel(messages, compose_group(messages, now))


def endpoint_of(message: Message) -> str:
    """Name what is told one message at a time."""
    return endpoint_behind(message.channel)


def endpoint_behind(channel: Channel) -> str:
    """Name what a channel leads to."""
    return f"{channel.kind}:{channel.target}"


def _parcel(messages: Sequence[Message], text: Text) -> Parcel:
    first, channel = messages[0], messages[0].channel
    if any(one.channel.is_group for one in messages):
        text = _masked(text)
    return Parcel(
        id=first.notification.id,
        kind=channel.kind,
        target=channel.target,
        secret=channel.secret,
        title=text.title,
        body=text.body,
        short=text.short,
        event=_event(channel.kind, messages, text),
        severity=worst_of(messages).word,
    )


def _masked(text: Text) -> Text:
    """Keep the least of a text, for a channel that more than its person reads."""
    return Text(title=text.short.partition("\n")[0], body=text.short, short=text.short)


def _event(kind: ChannelKind, messages: Sequence[Message], text: Text) -> str:
    if kind is ChannelKind.WEBPUSH:
        return push_note(messages, text)
    return event_of(messages[0], text) if len(messages) == 1 else events_of(messages, text)
