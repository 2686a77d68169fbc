"""What gets in without a person: API keys of other systems, logins of devices at the broker. Each is on record."""

from collections.abc import Collection
from datetime import datetime, timedelta

from banister.trail import noted
from domain.access import Deed
from domain.errors import NotFound, Refused
from mqtt.credentials import Credential
from store.records import Records
from store.records.api_keys import ApiKey
from store.records.claiming import Login


def make_key(
    records: Records, person: str, name: str, scopes: Collection[Deed], now: datetime, *, days: int
) -> tuple[str, datetime]:
    """Make an API key of a person; give it, this once, and its end. Raises NotFound for an unknown person."""
    known = records.people.person(person)
    until, entry = now + timedelta(days=days), noted(now, Deed.KEEP_PEOPLE, known.id)
    return records.accounts.make_key(known.id, name or known.name, scopes, now, until, entry=entry), until


def described(key: ApiKey) -> str:
    """Put a key into one line: its prefix, whose it is, what for, how long, and what it may do."""
    until = f"until {key.expires_at:%Y-%m-%d}" if key.expires_at else "for good"
    state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else until
    return f"{key.prefix}  {key.person}  {key.name}  {state}  {' '.join(sorted(key.scopes))}"


def revoke_key(records: Records, prefix: str, now: datetime) -> None:
    """Revoke the key of this prefix. Raises NotFound."""
    known = records.accounts.keys()
    owner = next((key.person for key in known if key.prefix == prefix), None)
    if owner is None:
        raise NotFound(f"no API key has the prefix {prefix!r}")
    records.accounts.revoke_key(prefix, now, entry=noted(now, Deed.KEEP_PEOPLE, owner))


def make_credential(records: Records, device: str, now: datetime) -> tuple[str, str]:
    """Make a device's login at the broker in place of an older one; give its user and password, this once.

    Raises NotFound for an unknown device, and Refused for one that is out of use or speaks through a gateway.
    """
    if records.registry.device(device).device.dialect != "native":
        raise Refused(f"{device} has no line of its own: it speaks through its gateway")
    made = Credential.of(device)
    login = Login(username=made.username, made_at=now, password_hash=made.nats_hash, mosquitto_hash=made.mosquitto_hash)
    entry = noted(now, Deed.KEEP_DEVICES, f"device:{device}", "credential renewed")
    records.registry.claims.renew_login(device, login, [entry])
    return made.username, made.password
