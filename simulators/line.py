"""A publishing connection on paho-mqtt: at least once, bounded, and never silent about a broker that refuses it."""

import ssl
import threading
from itertools import cycle

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from simulators.dial import dial
from simulators.dialects import Message
from simulators.errors import LineError
from simulators.settings import Access

WINDOW = 2000  # messages that may be unacknowledged at once
_KEEPALIVE = 60


class Line:
    """One connection. Everything published is kept until the broker has acknowledged it, across reconnects."""

    def __init__(self, access: Access, *, client_id: str, will: Message | None = None) -> None:
        self._access = access
        self._client_id = client_id
        self._addresses = cycle(access.addresses)
        self._changed = threading.Condition()
        self._connected = False
        self._closing = False
        self._refusal: str | None = None
        self._published = 0
        self._acked = 0
        self._client = self._make_client(client_id, will)
        self._thread = threading.Thread(target=self._loop, name=f"line {client_id}", daemon=True)

    def _make_client(self, client_id: str, will: Message | None) -> mqtt.Client:
        client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=True)
        if self._access.username is not None:
            client.username_pw_set(self._access.username, self._access.password)
        if self._access.tls:
            ca = str(self._access.ca) if self._access.ca else None
            client.tls_set_context(ssl.create_default_context(cafile=ca))
        if will is not None:
            client.will_set(will.topic, will.payload, qos=1, retain=will.retain)
        client.max_inflight_messages_set(WINDOW)
        client.max_queued_messages_set(0)  # bounded here, by the window
        client.reconnect_delay_set(1, 10)
        client.on_connect = self._on_connect
        client.on_connect_fail = self._on_connect_fail
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        return client

    def open(self, *, within: float = 15) -> None:
        """Connect, trying the addresses in turn. Raises LineError if none answers in time or one refuses us."""
        self._next_address()
        self._thread.start()
        with self._changed:
            self._changed.wait_for(lambda: self._connected or self._refusal is not None, within)
            if self._connected:
                return
        self.close()
        if self._refusal is None:
            dial(self._access, client_id=f"{self._client_id}-why").close()  # paho keeps the reason to itself
        places = ", ".join(f"{host}:{port}" for host, port in self._access.addresses)
        raise LineError(f"broker {places}: {self._refusal or 'no answer in time'}")

    def publish(self, message: Message, stop: threading.Event | None = None) -> bool:
        """Hand a message over; block while the window is full. False if `stop` was set before there was room."""
        if not self._wait_for(WINDOW - 1, stop):
            return False
        with self._changed:
            self._published += 1
        self._client.publish(message.topic, message.payload, qos=1, retain=message.retain)
        return True

    def drain(self, *, within: float = 10) -> int:
        """Wait until everything is acknowledged; return how many are not in that time."""
        with self._changed:
            self._changed.wait_for(lambda: self._outstanding == 0, within)
            return self._outstanding

    def hang_up(self) -> None:
        """Begin to end the connection in good order: no last will goes out."""
        self._closing = True
        self._client.disconnect()

    def close(self) -> None:
        """End the connection in good order."""
        self.hang_up()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    @property
    def connected(self) -> bool:
        """Return whether the broker is there now."""
        return self._connected

    @property
    def acknowledged(self) -> int:
        """Return how many messages the broker has confirmed."""
        return self._acked

    @property
    def _outstanding(self) -> int:
        return self._published - self._acked

    def _wait_for(self, room: int, stop: threading.Event | None) -> bool:
        with self._changed:
            if not self._thread.is_alive():
                raise LineError("the connection's thread has ended; what was published last may be lost")
            while self._outstanding > room:
                if (stop is not None and stop.is_set()) or not self._thread.is_alive():
                    return False
                self._changed.wait(0.2)
        return True

    def _loop(self) -> None:
        self._client.loop_forever(retry_first_connection=True)

    def _next_address(self) -> None:
        if self._closing:
            return
        host, port = next(self._addresses)
        self._client.connect_async(host, port, keepalive=_KEEPALIVE)

    def _on_connect(
        self,
        _client: mqtt.Client,
        _data: object,
        _flags: mqtt.ConnectFlags,
        code: ReasonCode,
        _props: Properties | None,
    ) -> None:
        with self._changed:
            self._connected = not code.is_failure
            self._refusal = f"refused us: {code}" if code.is_failure else None
            self._changed.notify_all()

    def _on_connect_fail(self, _client: mqtt.Client, _data: object) -> None:
        self._next_address()

    def _on_disconnect(
        self,
        _client: mqtt.Client,
        _data: object,
        _flags: mqtt.DisconnectFlags,
        code: ReasonCode,
        _props: Properties | None,
    ) -> None:
        with self._changed:
            self._connected = False
        if code.is_failure:
            self._next_address()

    def _on_publish(
        self, _client: mqtt.Client, _data: object, _mid: int, _code: ReasonCode, _props: Properties | None
    ) -> None:
        with self._changed:
            self._acked += 1
            self._changed.notify_all()
