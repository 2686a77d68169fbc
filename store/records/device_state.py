"""How a device stands, as whoever changes it has seen it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from domain.errors import NotFound
from domain.people import Device
from store.records.database import REVISION, count_up
from store.records.device_facts import statuses
from store.records.tables import broker_users, devices


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceState:
    """What changes of a device change: what it is, whose and since when, how it logs in. Nothing that was heard."""

    device: Device
    resident: str | None
    since: datetime | None
    retired_at: datetime | None
    credential_at: datetime | None


Seen = Callable[[DeviceState], None]
"""Is told how a device stands before it is changed, and may raise: then nothing is changed."""


def state_of(connection: Connection, device: str) -> DeviceState:
    """Give how a device stands; NotFound where there is none."""
    found = statuses(connection, devices.c.id == device)
    if not found:
        raise NotFound(f"no device {device!r}")
    made_at = select(broker_users.c.made_at).where(broker_users.c.device == device)
    return DeviceState(
        device=found[0].device,
        resident=found[0].resident,
        since=found[0].since,
        retired_at=found[0].retired_at,
        credential_at=connection.execute(made_at).scalar(),
    )


def show(connection: Connection, device: str, seen: Seen) -> DeviceState:
    """Tell `seen`, and give, how a device stands, under the revision's lock: nobody else changes it meanwhile."""
    count_up(connection, REVISION, 0)
    state = state_of(connection, device)
    seen(state)
    return state
