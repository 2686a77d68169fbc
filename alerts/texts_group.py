"""Several messages to one receiver as one: what waited together goes out together. Pure."""

from collections.abc import Sequence
from datetime import datetime

from alerts.texts import MARKS, Text, compose, words_for
from domain.notifications import Message
from domain.severity import Severity

SHOWN = 10
"""So many are said one by one; the rest is counted."""


def compose_group(messages: Sequence[Message], now: datetime) -> Text:
    """Say several messages of one channel as one, in its receiver's language, the worst first; one alone as itself."""
    worst_first = sorted(messages, key=_severity, reverse=True)
    texts = [compose(message, now) for message in worst_first]
    if len(texts) == 1:
        return texts[0]
    words = words_for(messages[0].language)
    title = f"{MARKS[_severity(worst_first[0])]} {words.group_title.format(count=len(texts))}"
    rest = [words.group_more.format(count=len(texts) - SHOWN)] if len(texts) > SHOWN else []
    bodies = [f"{text.title}\n{text.body}" for text in texts[:SHOWN]]
    shorts = [text.short for text in texts[:SHOWN]]
    return Text(title=title, body="\n\n".join([*bodies, *rest]), short="\n".join([title, *shorts, *rest]))


def _severity(message: Message) -> Severity:
    if message.move is not None:
        return message.move.severity
    return message.alert.severity if message.alert is not None else Severity.INFO
