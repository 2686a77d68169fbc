"""The flats of a building as people look through them: in the order of their numbers, the worst of each first. Pure."""

import re
from collections.abc import Iterable

from domain.alerts import Alert, AlertState

_NUMBERS = re.compile(r"(\d+)")

Rank = tuple[bool, int, bool, float]


def worst(alerts: Iterable[Alert]) -> Alert | None:
    """Give the alert that somebody must look at first; None where there is none."""
    return max(alerts, key=rank, default=None)


def rank(alert: Alert) -> Rank:
    """Say how bad it is: about a person before about a device, then by severity, unanswered, and by age."""
    is_waiting = alert.state is not AlertState.ACKNOWLEDGED
    return not alert.technical, int(alert.severity), is_waiting, -alert.started_at.timestamp()


def number_order(flat: str) -> tuple[tuple[int, str], ...]:
    """Give by what flats are sorted so that `2单元502` comes before `2单元1001`: the numbers in it as numbers."""
    parts = (part for part in _NUMBERS.split(flat) if part)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)
