"""What the routes work with, built once in `create_app`."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from fastapi import Request

from api.attempts import Attempts
from api.live.hub import Hub
from api.live.moves import MoveFeed
from api.oidc import SignOn
from api.passwords import Passwords
from api.reports.press import Press
from api.settings import ApiSettings
from api.traffic import Traffic
from api.usual_kept import UsualKept
from mqtt.facts import LineFacts
from store.readings import ReadingStore
from store.records import Records

Clock = Callable[[], datetime]


class Line(Protocol):
    """What the API sees of its own line to the broker."""

    @property
    def facts(self) -> LineFacts:
        """Give a snapshot of what is known about the line."""

    @property
    def died(self) -> str | None:
        """Say why the line's thread ended by itself; None while it lives."""

    def start(self) -> None:
        """Take up the line."""

    def stop(self) -> None:
        """Hang up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that a route may need; nothing here changes after the start."""

    records: Records
    readings: ReadingStore
    settings: ApiSettings
    clock: Clock
    passwords: Passwords
    attempts: Attempts
    traffic: Traffic
    feed: MoveFeed
    hub: Hub
    closing: threading.Event
    """Set when the server stops: streams end."""
    line: Line | None
    sign_on: SignOn | None = None
    """Single sign-on, where it is set up."""
    press: Press = field(default_factory=Press)
    """Draws reports."""
    importing: threading.Lock = field(default_factory=threading.Lock)
    """Held by the import that is going on: there is one at a time."""
    usual: UsualKept = field(default_factory=UsualKept)
    """What is usual for residents, as far as it was asked for today."""

    def deaths(self) -> list[str]:
        """Say which threads have ended by themselves: the process must end too."""
        died = (self.feed.died, self.line.died if self.line else None)
        return [why for why in died if why]


def parts_of(request: Request) -> Parts:
    """Give the parts of the application that this request came to."""
    parts: Parts = request.app.state.parts
    return parts
