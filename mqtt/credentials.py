"""A device's or a gateway's own name and password at the broker: made here, shown once; only hashes rest."""

import base64
import dataclasses
import hashlib
import secrets
from typing import Self

from mqtt.broker_users import hash_password
from mqtt.topics import check_device, check_site

_ROUNDS = 101
"""Mosquitto's own number. Enough for random 192-bit secrets; a person's password would want far more."""
_SALT = 12
"""Bytes: what Mosquitto 2.0 reads, neither fewer nor more."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a device or a gateway logs in with, and its hashes for NATS and for Mosquitto."""

    username: str
    password: str = dataclasses.field(repr=False)
    nats_hash: str = dataclasses.field(repr=False)
    mosquitto_hash: str = dataclasses.field(repr=False)

    @classmethod
    def of(cls, device: str) -> Self:
        """Make one for a native device, `<site>.<name>`; raises BadId for an id that has no topics of its own."""
        site, _, name = device.partition(".")
        return cls._named(f"{check_site(site)}/{check_device(name)}")

    @classmethod
    def of_gateway(cls, base: str) -> Self:
        """Make one for the gateway that speaks below a base topic (`domain.gateways.check_base`)."""
        return cls._named(base)

    @classmethod
    def _named(cls, username: str) -> Self:
        password = secrets.token_urlsafe(24)
        return cls(
            username=username,
            password=password,
            nats_hash=hash_password(password),
            mosquitto_hash=hash_for_mosquitto(password),
        )


def hash_for_mosquitto(password: str) -> str:
    """Hash a random secret of ours as mosquitto_passwd does: PBKDF2 with SHA-512, `$7$rounds$salt$hash`."""
    salt = secrets.token_bytes(_SALT)
    hashed = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ROUNDS)
    return f"$7${_ROUNDS}${_base64(salt)}${_base64(hashed)}"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
