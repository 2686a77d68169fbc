"""What OpenMQTTGateways tell of a door contact and a pulse band that they hear by Bluetooth, as the real ones say it.

Two of them hear everything, as in a home of two rooms: what they say of one device differs by moment and signal alone.
"""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from simulators.frames import Value

BASE = "home"
GATEWAYS = ("OMG_hall", "OMG_bedroom")
LAG = timedelta(milliseconds=150)
"""So much later than the one before each gateway has heard it."""
ADDRESS = "[0-9a-f]{12}"

_MODELS: Mapping[str, Mapping[str, Value]] = MappingProxyType(
    {
        "door": MappingProxyType(
            {
                "brand": "Otio/BeeWi",
                "model": "Door & Window Sensor",
                "model_id": "BSDOO",
                "type": "CTMO",
                "cidc": False,
                "cont": True,
            }
        ),
        "watch": MappingProxyType(
            {"brand": "XOSS", "model": "X2 Heart Rate Sensor", "model_id": "XOSSX2", "type": "BODY", "cidc": False}
        ),
    }
)
KINDS = frozenset(_MODELS)
"""The kinds of device that speak Bluetooth here."""


def heard(gateway: str, address: str) -> str:
    """Return the topic on which a gateway tells of a device."""
    return f"{BASE}/{gateway}/BTtoMQTT/{address.upper()}"


def last_will(gateway: str) -> str:
    """Return the topic on which a gateway says whether it is there."""
    return f"{BASE}/{gateway}/LWT"


def advertised(kind: str, address: str, fields: Mapping[str, Value], *, rssi: int) -> Mapping[str, Value]:
    """Return a device's advertisement as the decoder gives it; what the band does not feel or cannot say is not there.

    It has no key for being worn, for a fall or for an SOS: off the wrist it says its battery only.
    """
    mac = ":".join(address[at : at + 2] for at in range(0, 12, 2)).upper()
    said = {"id": mac, "mac_type": 0, "rssi": rssi, **_MODELS[kind]}
    if "door" in fields:
        said["open"] = fields["door"] == "open"
    for key, ours in (("motion", "motion"), ("bpm", "heart_rate"), ("batt", "battery")):
        if ours in fields:
            said[key] = fields[ours]
    return said
