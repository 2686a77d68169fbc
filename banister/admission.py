"""Who gets in: API keys for other systems, new passwords for people, logins of devices at the broker."""

from collections.abc import Collection
from datetime import datetime, timedelta

from banister.importing import give_password
from domain.access import Deed
from domain.errors import NotFound, Refused
from domain.people import Person
from mqtt.credentials import Credential
from store.records import Records
from store.records.api_keys import ApiKey


def make_key(
    records: Records, person: str, name: str, scopes: Collection[Deed], now: datetime, *, days: int
) -> tuple[str, datetime]:
    """Make an API key of a person; give it, this once, and its end. Raises NotFound for an unknown person."""
    known = records.people.person(person)
    until = now + timedelta(days=days)
    return records.accounts.make_key(known.id, name or known.name, scopes, now, until), until


def described(key: ApiKey) -> str:
    """Put a key into one line: its prefix, whose it is, what for, how long, and what it may do."""
    until = f"until {key.expires_at:%Y-%m-%d}" if key.expires_at else "for good"
    state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else until
    return f"{key.prefix}  {key.person}  {key.name}  {state}  {' '.join(sorted(key.scopes))}"


def revoke_key(records: Records, prefix: str, now: datetime) -> None:
    """Revoke the key of this prefix. Raises NotFound."""
    known = records.accounts.keys()
    if prefix not in {key.prefix for key in known}:
        raise NotFound(f"no API key has the prefix {prefix!r}")
    records.accounts.revoke_key(prefix, now)


def new_password(records: Records, login: str) -> tuple[Person, str]:
    """Make a new password for a login, and end all of its sessions. Raises NotFound."""
    for person in records.people.persons():
        if person.login == login:
            made = give_password(records, person.id)
            return person, made
    raise NotFound(f"nobody logs in as {login!r}")


def make_credential(records: Records, device: str) -> tuple[str, str]:
    """Make a device's login at the broker in place of an older one; give its user and password, this once.

    Raises NotFound for an unknown device, and Refused for one that speaks through a gateway.
    """
    if records.registry.device(device).device.dialect != "native":
        raise Refused(f"{device} has no line of its own: it speaks through its gateway")
    made = Credential.of(device)
    records.registry.set_broker_user(device, made.username, made.nats_hash, made.mosquitto_hash)
    return made.username, made.password
