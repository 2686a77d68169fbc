"""A device as a file writes it, and whose it is or was in turn."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from domain.people import DeviceKind, Power
from domain.texts import SLUG
from mqtt.topics import RESERVED_DEVICES
from sheets.words import Entry, Short, Slug, Text

ZIGBEE_BASE = "zigbee2mqtt"

_FRIENDLY_NAME = r"[^/+#\s.*>]{1,128}"


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
    dialect: Literal["native", "zigbee2mqtt"] = "native"
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
        """The records' id: what its readings say."""
        return f"{self.site if self.dialect == 'native' else ZIGBEE_BASE}.{self.id}"

    @model_validator(mode="after")
    def _is_named_in_its_dialect(self) -> Self:
        pattern = SLUG if self.dialect == "native" else _FRIENDLY_NAME
        if not re.fullmatch(pattern, self.id):
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
