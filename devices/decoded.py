"""What decoding gives, and what it is given."""

from dataclasses import dataclass
from datetime import datetime

from devices.notes import Note, quarantine
from domain.readings import Availability, Quarantined, Report, SelfDescription


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Everything that one message said.

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
    base: str
    rest: str
    payload: bytes
    received_at: datetime
    retained: bool

    def quarantined(self, notes: list[Note], device: str | None) -> tuple[Quarantined, ...]:
        """Give the quarantine entries of what was noted about it; none for no notes."""
        if not notes:
            return ()
        return quarantine(notes, device, self.topic, self.payload, self.received_at)
