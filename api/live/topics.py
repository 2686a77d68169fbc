"""On which topic a device's readings come."""

from devices import DIALECTS
from domain.people import Device


def topic_of(device: Device) -> str:
    """Give what to subscribe to for a device.

    Its id is `<site>.<device>` on native topics, `<base>.<friendly name>` for Zigbee2MQTT and `<base>.<mac>` for
    Theengs, where any gateway may hear it.
    """
    first, _, rest = device.id.partition(".")
    if device.dialect == "native":
        return f"{DIALECTS['native'].base}/{first}/{rest}/readings"
    if device.dialect == "theengs":
        return f"{first}/+/BTtoMQTT/{rest.upper()}"
    return f"{first}/{rest}"
