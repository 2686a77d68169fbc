"""A delivery on the test's own clock, behind the engine's rig: channels that work, fail or refuse as the test says."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from unittest import mock

from alerts.channels.parcel import Parcel
from alerts.delivery_desk import Desk
from alerts.delivery_judge import Judge
from alerts.delivery_wire import Outcome
from domain.errors import StoreAway
from domain.muting import Silence
from domain.notifications import Channel, ChannelKind
from domain.severity import Severity
from store.records import Records
from store.records.outbox import Claim, Delivery
from tests.alerts.couriers import Shelf
from tests.alerts.deliveries import settings
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, MRS_LIN, OFFICER, OTHER_STEWARD, STEWARD, STREET_STAFF

WORKER = "office"


TROUBLE = {
    "503": Outcome(id="", error="HTTP 503"),
    "400": Outcome(id="", error="HTTP 400", for_good=True),
}
FALLIBLE = (STEWARD, OFFICER, COMMUNITY_STAFF, DAUGHTER)


def _channel(person: str, rank: int, least: Severity = Severity.INFO) -> Channel:
    name = f"{person}-{rank}"
    target = f"https://{name}.example/"
    return Channel(id=name, person=person, kind=ChannelKind.WEBHOOK, target=target, rank=rank, min_severity=least)


CHANNELS = (
    _channel(STEWARD, 0),
    _channel(STEWARD, 3),
    _channel(OFFICER, 1),
    _channel(COMMUNITY_STAFF, 0, Severity.CRITICAL),
    _channel(COMMUNITY_STAFF, 2),
    _channel(DAUGHTER, 0),
    _channel(OTHER_STEWARD, 0),
    _channel(STREET_STAFF, 0),
)


def silence(name: str, begins: datetime, ends: datetime) -> Silence:
    """Silence Mrs Lin."""
    return Silence(id=name, starts_at=begins, ends_at=ends, by=OFFICER, why="works", resident=MRS_LIN)


class Pool:
    """Knows at once what becomes of a parcel: by its target, where that is broken."""

    def __init__(self) -> None:
        self.capacity, self.killed, self.has_room = 1000, 0, True
        self.broken: dict[str, Outcome] = {}
        self.sent: list[Parcel] = []
        self.outcomes: list[Outcome] = []

    def take(self, parcel: Parcel) -> bool:
        """Take it, and note what becomes of it."""
        trouble = self.broken.get(parcel.target)
        if trouble is None:
            self.sent.append(parcel)
        self.outcomes.append(replace(trouble, id=parcel.id) if trouble else Outcome(id=parcel.id))
        return True


class Office(Shelf):
    """The engine's courier, and the desk behind it, in one thread."""

    def __init__(self, records: Records, folder: Path, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._records, self._folder, self._clock = records, folder, clock
        self._settings = settings(folder)
        self.pool = Pool()
        self._handed: list[Delivery] = []
        self.restart()

    def restart(self) -> None:
        """Kill -9: what was in hand is forgotten."""
        self._handed, self.pool.outcomes = [], []
        self.desk = Desk(
            self._records,
            self._settings,
            self.pool,
            worker=WORKER,
            clock=self._clock,
            moment=lambda: self._clock().timestamp(),
        )

    @property
    def in_hand(self) -> set[str]:
        """Give the rows that the desk has claimed and is not done with."""
        return self.desk._in_hand

    def claim(self, now: datetime) -> Claim:
        """Claim as the delivery does."""
        return Claim(worker=WORKER, until=now + self._settings.lease)

    def hand_over(self, rows: Sequence[Delivery]) -> None:
        """Take the rows."""
        self._handed += rows

    def deliver(self) -> None:
        """Send all that may be sent now."""
        for _ in range(200):
            handed, self._handed = self._handed, []
            self.desk.adopt(handed)
            with suppress(StoreAway):
                self.desk.turn(stopping=False)
            outcomes, self.pool.outcomes = self.pool.outcomes, []
            self.desk.settle(outcomes)
            if not (outcomes or self._handed or self.desk.has_more):
                return


@contextmanager
def records_away_at(call: int) -> Iterator[None]:
    """Let the records be away when the delivery looks at a message for the n-th time."""
    judge, calls = Judge.judge, iter(range(10_000))

    def judged(self: Judge, row: Delivery, now: datetime) -> object:
        if next(calls) == call:
            raise StoreAway("away")
        return judge(self, row, now)

    with mock.patch.object(Judge, "judge", judged):
        yield
