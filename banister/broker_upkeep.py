"""What the broker must learn of the records: who may log in now, and what it keeps of devices that are gone."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog

from domain.errors import StoreAway
from mqtt.access import BrokerAccess
from mqtt.broker_users import DeviceUser, gateway_user
from mqtt.greeting import clears
from mqtt.topics import BadId, device_subject
from store.records import Records

_SETTLED = timedelta(seconds=3)
"""After so long a retired device is cut off, and its last will has been said: nothing is kept anew."""

log = structlog.get_logger()


def users_of(records: Records) -> list[DeviceUser]:
    """Give the gateways and devices that may log in to the broker, each with the topics of its own.

    A name is one user's: a gateway's comes before a device's.
    """
    users = [*_gateways(records), *_devices(records)]
    known: dict[str, DeviceUser] = {}
    for user in users:
        if known.setdefault(user.username, user) is not user:
            log.error("two log in to the broker by one name: one of them cannot", user=user.username)
    return list(known.values())


def _gateways(records: Records) -> Iterator[DeviceUser]:
    for login in records.gateways.logins():
        yield gateway_user(login.username, login.password_hash, login.mosquitto_hash)


def _devices(records: Records) -> Iterator[DeviceUser]:
    for user in records.registry.broker_users():
        subjects = _subjects(user.device)
        if subjects:
            yield DeviceUser(
                username=user.username,
                password_hash=user.password_hash,
                mosquitto_hash=user.mosquitto_hash,
                subjects=subjects,
            )


def clear_topics(records: Records, access: BrokerAccess, now: datetime) -> None:
    """Take away what the broker keeps of devices that were retired; what cannot be done now is done the next time."""
    try:
        topics = records.registry.claims.to_clear(now - _SETTLED)
        if not topics:
            return
        if clears(access, topics):
            records.registry.claims.cleared(topics)
            log.info("retained messages of retired devices cleared", topics=len(topics))
        else:
            log.warning("retained messages of retired devices not cleared: the broker does not confirm it")
    except StoreAway as error:
        log.error("retained messages of retired devices not cleared", error=str(error))


def _subjects(device: str) -> tuple[str, ...]:
    """Give what a device may publish; nothing for one that has no topics of its own, such as a Zigbee contact."""
    site, _, name = device.partition(".")
    try:
        return (device_subject(site, name),)
    except BadId as error:
        log.error("a device cannot log in to the broker", device=device, error=str(error))
        return ()
