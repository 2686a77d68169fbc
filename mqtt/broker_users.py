"""Who may log in to the NATS server, and which topics each may publish and read."""

import dataclasses
import json
from collections.abc import Iterable, Mapping

import bcrypt

_COST = 4
"""Enough for random 256-bit secrets, and cheap when ten thousand devices come back at once."""

_NATIVE = "care.v1"
_OWN_STATUS = "care.v1.service.*.status"
_SESSION = "$MQTT.sub.>"
"""What the server delivers QoS 1 messages on."""
HOME_ASSISTANT = "home_assistant"
"""As whom an existing Home Assistant logs in."""
OTHER_BASES = ("zigbee2mqtt",)
"""The base topics of other dialects, where nobody says otherwise."""
_AS_SUBJECT = str.maketrans({"/": ".", ".": "//"})
"""How the server turns a topic into a subject."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeviceUser:
    """A device or a gateway: it may publish `subjects` (topics.device_subject), and a device reads nothing.

    A gateway such as Zigbee2MQTT listens for its own commands: `reads=("zigbee2mqtt", "zigbee2mqtt.>")`.
    """

    username: str
    password_hash: str
    subjects: tuple[str, ...]
    reads: tuple[str, ...] = ()
    mosquitto_hash: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Subjects that a service may publish and read."""

    publish: tuple[str, ...]
    read: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Home Assistant is told: below its discovery prefix, of alerts; and it may read the `devices` themselves."""

    prefix: str
    devices: bool


def service_rights(bases: Iterable[str] = OTHER_BASES, shown: Shown | None = None) -> Mapping[str, Rights]:
    """Give what each service may do; `bases` are the base topics of the other dialects that are switched on.

    With `shown` the user `home_assistant` may log in too, and `alerts` tells it.
    """
    rights = _own_rights(bases)
    if shown is None:
        return rights
    below = shown.prefix.translate(_AS_SUBJECT)
    ours = (f"{below}.device.*.config", f"{below}.banister.*")
    alerts = rights["alerts"]
    told = Rights(publish=(*alerts.publish, *ours), read=(*alerts.read, f"{below}.status", *ours))
    devices = ("care.v1.*.*.readings", "care.v1.*.*.status") if shown.devices else ()
    theirs = Rights(publish=(f"{below}.status",), read=(below, f"{below}.>", _OWN_STATUS, *devices, _SESSION))
    return {**rights, "alerts": told, HOME_ASSISTANT: theirs}


def _own_rights(bases: Iterable[str]) -> dict[str, Rights]:
    below = (_NATIVE, *(base.translate(_AS_SUBJECT) for base in bases))
    care = tuple(f"{base}.>" for base in below)
    # `a/#` also means `a`, so both are named.
    read = (*(subject for base in below for subject in (base, f"{base}.>")), _SESSION)
    return {
        "ingest": Rights(publish=(_OWN_STATUS,), read=read),
        "alerts": Rights(publish=(_OWN_STATUS, "care.v1.*.alerts.*"), read=read),
        "api": Rights(publish=(_OWN_STATUS,), read=read),
        "simulators": Rights(publish=care, read=()),
        "banister": Rights(publish=care, read=read),
    }


def gateway_user(base: str, password_hash: str, mosquitto_hash: str = "") -> DeviceUser:
    """Make the user of the gateway that speaks below a base topic, named after it: it also hears its own commands."""
    subject = base.translate(_AS_SUBJECT)
    return DeviceUser(
        username=base,
        password_hash=password_hash,
        mosquitto_hash=mosquitto_hash,
        subjects=(f"{subject}.>",),
        reads=(subject, f"{subject}.>"),
    )


SERVICES: Mapping[str, Rights] = service_rights()


def hash_password(password: str) -> str:
    """Hash a random secret of ours; too cheap for a password that a person made up."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(_COST, prefix=b"2a")).decode()


def users_file(
    services: Mapping[str, str], devices: Iterable[DeviceUser], rights: Mapping[str, Rights] = SERVICES
) -> str:
    """Write the file that the configuration includes: `services` maps a name of SERVICES to its password's hash."""
    lines = [_user(name, password_hash, rights[name]) for name, password_hash in services.items()]
    lines += [_user(device.username, device.password_hash, _rights(device)) for device in devices]
    return "\n".join(["users = [", *lines, "]", ""])


def _rights(device: DeviceUser) -> Rights:
    return Rights(publish=device.subjects, read=(*device.reads, _SESSION) if device.reads else ())


def _user(name: str, password_hash: str, rights: Rights) -> str:
    # A JSON string is a string of the server's configuration too: no name can break out of its quotes.
    login = f"user: {_text(name)}, password: {_text(password_hash)}"
    return f"  {{{login}, permissions: {{publish: {_list(rights.publish)}, subscribe: {_list(rights.read)}}}}}"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _list(subjects: tuple[str, ...]) -> str:
    return f"{{allow: {_text(subjects)}}}" if subjects else '{deny: ">"}'
