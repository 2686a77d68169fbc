"""Devices that are claimed, replaced, moved, and the credential that is shown once."""

from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from api.paths import PRINTABLE
from api.shapes.shape import Shape, example
from domain.device_codes import LONGEST
from domain.people import Device, DeviceKind, Power
from mqtt.credentials import Credential

Code = Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=PRINTABLE)]
Model = Annotated[str, Field(max_length=64, pattern=PRINTABLE)]
Someone = Annotated[str, Field(min_length=1, max_length=128, pattern=PRINTABLE)]

_CODE = "banister:device?id=lin-lane.watch-7&kind=watch&model=CareBand%203"
_CREDENTIAL: dict[str, Any] = {
    "username": "lin-lane/watch-7",
    "password": "shown-this-once",
    "broker": "mqtts://care.example.org:8883",
    "topics": "care/v1/lin-lane/watch-7/#",
}
_CLAIMED: dict[str, Any] = {
    "id": "lin-lane.watch-7",
    "kind": "watch",
    "site": "lin-lane",
    "power": "battery",
    "dialect": "native",
    "model": "CareBand 3",
    "resident": "lin-guiying",
    "credential": _CREDENTIAL,
}


class NewDevice(Shape):
    """A device by its code: scanned, typed, or the `device` of a row of `/unclaimed`. The other fields go before it."""

    model_config = example({"code": _CODE})

    code: Code
    kind: DeviceKind | None = None
    power: Power | None = None
    model: Model | None = None


class ClaimForm(NewDevice):
    """Whose it is, and from when: nothing means from now on."""

    model_config = example({"code": _CODE, "resident": "lin-guiying"})

    resident: Someone
    since: AwareDatetime | None = None


class MoveForm(Shape):
    """Whose it is from then on."""

    model_config = example({"resident": "zhou-guoqiang"})

    resident: Someone
    since: AwareDatetime | None = None


class CredentialShape(Shape):
    """How a device logs in at the broker. Nobody can see it again: only hashes are kept."""

    model_config = example(_CREDENTIAL)

    username: str
    password: str
    broker: str
    topics: str

    @classmethod
    def of(cls, credential: Credential, broker: str) -> "CredentialShape":
        """Show one, this once."""
        return cls(
            username=credential.username,
            password=credential.password,
            broker=broker,
            topics=f"care/v1/{credential.username}/#",
        )


class ClaimedShape(Shape):
    """A device that is somebody's now; `credential` where it has a line of its own to the broker."""

    model_config = example(_CLAIMED)

    id: str
    kind: DeviceKind
    site: str
    power: Power
    dialect: str
    model: str
    resident: str
    credential: CredentialShape | None


def claimed(device: Device, resident: str, credential: CredentialShape | None) -> ClaimedShape:
    """Show what was claimed."""
    return ClaimedShape(
        id=device.id,
        kind=device.kind,
        site=device.site,
        power=device.power,
        dialect=device.dialect,
        model=device.model,
        resident=resident,
        credential=credential,
    )
