"""How bad what a message tells is. Pure."""

from collections.abc import Iterable

from domain.notifications import Message
from domain.severity import Severity


def severity_of(message: Message) -> Severity:
    """Give the severity of the move that is told; a test message is information."""
    if message.move is not None:
        return message.move.severity
    return message.alert.severity if message.alert is not None else Severity.INFO


def worst_of(messages: Iterable[Message]) -> Severity:
    """Give the worst of several."""
    return max(map(severity_of, messages))
