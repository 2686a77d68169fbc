"""Real brokers on free ports of 127.0.0.1, and a plain publisher, for everybody's tests."""

import contextlib
import dataclasses
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from mqtt.access import Address, BrokerAccess
from mqtt.broker import EmbeddedBroker
from mqtt.broker_users import DeviceUser
from tests.programs import need_mosquitto

_MOSQUITTO_CONFIGURATION = """\
user root
listener {port} 127.0.0.1
allow_anonymous true
set_tcp_nodelay true
max_queued_messages 0
max_inflight_messages 2000
persistence true
persistence_location {directory}/
"""


def eventually(condition: Callable[[], object], *, within: float = 20.0, what: str = "the condition") -> None:
    """Wait until it holds; fails the test when it does not in time."""
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"{what} did not come true within {within:g} s")
        time.sleep(0.005)


def free_port() -> int:
    """Find a port that nobody has now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def start_nats(directory: Path, devices: Iterable[DeviceUser] = ()) -> EmbeddedBroker:
    """Start the embedded broker with its data in `directory`; stop() it."""
    broker = EmbeddedBroker(directory)
    broker.start(devices)
    return broker


@contextlib.contextmanager
def nats(directory: Path, devices: Iterable[DeviceUser] = ()) -> Iterator[EmbeddedBroker]:
    """Run the embedded broker for the length of a with block."""
    broker = start_nats(directory, devices)
    try:
        yield broker
    finally:
        broker.stop()


@dataclasses.dataclass(slots=True, kw_only=True)
class RunningMosquitto:
    """Debian's Mosquitto, which anybody may log in to; sessions outlive stop(), not kill()."""

    directory: Path
    port: int
    extra: str = ""
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run it and wait until its port opens."""
        path = self.directory / "mosquitto.conf"
        path.write_text(_MOSQUITTO_CONFIGURATION.format(port=self.port, directory=self.directory) + self.extra)
        command = [need_mosquitto(), "-c", str(path)]
        self.running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(lambda: opens(self.port), what="Mosquitto's port")

    def stop(self) -> None:
        """End it."""
        if self.running is not None:
            self.running.terminate()
            self.running.wait(10)
            self.running = None

    def kill(self) -> None:
        """End it as a crash does."""
        if self.running is not None:
            self.running.kill()
            self.running.wait(10)
            self.running = None

    def access(self, user: str) -> BrokerAccess:
        """Tell how it is reached."""
        return BrokerAccess(addresses=(Address(host="127.0.0.1", port=self.port),), username=user, password=None)


def start_mosquitto(directory: Path, extra: str = "") -> RunningMosquitto:
    """Start Mosquitto with its data in `directory`, or skip the test where there is none; stop() it."""
    need_mosquitto()
    broker = RunningMosquitto(directory=directory, port=free_port(), extra=extra)
    broker.start()
    return broker


@contextlib.contextmanager
def mosquitto(directory: Path, extra: str = "") -> Iterator[RunningMosquitto]:
    """Run Mosquitto for the length of a with block."""
    broker = start_mosquitto(directory, extra)
    try:
        yield broker
    finally:
        broker.stop()


def opens(port: int) -> bool:
    """Tell whether somebody listens there."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def publish_all(
    access: BrokerAccess, messages: Iterable[tuple[str, bytes | str]], *, retain: bool = False, client_id: str = ""
) -> None:
    """Publish at QoS 1 as a plain client would, and wait for every PUBACK."""
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id=client_id)
    client.username_pw_set(access.username, access.password)
    client.max_inflight_messages_set(500)
    up = threading.Event()
    client.on_connect = lambda *_: up.set()
    address = access.addresses[0]
    client.connect(address.host, address.port)
    client.loop_start()
    try:
        assert up.wait(10), "the broker did not greet the publisher"
        sent = [client.publish(topic, payload, 1, retain) for topic, payload in messages]
        assert all(info.rc == MQTTErrorCode.MQTT_ERR_SUCCESS for info in sent)
        eventually(lambda: all(info.is_published() for info in reversed(sent)), within=60, what="the last PUBACK")
    finally:
        client.disconnect()
        client.loop_stop()
