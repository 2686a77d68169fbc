"""A running delivery to test with, its clock, and a patient eye."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from alerts.delivery import Delivery
from alerts.delivery_settings import DeliverySettings
from domain.notifications import Channel, ChannelKind, DeliveryState
from store.records import Records
from tests.alerts.delivery_cast import NOW
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


def until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait for something to become true; fail where it does not."""
    eventually(condition, within=seconds)


def webhook(target: str, name: str = "hook", person: str = "wang") -> Channel:
    """Give a webhook channel."""
    return Channel(id=name, person=person, kind=ChannelKind.WEBHOOK, target=target)


def state(records: Records, notification: str) -> DeliveryState:
    """Give how the sending of a notification stands."""
    return records.outbox.delivery(notification).state
