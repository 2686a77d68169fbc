"""What Theengs Gateway and OpenMQTTGateway hear by Bluetooth: `<base>/<gateway>/BTtoMQTT/<MAC>`."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from devices.decoded import NOTHING, Decoded, Message
from devices.notes import Note, Reason, shown
from devices.objects import Layout, report_of
from devices.payload import said_in
from devices.theengs_body import KILOGRAMS, SPEAKING, TIMES, TYPES, UNTYPED
from devices.words import MOST_CHARACTERS, availability_of
from domain.readings import SelfDescription

BASE = "home"
SUBTOPICS = ("+/BTtoMQTT/+", "+/LWT")
_MAC = re.compile(r"[0-9A-Fa-f]{12}", re.ASCII)
_NO_DEVICE = re.compile(r"undecoded|[0-9A-Fa-f]{32}", re.ASCII)
"""Raw frames for another decoder, and beacons named by their UUID: phones, mostly."""
_TIME, _SECONDS = TIMES
_OF_DOORS = frozenset({"open", "contact", "motion"})
_MOST_WEIGHT = 10_000
MOST_NAME = 64


def decode_theengs(topic: str, begin: int, payload: bytes, received_at: datetime, *, retained: bool) -> Decoded:
    """Decode a message below the base: what a gateway heard of a device, or the gateway's own last will.

    The device is `<base>.<mac>` whichever gateway heard it; a gateway is `<base>.<gateway>.bridge`. What else a gateway
    says, and what it hears of things that say nothing of a resident, is nothing.
    """
    rest = topic[begin:]
    message = Message(topic, rest, payload, received_at, retained)
    gateway, _, said = rest.partition("/")
    subject, _, name = said.partition("/")
    if subject == "LWT" and said == "LWT":
        return _last_will(gateway, message)
    if subject != "BTtoMQTT" or "/" in name or _NO_DEVICE.fullmatch(name):
        return NOTHING
    if _MAC.fullmatch(name) is None:
        return _bad_topic(message)
    return _heard(f"{message.base}.{name.lower()}", message)


def _laid(moment: datetime) -> datetime:
    """Lay what a body says on every tenth second.

    Gateways hear one word of a band moments apart, and a rule that counts readings in a row must count it once. What
    doors say keeps its moment: they open and close within seconds, and the same state twice changes nothing.
    """
    return moment.replace(second=moment.second // 10 * 10, microsecond=0)


def _bad_topic(message: Message) -> Decoded:
    return Decoded(quarantined=message.quarantined([(Reason.BAD_TOPIC, shown(message.rest))], None))


def _last_will(gateway: str, message: Message) -> Decoded:
    if not gateway or not gateway.isprintable() or len(gateway) > MOST_NAME:
        return _bad_topic(message)
    notes: list[Note] = []
    bridge = f"{message.base}.{gateway}.bridge"
    word = availability_of(bridge, message.payload, message.received_at, notes)
    return Decoded(availability=word, quarantined=message.quarantined(notes, bridge))


def _heard(device: str, message: Message) -> Decoded:
    notes: list[Note] = []
    said = said_in(message.payload, notes)
    if not isinstance(said, dict):
        if not notes:
            notes.append((Reason.NOT_AN_OBJECT, shown(said)))
        return Decoded(quarantined=message.quarantined(notes, device))
    if not _is_ours(said):
        return NOTHING
    kind, table = TYPES.get(str(said.get("type")), (None, UNTYPED))
    at = message.received_at
    layout = Layout(table=table, time_key=_TIME)
    is_body = _OF_DOORS.isdisjoint(said)
    instead = _laid(at) if is_body else at
    report = report_of(device, _told(said, notes), layout, at, notes, retained=message.retained, instead=instead)
    if is_body and report.device_time is not None:
        report = replace(report, observed_at=_laid(report.observed_at))
    told = _description(device, kind, said, at)
    return Decoded((report,), message.quarantined(notes, device), description=told)


def _is_ours(said: Mapping[str, object]) -> bool:
    """Whether it speaks of a resident, from an address that it keeps."""
    kind = said.get("type")
    if said.get("prmac") is True:
        return False
    if kind is None:
        return any(key in said for key in SPEAKING) and not _is_of_kitchen(said)
    return isinstance(kind, str) and kind in TYPES and not (kind == "SCALE" and _is_of_kitchen(said))


def _is_of_kitchen(said: Mapping[str, object]) -> bool:
    return "weight" in said and "weighing_mode" not in said


def _told(said: dict[str, object], notes: list[Note]) -> dict[str, object]:
    """Give the object in our units: the gateway's time, kilograms of a person, and `open` that is yes or no."""
    told = dict(said)
    seconds = told.get(_SECONDS)
    if told.get(_TIME) is None and (type(seconds) is int or type(seconds) is float):
        told[_TIME] = seconds * 1000
    if "type" not in told and not isinstance(told.get("open"), bool):
        told.pop("open", None)
    if "weight" in told:
        told["weight"] = _kilograms(told, notes) if told.get("weighing_mode") == "person" else None
    return told


def _kilograms(said: Mapping[str, object], notes: list[Note]) -> object:
    weight, unit = said["weight"], said.get("unit", "kg")
    factor = KILOGRAMS.get(unit) if isinstance(unit, str) else None
    if factor is None:
        notes.append((Reason.WRONG_TYPE, f"unit: {shown(unit)}"))
        return None
    if factor == 1:
        return weight
    if (type(weight) is int or type(weight) is float) and abs(weight) < _MOST_WEIGHT:
        return round(weight * factor, 2)
    notes.append((Reason.IMPLAUSIBLE, f"weight: {shown(weight)} {unit}"))
    return None


def _description(device: str, kind: str | None, said: Mapping[str, object], at: datetime) -> SelfDescription | None:
    """Say what it is, where the decoder knew it: `Qingping Contact Sensor (CGH1)`."""
    model_id = said.get("model_id")
    if not isinstance(model_id, str):
        return None
    called = [one for key in ("brand", "model") if isinstance(one := said.get(key), str)]
    model = " ".join([*called, f"({model_id})"])
    if not model.isprintable() or len(model) > MOST_CHARACTERS:
        return None
    return SelfDescription(device=device, kind=kind, model=model, firmware=None, interval_seconds=None, received_at=at)
