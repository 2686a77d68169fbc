"""Frames to bytes: what goes over the wire, by the contract's native topics and as gateways of other dialects write."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from simulators import theengs
from simulators.chance import seed_of
from simulators.frames import Frame
from simulators.models import INFO
from simulators.neighbourhood import Device

ZIGBEE_BASE = "zigbee2mqtt"
_MOST_OBJECTS = 1000  # in one upload
_MOST_BYTES = 64 * 1024  # in one message


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is published, when, and on whose connection."""

    due: datetime
    sender: str
    topic: str
    payload: bytes
    retain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """A frame with the device's clock (real time) and counter on it; what stories let it say besides has no number."""

    ts: datetime
    seq: int | None
    frame: Frame


def sender(device: Device) -> str:
    """Return whose connection a device speaks on: its own, or that of the Zigbee bridge."""
    return ZIGBEE_BASE if device.dialect == ZIGBEE_BASE else device.name


def readings(device: Device, stamped: Stamped, *, due: datetime, retain: bool = False) -> list[Message]:
    """Return one report as this device's dialect writes it: more than one message, where several gateways hear it."""
    if device.dialect == "theengs":
        return [
            _heard(number, gateway, device, stamped, due=due, retain=retain)
            for number, gateway in enumerate(theengs.GATEWAYS)
        ]
    if device.dialect == ZIGBEE_BASE:
        topic, payload = f"{ZIGBEE_BASE}/{device.id}", _json(_zigbee(device, stamped))
    else:
        topic, payload = _topic(device, "readings"), _json(_object(stamped))
    return [Message(due=due, sender=sender(device), topic=topic, payload=payload, retain=retain)]


def uploads(device: Device, buffered: Iterable[Stamped], *, due: datetime) -> Iterator[Message]:
    """Yield buffered uploads: arrays of native reading objects, within both of the contract's limits."""
    objects: list[bytes] = []
    size = 2
    for stamped in buffered:
        encoded = _json(_object(stamped))
        if len(objects) == _MOST_OBJECTS or size + len(encoded) + 1 > _MOST_BYTES:
            yield _array(device, objects, due=due)
            objects, size = [], 2
        objects.append(encoded)
        size += len(encoded) + 1
    if objects:
        yield _array(device, objects, due=due)


def availability(device: Device, state: str, *, due: datetime) -> Message:
    """Return the retained `online` or `offline` of a device (its last will, when offline)."""
    if device.dialect == ZIGBEE_BASE:
        topic, payload = f"{ZIGBEE_BASE}/{device.id}/availability", _json({"state": state})
    else:
        topic, payload = _topic(device, "status"), state.encode()
    return Message(due=due, sender=sender(device), topic=topic, payload=payload, retain=True)


def greeting(device: Device, *, due: datetime) -> list[Message]:
    """Return what a device says when it is switched on: that it is online, and what it is. Bluetooth says neither."""
    if device.dialect == "theengs":
        return []
    online = availability(device, "online", due=due)
    if device.dialect == ZIGBEE_BASE:
        return [online]
    return [online, _native(device, "info", dict(INFO[device.kind]), due=due, retain=True)]


def farewell(device: Device, *, due: datetime) -> list[Message]:
    """Return what is said of a device that is switched off."""
    return [] if device.dialect == "theengs" else [availability(device, "offline", due=due)]


def bridges(devices: Iterable[Device], state: str, *, due: datetime) -> list[Message]:
    """Return the retained `online` or `offline` of every gateway that these devices speak through."""
    spoken = {device.dialect for device in devices}
    zigbee = [_bridge(state, due=due)] if ZIGBEE_BASE in spoken else []
    return [*zigbee, *(_gateway(one, state, due=due) for one in theengs.GATEWAYS if "theengs" in spoken)]


def last_wills(devices: Collection[Device], *, due: datetime) -> Mapping[str, Message]:
    """Return what the broker says for each connection when that breaks, by sender."""
    own = [availability(one, "offline", due=due) for one in devices if one.dialect == "native"]
    return {will.sender: will for will in (*own, *bridges(devices, "offline", due=due))}


def login(sender: str) -> str:
    """Return under which name of the keys a connection logs in: gateways of one base share a user."""
    return sender.partition("/")[0]


def _bridge(state: str, *, due: datetime) -> Message:
    topic = f"{ZIGBEE_BASE}/bridge/state"
    return Message(due=due, sender=ZIGBEE_BASE, topic=topic, payload=_json({"state": state}), retain=True)


def _gateway(name: str, state: str, *, due: datetime) -> Message:
    own = f"{theengs.BASE}/{name}"
    return Message(due=due, sender=own, topic=theengs.last_will(name), payload=state.encode(), retain=True)


def _heard(number: int, gateway: str, device: Device, stamped: Stamped, *, due: datetime, retain: bool) -> Message:
    rssi = -55 - seed_of(gateway, device.id, stamped.seq) % 35
    said = theengs.advertised(device.kind, device.id, stamped.frame.fields, rssi=rssi)
    return Message(
        due=due + number * theengs.LAG,
        sender=f"{theengs.BASE}/{gateway}",
        topic=theengs.heard(gateway, device.id),
        payload=_json(said),
        retain=retain,
    )


def _array(device: Device, objects: list[bytes], *, due: datetime) -> Message:
    payload = b"[" + b",".join(objects) + b"]"
    return Message(due=due, sender=sender(device), topic=_topic(device, "readings"), payload=payload)


def _native(device: Device, leaf: str, body: object, *, due: datetime, retain: bool = False) -> Message:
    return Message(due=due, sender=sender(device), topic=_topic(device, leaf), payload=_json(body), retain=retain)


def _topic(device: Device, leaf: str) -> str:
    return f"care/v1/{device.site}/{device.id}/{leaf}"


def _object(stamped: Stamped) -> Mapping[str, object]:
    number = {} if stamped.seq is None else {"seq": stamped.seq}
    return {"ts": stamped.ts.isoformat(timespec="milliseconds"), **number, **stamped.frame.fields}


def _zigbee(device: Device, stamped: Stamped) -> Mapping[str, object]:
    """Contact sensors say `contact: true` for a closed door, repeat all they know, and stamp no time."""
    fields = stamped.frame.fields
    wobble = seed_of(device.id, stamped.seq) % 40
    return {
        "battery": fields["battery"],
        "contact": fields["door"] == "closed",
        "linkquality": 120 + wobble,
        "voltage": 2900 + int(fields["battery"]),
        **{key: value for key, value in fields.items() if key not in {"battery", "door"}},
    }


def _json(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
