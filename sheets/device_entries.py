"""A device as a file writes it, and whose it is or was in turn."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from domain.people import DeviceKind, Power
from domain.texts import SLUG
from mqtt.topics import RESERVED_DEVICES
from sheets.words import Entry, Short, Slug, Text

BASES: Mapping[str, str] = {"zigbee2mqtt": "zigbee2mqtt", "theengs": "home"}
"""Below which base topic the devices of a gateway's dialect are, where nobody says otherwise."""

_NAMES: Mapping[str, str] = {"native": SLUG, "zigbee2mqtt": r"[^/+#\s.*>]{1,128}", "theengs": "[0-9a-f]{12}"}


class OwnerEntry(Entry):
    """Whose a device was."""

    resident: Slug
    since: AwareDatetime
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until <= self.since:
            raise ValueError("it ends before it begins")
        return self


class DeviceEntry(Entry):
    """A device and whose it is (`resident`, `since`), or was in turn (`owners`). Some keys are for the simulators."""

    id: Text
    kind: DeviceKind
    site: Slug
    dialect: Literal["native", "zigbee2mqtt", "theengs"] = "native"
    power: Power = Power.BATTERY
    model: Short = ""
    resident: Slug | None = None
    since: AwareDatetime | None = None
    owners: tuple[OwnerEntry, ...] = ()
    simulate: bool = True
    body: Mapping[str, float] = {}
    interval_s: Annotated[float, Field(gt=0)] | None = None

    @property
    def full_id(self) -> str:
        """The records' id: what its readings say. Below another base than the usual one the file says all of it."""
        return self.id if self._base else f"{BASES.get(self.dialect, self.site)}.{self.id}"

    @property
    def _base(self) -> str:
        base, dot, _ = self.id.partition(".")
        return base if dot and self.dialect in BASES else ""

    @model_validator(mode="after")
    def _is_named_in_its_dialect(self) -> Self:
        pattern = _NAMES[self.dialect]
        name = self.id.removeprefix(f"{self._base}.") if self._base else self.id
        if not re.fullmatch(pattern, name):
            raise ValueError(f"{self.id!r} is no name for a device of dialect {self.dialect} (must match {pattern})")
        if self.dialect == "native" and self.id in RESERVED_DEVICES:
            raise ValueError(f"{self.id!r} is reserved and cannot be a device")
        return self

    @model_validator(mode="after")
    def _says_whose_it_is_once(self) -> Self:
        if self.owners and self.resident:
            raise ValueError("say `resident` or `owners`, not both")
        if self.since and not self.resident:
            raise ValueError("`since` needs a `resident`")
        return self
