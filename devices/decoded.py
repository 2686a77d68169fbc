"""What decoding gives, and what it is given."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from devices.notes import Note, quarantine
from domain.readings import Availability, Quarantined, Report, SelfDescription


class Decoded(NamedTuple):
    """Everything that one message said (a tuple: one is made for every message, and it takes half the time).

    reports       one for each object in it, in its order; one without values still proves the device alive
    quarantined   what could not be taken (bounded in number)
    availability  the device or its bridge says that it is there or gone
    description   the device tells of itself
    """

    reports: tuple[Report, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    availability: Availability | None = None
    description: SelfDescription | None = None


NOTHING = Decoded()
"""A message that is none of ours and nothing to look at."""


@dataclass(slots=True)
class Message:
    """One MQTT message as it came; `rest` is its topic below the dialect's base."""

    topic: str
    rest: str
    payload: bytes
    received_at: datetime
    retained: bool

    @property
    def base(self) -> str:
        """The base topic that it came below."""
        return self.topic[: -len(self.rest) - 1] if self.rest else self.topic[:-1]

    def quarantined(self, notes: list[Note], device: str | None) -> tuple[Quarantined, ...]:
        """Give the quarantine entries of what was noted about it; none for no notes."""
        if not notes:
            return ()
        return quarantine(notes, device, self.topic, self.payload, self.received_at)
