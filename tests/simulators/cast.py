"""Who plays in these tests: a street of three devices, a clock that need not wait, and an ear on a broker."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from mqtt.access import BrokerAccess
from simulators.clock import Clock
from simulators.neighbourhood import Device
from simulators.settings import Access
from simulators.street import Street
from tests.brokers import eventually

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, tzinfo=SHANGHAI)
WATCH = Device(id="watch-lin", kind="watch", site="lin-lane", person="lin-xiuying")
MONITOR = Device(id="monitor-lin", kind="monitor", site="lin-lane", person="lin-xiuying")
DOOR = Device(id="door-lin", kind="door", site="lin-lane", person="lin-xiuying")
ZIGBEE_DOOR = Device(id="林家大门", kind="door", dialect="zigbee2mqtt", site="lin-lane", person="lin-xiuying")
HEARD_DOOR = Device(id="582d34601075", kind="door", dialect="theengs", site="lin-lane", person="lin-xiuying")
BAND = Device(id="aabbccddeeff", kind="watch", dialect="theengs", site="lin-lane", person="lin-xiuying")
EVERYTHING = (WATCH, MONITOR, DOOR, ZIGBEE_DOOR)
BY_BLUETOOTH = (BAND, HEARD_DOOR)


def street(*devices: Device, seed: int = 1) -> Street:
    """Return a street of these devices without stories."""
    return Street(devices=devices or EVERYTHING, seed=seed, timezone=SHANGHAI)


class LeapingClock(Clock):
    """A clock that is at once where somebody waits for it to be."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return where the last wait ended."""
        return self._now.astimezone(UTC)

    def wait_until(self, instant: datetime, stop: threading.Event) -> bool:
        """Be there."""
        self._now = max(self._now, instant)
        return stop.is_set()


def way_to(broker: BrokerAccess) -> Access:
    """Return the simulators' own words for a way to a broker."""
    addresses = tuple((address.host, address.port) for address in broker.addresses)
    return Access(addresses=addresses, username=broker.username, password=broker.password)


class Heard(NamedTuple):
    """A message that reached us."""

    topic: str
    payload: bytes


@contextmanager
def listening(broker: BrokerAccess, *filters: str) -> Iterator[list[Heard]]:
    """Hear what is published under these filters, retained messages first."""
    heard: list[Heard] = []
    answers: list[ReasonCode] = []
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.username_pw_set(broker.username, broker.password)
    client.on_message = lambda _client, _data, message: heard.append(Heard(message.topic, bytes(message.payload)))
    client.connect(broker.addresses[0].host, broker.addresses[0].port)
    client.loop_start()
    try:
        eventually(client.is_connected, what="the listener's connection")
        client.on_subscribe = lambda _client, _data, _mid, codes, _properties: answers.extend(codes)
        client.subscribe([(filter_, 1) for filter_ in filters])
        eventually(lambda: len(answers) == len(filters), what="the subscription")
        assert not any(answer.is_failure for answer in answers), "the broker refused to let us listen"
        yield heard
    finally:
        client.disconnect()
        client.loop_stop()
