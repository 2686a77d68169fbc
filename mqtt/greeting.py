"""Asks a broker whether it would let us in now, and whether it would keep what we say."""

import contextlib
import re
import time
from collections.abc import Callable, Iterable

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from mqtt.access import BrokerAccess
from mqtt.dial import tls_context

_UNSAID = re.compile(r"[+#\s]")
"""Wildcards, and blanks: NATS cuts off whoever publishes on a topic with one."""


def lets_in(access: BrokerAccess, *, within: float = 2.0) -> bool:
    """Log in at the first address, and leave again; False when that fails or takes too long."""
    client = _client(access, within)
    end = time.monotonic() + within
    welcome = _talks(client, access, end, until=client.is_connected)
    client.disconnect()
    return welcome


def takes_in(access: BrokerAccess, topic: str, payload: bytes, *, within: float = 6.0) -> bool:
    """Publish at QoS 1 at the first address; False when that is not confirmed in time.

    The time is long: a slow disk may hold a broker up for seconds.
    """
    return _published(access, [(topic, payload)], within)


def clears(access: BrokerAccess, topics: Iterable[str], *, within: float = 6.0) -> bool:
    """Take away what the broker keeps on these topics; False when that is not confirmed in time.

    Topics that may not be published on are passed over: one of them would end the line for all.
    """
    return _published(access, [(topic, b"") for topic in topics if not _UNSAID.search(topic)], within, retain=True)


def _published(
    access: BrokerAccess, messages: Iterable[tuple[str, bytes]], within: float, *, retain: bool = False
) -> bool:
    client = _client(access, within)
    end = time.monotonic() + within
    confirmed = False
    if _talks(client, access, end, until=client.is_connected):
        said = [client.publish(topic, payload, 1, retain=retain) for topic, payload in messages]
        confirmed = _goes_on(client, end, until=lambda: all(one.is_published() for one in said))
    client.disconnect()
    return confirmed


def _client(access: BrokerAccess, within: float) -> paho.Client:
    client = paho.Client(CallbackAPIVersion.VERSION2, reconnect_on_failure=False)
    client.username_pw_set(access.username, access.password)
    client.connect_timeout = within
    context = tls_context(access)
    if context is not None:
        client.tls_set_context(context)
    return client


def _talks(client: paho.Client, access: BrokerAccess, end: float, *, until: Callable[[], bool]) -> bool:
    address = access.addresses[0]
    with contextlib.suppress(OSError):
        client.connect(address.host, address.port)
        return _goes_on(client, end, until=until)
    return False


def _goes_on(client: paho.Client, end: float, *, until: Callable[[], bool]) -> bool:
    with contextlib.suppress(OSError):
        while not until() and time.monotonic() < end and client.loop(0.1) == paho.MQTT_ERR_SUCCESS:
            pass
    return until()
