"""Zigbee2MQTT's dialect: `<base>/<friendly name>`, where a friendly name may hold `/`."""

from datetime import datetime

from devices.decoded import NOTHING, Decoded, Message
from devices.fields import table_of
from devices.notes import Note, Reason, shown
from devices.objects import Layout, report_of
from devices.payload import said_in
from devices.words import availability_of
from devices.zigbee_door import OF_NO_INTEREST, ZIGBEE_DOOR

BASE = "zigbee2mqtt"
SUBTOPICS = ("#",)
LAYOUT = Layout(table=table_of(ZIGBEE_DOOR, ignored=("last_seen", *OF_NO_INTEREST)), time_key="last_seen")
BRIDGE = "bridge"
_AVAILABILITY = "/availability"
_SAID_AGAIN = "/action"
"""A button's word alone, not as JSON, beside its state, which says it too (`legacy_triggers`)."""
_FOR_DEVICES = frozenset({"set", "get"})
MOST_CHARACTERS = 128


def decode_zigbee2mqtt(topic: str, begin: int, payload: bytes, received_at: datetime, *, retained: bool) -> Decoded:
    """Decode a message below the base: a device's state or availability, or the bridge's.

    What is said *to* devices (`set`, `get`) and all else that the bridge says is nothing. The bridge is the device
    `<base>.bridge`.
    """
    rest = topic[begin:]
    message = Message(topic, rest, payload, received_at, retained)
    if rest == BRIDGE or rest.startswith(f"{BRIDGE}/"):
        return _availability(BRIDGE, message) if rest == f"{BRIDGE}/state" else NOTHING
    if rest.endswith(_SAID_AGAIN) or not _FOR_DEVICES.isdisjoint(rest.split("/")[1:][-2:]):
        return NOTHING
    name = rest.removesuffix(_AVAILABILITY)
    if not name or not name.isprintable() or len(name) > MOST_CHARACTERS:
        return Decoded(quarantined=message.quarantined([(Reason.BAD_TOPIC, shown(rest))], None))
    return _state(name, message) if name == rest else _availability(name, message)


def _availability(name: str, message: Message) -> Decoded:
    notes: list[Note] = []
    device = f"{message.base}.{name}"
    said = availability_of(device, message.payload, message.received_at, notes)
    return Decoded(availability=said, quarantined=message.quarantined(notes, device))


def _state(name: str, message: Message) -> Decoded:
    notes: list[Note] = []
    device = f"{message.base}.{name}"
    said = said_in(message.payload, notes)
    if isinstance(said, dict):
        report = report_of(device, said, LAYOUT, message.received_at, notes, retained=message.retained)
        return Decoded(reports=(report,), quarantined=message.quarantined(notes, device))
    if not notes:
        notes.append((Reason.NOT_AN_OBJECT, shown(said)))
    return Decoded(quarantined=message.quarantined(notes, device))
