"""Gateways, the bridges that speak of themselves, and a gateway's credential, which is shown once."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from api.paths import PRINTABLE
from api.shapes.claims import CredentialShape
from api.shapes.devices import STATES, State
from api.shapes.shape import Shape, example
from api.shapes.words import Filled
from domain.availability import Word
from domain.gateways import LONGEST
from mqtt.credentials import Credential
from store.records.gateways import Gateway

_BRIDGE: dict[str, Any] = {"state": "online", "since": "2026-11-24T07:12:04Z"}
_GATEWAY: dict[str, Any] = {
    "base": "home/attic",
    "area": "building-3",
    "name": "3 号楼阁楼",
    "dialect": "theengs",
    "bridge": _BRIDGE,
    "devices": 12,
    "made_by": "staff-li",
    "made_at": "2026-11-24T07:00:00Z",
}
_CREDENTIAL: dict[str, Any] = {
    "username": "home/attic",
    "password": "shown-this-once",
    "broker": "mqtts://care.example.org:8883",
    "topics": "home/attic/#",
}


class GatewayForm(Shape):
    """The base topic that it speaks below, at or below the one of a dialect; the area that it is looked after in."""

    model_config = example({"base": "zigbee2mqtt/attic", "area": "building-3", "name": "3 号楼阁楼"})

    base: Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=PRINTABLE)]
    area: Annotated[str, Field(min_length=1, max_length=128, pattern=PRINTABLE)]
    name: Filled


class BridgeStateShape(Shape):
    """What a bridge said of itself last, or the broker in its place; `since` is when."""

    model_config = example(_BRIDGE)

    state: State
    since: datetime

    @classmethod
    def of(cls, word: Word) -> "BridgeStateShape":
        """Show what was said."""
        return cls(state=STATES[word.online], since=word.at)


class BridgeShape(BridgeStateShape):
    """A bridge by its id, `<base>.bridge`."""

    model_config = example({"bridge": "zigbee2mqtt.bridge", **_BRIDGE})

    bridge: str


class BridgeList(Shape):
    """All bridges that were ever heard of, by id."""

    model_config = example({"items": [{"bridge": "zigbee2mqtt.bridge", **_BRIDGE}]})

    items: list[BridgeShape]


class GatewayShape(Shape):
    """A gateway. `made_at` and `made_by` are of its credential.

    dialect  what is spoken there; null where that is not switched on any more
    bridge   what it says of itself; null where nothing was heard
    devices  how many registered ones speak through it; null where the ids of devices do not say through which they do
    """

    model_config = example(_GATEWAY)

    base: str
    area: str
    name: str
    dialect: str | None
    bridge: BridgeStateShape | None
    devices: int | None
    made_by: str
    made_at: datetime


class GatewayList(Shape):
    """The gateways of your areas and below, by base."""

    model_config = example({"items": [_GATEWAY]})

    items: list[GatewayShape]


class GatewayMade(GatewayShape):
    """A gateway with its credential."""

    model_config = example(_GATEWAY | {"credential": _CREDENTIAL})

    credential: CredentialShape


def shown_once(gateway: Gateway, made: Credential, broker: str) -> CredentialShape:
    """Show a gateway's credential, this once."""
    return CredentialShape(username=made.username, password=made.password, broker=broker, topics=f"{gateway.base}/#")
