"""Home Assistant for tests: what the broker keeps for it, and a real one where HASS_PYTHON is a Python that has it."""

import contextlib
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paho.mqtt import client as paho
from paho.mqtt.client import MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from alerts.home_assistant import HomeAssistant
from alerts.home_assistant_settings import HomeAssistantSettings
from mqtt.access import BrokerAccess
from store.records import Records

PROGRAM = Path(__file__).with_name("home_assistant_program.py")
HASS_PYTHON = os.environ.get("HASS_PYTHON", "")


@contextlib.contextmanager
def telling(
    records: Records, access: BrokerAccess, *, sites: frozenset[str] = frozenset(), **settings: Any
) -> Iterator[HomeAssistant]:
    """Tell Home Assistant for the length of a with block."""
    wanted = HomeAssistantSettings.model_validate({"home_assistant_prefix": "homeassistant", **settings})
    one = HomeAssistant(records, wanted, access, name="alerts", sites=sites, rest=0.1)
    one.start()
    try:
        yield one
    finally:
        one.stop()


class Listener:
    """A plain client that hears everything below some filters, as Home Assistant does: what is kept, and how often."""

    def __init__(self, access: BrokerAccess, *filters: str) -> None:
        self.kept: dict[str, bytes] = {}
        self.heard: list[str] = []
        self._up = threading.Event()
        self._client = paho.Client(CallbackAPIVersion.VERSION2)
        self._client.username_pw_set(access.username, access.password)
        self._filters = [(one, 1) for one in filters]
        self._client.on_connect = self._ask
        self._client.on_subscribe = lambda *_: self._up.set()
        self._client.on_message = self._hear
        address = access.addresses[0]
        self._client.connect(address.host, address.port)
        self._client.loop_start()
        assert self._up.wait(10), "the broker did not answer"

    def _ask(self, *_: object) -> None:
        self._client.subscribe(self._filters)

    def _hear(self, _client: object, _userdata: object, message: MQTTMessage) -> None:
        self.heard.append(message.topic)
        if message.payload:
            self.kept[message.topic] = bytes(message.payload)
        else:
            self.kept.pop(message.topic, None)

    def said(self, topic: str) -> Any:
        """Give what is kept there."""
        return json.loads(self.kept[topic])

    def stop(self) -> None:
        """Go away."""
        self._client.disconnect()
        self._client.loop_stop()


@contextlib.contextmanager
def listening(access: BrokerAccess, *filters: str) -> Iterator[Listener]:
    """Hear for the length of a with block."""
    listener = Listener(access, *(filters or ("homeassistant/#",)))
    try:
        yield listener
    finally:
        listener.stop()


class RealHomeAssistant:
    """The real one, asked line by line."""

    def __init__(self, folder: Path, port: int) -> None:
        arguments = [HASS_PYTHON, str(PROGRAM), str(folder), str(port)]
        self._program = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._line() == "ready"

    def ask(self, words: str = "states") -> dict[str, Any]:
        """Let it do something, and give what it holds then."""
        assert self._program.stdin is not None
        self._program.stdin.write(f"{words}\n")
        self._program.stdin.flush()
        answer: dict[str, Any] = json.loads(self._line())
        return answer

    def state(self, unique_id: str) -> str:
        """Give the state of one entity; empty where it has none."""
        return str(self.ask()["states"].get(unique_id, {}).get("state", ""))

    def stop(self) -> None:
        """End it."""
        assert self._program.stdin is not None
        self._program.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._program.wait(10)
        self._program.kill()
        self._program.wait()
        assert self._program.stdout is not None
        self._program.stdout.close()

    def _line(self) -> str:
        assert self._program.stdout is not None
        return self._program.stdout.readline().strip()


@contextlib.contextmanager
def real(folder: Path, port: int) -> Iterator[RealHomeAssistant]:
    """Run the real one for the length of a with block."""
    folder.mkdir(exist_ok=True)
    one = RealHomeAssistant(folder, port)
    try:
        yield one
    finally:
        one.stop()
