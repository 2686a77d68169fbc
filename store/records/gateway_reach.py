"""Whose devices a gateway speaks for: its login could say and hear what is theirs, so they are all of its area."""

from sqlalchemy import Connection, select

from domain.errors import Refused
from domain.gateways import speaks_for
from store.records.places import residents_within
from store.records.tables import devices, gateways, ownerships, residents

_SPOKEN_FOR = devices.c.dialect != "native"


def check_new_gateway(connection: Connection, base: str, area: str) -> None:
    """Raise Refused where a gateway of this area would speak for the device of somebody who lives elsewhere."""
    elsewhere = ownerships.c.until.is_(None) & ownerships.c.resident.not_in(residents_within([area]))
    theirs = select(devices.c.id, devices.c.dialect).join(ownerships, ownerships.c.device == devices.c.id)
    for device in connection.execute(theirs.where(_SPOKEN_FOR, elsewhere)):
        if speaks_for(base, device.id, device.dialect):
            raise Refused(
                f"devices of people outside of {area!r} speak below {base!r}: take an area that holds them all, or a "
                "base of its own"
            )


def check_new_owner(connection: Connection, device: str, resident: str) -> None:
    """Raise Refused where a gateway of an area in which this resident does not live speaks for the device."""
    pairs = select(gateways.c.base, gateways.c.area, devices.c.dialect).join_from(gateways, devices, _SPOKEN_FOR)
    for gateway in connection.execute(pairs.where(devices.c.id == device)):
        if speaks_for(gateway.base, device, gateway.dialect):
            at_home = residents_within([gateway.area]).where(residents.c.id == resident)
            if connection.execute(at_home).first() is None:
                raise Refused(
                    f"the gateway {gateway.base!r} speaks for {device!r}, and is of an area where they do not live: "
                    "add it again for an area that holds both"
                )
