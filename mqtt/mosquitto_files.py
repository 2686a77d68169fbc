"""The files that tell Mosquitto who may log in, and what each may publish and read: the rights that NATS gets."""

import re
from collections.abc import Iterable, Mapping

from domain.errors import BadInput
from mqtt.broker_users import SERVICES, DeviceUser, Rights

_BAD_NAME = re.compile(r"[:\x00-\x1f\x7f+#]")
_OUR_WORDS = {"*": "+", ">": "+/#"}
"""`>` stands for one word or more, `#` for none as well."""


class BadName(BadInput):
    """A user's name that Mosquitto's files cannot hold."""


def passwords_file(services: Mapping[str, str], devices: Iterable[DeviceUser]) -> str:
    """Write the file of names and hashes (`credentials.hash_for_mosquitto`); a device without a hash is left out."""
    users = [*services.items(), *((device.username, device.mosquitto_hash) for device in devices)]
    return "".join(f"{_name(user)}:{password_hash}\n" for user, password_hash in users if password_hash)


def rights_file(devices: Iterable[DeviceUser], rights: Mapping[str, Rights] = SERVICES) -> str:
    """Write the file of what each user may publish (write) and read; nothing else is allowed to anybody."""
    said = ["# Written by banister; changes are lost. Nobody may do what does not stand here."]
    said += [_section(name, theirs.publish, theirs.read) for name, theirs in rights.items()]
    said += [_section(device.username, device.subjects, device.reads) for device in devices]
    return "\n".join([*said, ""])


def topic_filter(subject: str) -> str:
    """Turn a subject of the NATS server back into an MQTT topic filter."""
    words = subject.replace("//", "\0").split(".")
    return "/".join(_OUR_WORDS.get(word, word) for word in words).replace("\0", ".")


def _section(user: str, publish: Iterable[str], read: Iterable[str]) -> str:
    lines = [f"topic write {topic_filter(subject)}" for subject in publish]
    # What begins with `$` is the NATS server's own way of delivering.
    lines += [f"topic read {topic_filter(subject)}" for subject in read if not subject.startswith("$")]
    return "\n".join(["", f"user {_name(user)}", *lines])


def _name(user: str) -> str:
    if not user or user != user.strip() or _BAD_NAME.search(user):
        raise BadName(f"{user!r} cannot be a user's name at Mosquitto")
    return user
