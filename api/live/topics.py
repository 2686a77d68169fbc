"""On which topic a device's readings come."""

from devices import DIALECTS
from domain.people import Device


def topic_of(device: Device) -> str:
    """Give the topic: the id is `<site>.<device>` on native topics, `<base>.<friendly name>` for Zigbee2MQTT."""
    first, _, rest = device.id.partition(".")
    if device.dialect == "native":
        return f"{DIALECTS['native'].base}/{first}/{rest}/readings"
    return f"{first}/{rest}"
