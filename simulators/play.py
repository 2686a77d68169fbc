"""Simulated life at the pace of the world: greetings, the buffered past, then the present until somebody says stop."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from simulators.clock import Clock
from simulators.dialects import Message
from simulators.lines import Lines
from simulators.street import Street
from simulators.timeline import Timeline

_PATIENCE = 2.0  # seconds, twice: for the farewells' way out, and for their confirmation


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a performance needs of the world. `tell` hears of each message that was handed over."""

    lines: Lines
    clock: Clock
    stop: threading.Event
    tell: Callable[[Message], None] = lambda _message: None


def play(
    street: Street, timeline: Timeline, stage: Stage, *, backfill: timedelta, lasts: timedelta | None = None
) -> int:
    """Publish until `lasts` is over or the stage is stopped; returns how many messages were left unacknowledged."""
    start = timeline.origin
    end = start + lasts if lasts is not None else None
    _send(street.greetings(start), stage)
    if backfill:
        _send(street.past(start - backfill, start), stage)
    _send(street.live(timeline), stage, end=end)
    _say_goodbye(street, stage)
    return stage.lines.drain(within=_PATIENCE)


def _say_goodbye(street: Street, stage: Stage) -> None:
    """Publish the farewells although the stage was stopped, but not for longer than a person waits after Ctrl-C."""
    enough = threading.Event()
    timer = threading.Timer(_PATIENCE, enough.set)
    timer.start()
    _send(street.farewells(stage.clock.now()), replace(stage, stop=enough))
    timer.cancel()


def _send(messages: Iterable[Message], stage: Stage, *, end: datetime | None = None) -> None:
    for message in messages:
        if end is not None and message.due >= end:
            stage.clock.wait_until(end, stage.stop)
            return
        if stage.clock.wait_until(message.due, stage.stop) or not stage.lines.publish(message, stage.stop):
            return
        stage.tell(message)
