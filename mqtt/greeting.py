"""Asks a broker one thing: whether it would let us in now."""

import contextlib
import time

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from mqtt.access import BrokerAccess


def lets_in(access: BrokerAccess, *, within: float = 2.0) -> bool:
    """Log in at the first address (without TLS), and leave again; False when that fails or takes too long."""
    client = paho.Client(CallbackAPIVersion.VERSION2, reconnect_on_failure=False)
    client.username_pw_set(access.username, access.password)
    client.connect_timeout = within
    end = time.monotonic() + within
    address = access.addresses[0]
    with contextlib.suppress(OSError):
        client.connect(address.host, address.port)
        while time.monotonic() < end and not client.is_connected() and client.loop(0.1) == paho.MQTT_ERR_SUCCESS:
            pass
    welcome = client.is_connected()
    client.disconnect()
    return welcome
