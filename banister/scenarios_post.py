"""The way of messages on a virtual clock: the real desk, and a pool whose every attempt is over at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alerts.channels.parcel import Parcel
from alerts.delivery_desk import Desk
from alerts.delivery_settings import DeliverySettings
from alerts.delivery_wire import Outcome
from store.records import Records
from store.records.outbox import Claim
from store.records.outbox import Delivery as Row

WORKER = "scenarios"
MOST_TURNS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message that went out: the notification that it was made of first, when, and what it said."""

    notification: str
    at: datetime
    title: str


class InstantPool:
    """Takes every parcel, and knows at once what became of it."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.sent: list[Sent] = []
        self.capacity, self.killed, self.has_room = 1000, 0, True
        self._outcomes: list[Outcome] = []

    def take(self, parcel: Parcel) -> bool:
        """Accept it."""
        self.sent.append(Sent(notification=parcel.id, at=self._clock(), title=parcel.title))
        self._outcomes.append(Outcome(id=parcel.id))
        return True

    def outcomes(self) -> list[Outcome]:
        """Give what became of the parcels since the last question."""
        outcomes, self._outcomes = self._outcomes, []
        return outcomes


class PostOffice:
    """The engine's courier, and the desk behind it, in one thread."""

    def __init__(self, records: Records, folder: Path, clock: Callable[[], datetime]) -> None:
        self._settings = DeliverySettings(data_dir=folder, base_url="http://127.0.0.1")
        self._clock = clock
        self._pool = InstantPool(clock)
        self._handed: list[Row] = []
        self._desk = Desk(records, self._settings, self._pool, worker=WORKER, clock=clock, moment=self._moment)

    def _moment(self) -> float:
        return self._clock().timestamp()

    @property
    def sent(self) -> list[Sent]:
        """Everything that went out, in order."""
        return self._pool.sent

    def claim(self, now: datetime) -> Claim:
        """Give the claim under which rows that are written now are sent by us."""
        return Claim(worker=WORKER, until=now + self._settings.lease)

    def hand_over(self, rows: Sequence[Row]) -> None:
        """Take rows that were committed with our claim."""
        self._handed += rows

    def deliver(self) -> None:
        """Send all that may be sent now, as the delivery's thread does, until nothing is left."""
        for _ in range(MOST_TURNS):
            handed, self._handed = self._handed, []
            self._desk.adopt(handed)
            self._desk.turn(stopping=False)
            outcomes = self._pool.outcomes()
            self._desk.settle(outcomes)
            if not (outcomes or self._handed or self._desk.has_more):
                return
