"""A running delivery to test with, its clock, and a patient eye."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from alerts.channels.parcel import Parcel
from alerts.delivery import Delivery
from alerts.delivery_desk import Desk
from alerts.delivery_pool import SenderPool
from alerts.delivery_settings import DeliverySettings
from domain.notifications import Channel, ChannelKind, DeliveryState
from store.records import Records
from tests.alerts.delivery_cast import NOW
from tests.alerts.receivers import LOOPBACK
from tests.brokers import eventually

_STARTED = time.monotonic()


def clock() -> datetime:
    """Give a time that begins with the cast's and goes on as ours does."""
    return NOW + timedelta(seconds=time.monotonic() - _STARTED)


def settings(folder: Path, deadline: float = 5.0, senders: int = 2) -> DeliverySettings:
    """Give settings that do not depend on the environment."""
    return DeliverySettings(
        data_dir=folder,
        delivery_deadline_s=deadline,
        delivery_senders=senders,
        base_url="https://care.example",
        webhook_allow=LOOPBACK,
    )


@contextmanager
def delivering(
    records: Records, folder: Path, *, deadline: float = 5.0, senders: int = 2, worker: str = "alerts"
) -> Iterator[Delivery]:
    """Run a delivery; at the end it must still live and must end in time."""
    delivery = Delivery(records, settings(folder, deadline, senders), worker=worker, clock=clock)
    delivery.start()
    try:
        yield delivery
        assert delivery.alive
    finally:
        delivery.stop(within=0.2)
    assert not delivery.alive


class Post(SenderPool):
    """A pool without children: it keeps the parcels, and what becomes of them is the test's to say by `settle`."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.killed = 0
        self.before_take: Callable[[Parcel], object] = lambda _parcel: None
        self.before_room: Callable[[], object] = lambda: None

    @property
    def capacity(self) -> int:
        return 64

    @property
    def has_room(self) -> bool:
        self.before_room()
        return True

    def take(self, parcel: Parcel) -> bool:
        self.before_take(parcel)
        self.parcels.append(parcel)
        return True


def desk(records: Records, folder: Path, post: Post, now: Callable[[], datetime] = clock) -> Desk:
    """Give a desk that hands parcels to this post; a test turns it by hand."""
    return Desk(records, settings(folder, 5.0, 1), post, worker="alerts", clock=now)


def until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait for something to become true; fail where it does not."""
    eventually(condition, within=seconds)


def webhook(target: str, name: str = "hook", person: str = "wang") -> Channel:
    """Give a webhook channel."""
    return Channel(id=name, person=person, kind=ChannelKind.WEBHOOK, target=target)


def state(records: Records, notification: str) -> DeliveryState:
    """Give how the sending of a notification stands."""
    return records.outbox.delivery(notification).state
