"""What was heard of devices, and a device's whole status."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, and_, bindparam, case, cast, func, or_, select, update

from domain.people import Device
from store.records.rows import as_row, built
from store.records.tables import device_facts, devices, ownerships

_AT_ONCE = 1000
"""Devices whose facts are rows at the same time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFacts:
    """What is known of a device beyond its register entry; told by ingest. None leaves what is known as it is.

    last_heard_at  our clock; an older one never overturns a newer one
    clock_offset   seconds that the device's clock is ahead of ours
    missed         readings lost by its `seq`; when told, added to the count
    online_at      when it said whether it is `online`; None of a word that the broker had kept: it was said before
    """

    device: str
    last_heard_at: datetime | None = None
    battery: float | None = None
    clock_offset: float | None = None
    last_seq: int | None = None
    missed: int = 0
    online: bool | None = None
    online_at: datetime | None = None
    model: str | None = None
    firmware: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceStatus:
    """A device, whose it is now (and since when), and what was heard of it."""

    device: Device
    resident: str | None
    since: datetime | None
    facts: DeviceFacts
    retired_at: datetime | None


def hear(connection: Connection, facts: Sequence[DeviceFacts]) -> None:
    """Write facts over what is known; rows of devices that are not registered do not exist and are passed over.

    As rows they take ten times the memory: never all of 300,000 devices at once.
    """
    for first in range(0, len(facts), _AT_ONCE):
        some = facts[first : first + _AT_ONCE]
        connection.execute(_HEAR, [{f"new_{name}": value for name, value in as_row(one).items()} for one in some])


def statuses(connection: Connection, *tests: ColumnElement[bool], limit: int | None = None) -> list[DeviceStatus]:
    """Give the devices that meet the tests, by id; at most `limit`."""
    present = and_(ownerships.c.device == devices.c.id, ownerships.c.until.is_(None))
    joined = devices.outerjoin(ownerships, present).join(device_facts, device_facts.c.device == devices.c.id)
    wanted = (
        select(devices, ownerships, device_facts).select_from(joined).where(*tests).order_by(devices.c.id).limit(limit)
    )
    return [_status(row) for row in connection.execute(wanted).mappings()]


def _status(row: Mapping[Any, Any]) -> DeviceStatus:
    return DeviceStatus(
        device=built(row, devices, Device),
        resident=row[ownerships.c.resident],
        since=row[ownerships.c.since],
        facts=built(row, device_facts, DeviceFacts),
        retired_at=row[devices.c.retired_at],
    )


def _new(name: str) -> Any:
    return bindparam(f"new_{name}", type_=device_facts.c[name].type)


def _or_known(name: str) -> Any:
    return func.coalesce(_new(name), device_facts.c[name])


_KNOWN_AT = device_facts.c.last_heard_at
_NEWER = or_(_KNOWN_AT.is_(None), _new("last_heard_at") > _KNOWN_AT)
_PLAIN = ("battery", "clock_offset", "last_seq", "model", "firmware")
_SAID_AT = device_facts.c.online_at
_SAYS_NOTHING = or_(cast(_new("online"), Boolean).is_(None), _new("online_at") < _SAID_AT)
"""Nothing, or what is older than what is known."""
_SAYS_AGAIN = _new("online") == device_facts.c.online
_HEAR = (
    update(device_facts)
    .where(device_facts.c.device == _new("device"))
    .values(
        last_heard_at=case((_NEWER, _or_known("last_heard_at")), else_=_KNOWN_AT),
        missed=device_facts.c.missed + _new("missed"),
        online=case((_SAYS_NOTHING, device_facts.c.online), else_=_new("online")),
        # A kept word was said before, and not before the device was last heard of, where it says something else.
        online_at=case(
            (_SAYS_NOTHING, _SAID_AT),
            (_SAYS_AGAIN, func.coalesce(_new("online_at"), _SAID_AT, _KNOWN_AT)),
            else_=func.coalesce(_new("online_at"), _KNOWN_AT),
        ),
        **{name: _or_known(name) for name in _PLAIN},
    )
)
