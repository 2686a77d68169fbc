"""Who is simulated: the devices of a neighbourhood's file (that of `banister import`), or some that none names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from simulators import theengs
from simulators.errors import BadNeighbourhood
from simulators.lined_yaml import LinedYaml

Kind = Literal["watch", "monitor", "door"]
Dialect = Literal["native", "zigbee2mqtt", "theengs"]
ID = "[a-z0-9][a-z0-9_-]{0,63}"
_NAMES: Mapping[Dialect, str] = {
    "native": ID,
    "zigbee2mqtt": r"[^/+#\s.*>]{1,128}",  # a topic level that is a broker's subject as well
    "theengs": theengs.ADDRESS,
}
_KINDS: Mapping[Dialect, frozenset[str]] = {"zigbee2mqtt": frozenset({"door"}), "theengs": theengs.KINDS}
_BASES: Mapping[Dialect, str] = {"zigbee2mqtt": "zigbee2mqtt", "theengs": theengs.BASE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device as the wire knows it, and whose body or door it looks at (its own, where nobody wears it)."""

    id: str
    kind: Kind
    site: str
    dialect: Dialect = "native"
    person: str
    hints: Mapping[str, float] = field(default_factory=dict)
    every: float | None = None
    """Seconds between its reports, where that differs from its model."""

    @property
    def name(self) -> str:
        """Return what tells it from every other device: ids are unique within a site or below a gateway's base only."""
        return f"{_BASES.get(self.dialect, self.site)}.{self.id}"


class _Body(BaseModel):
    """Values at rest that differ from what chance would give this person."""

    model_config = ConfigDict(extra="forbid")
    heart_rate: Annotated[float, Field(ge=30, le=200)] | None = None
    spo2: Annotated[float, Field(ge=60, le=100)] | None = None
    systolic: Annotated[float, Field(ge=60, le=250)] | None = None
    diastolic: Annotated[float, Field(ge=30, le=150)] | None = None
    temperature: Annotated[float, Field(ge=30, le=43)] | None = None
    respiratory_rate: Annotated[float, Field(ge=5, le=60)] | None = None


class _Resident(BaseModel):
    id: str
    body: _Body = _Body()


class _Owner(BaseModel):
    resident: str
    until: datetime | None = None


class _Device(BaseModel):
    id: str
    kind: Kind
    dialect: Dialect = "native"
    site: Annotated[str, Field(pattern=f"^{ID}$")]
    resident: str | None = None
    owners: list[_Owner] = []
    body: _Body = _Body()
    simulate: bool = True

    @property
    def person(self) -> str:
        """Return who has it now; a device of nobody lives by its own id."""
        now = [owner.resident for owner in self.owners if owner.until is None]
        return self.resident or (now[-1] if now else self.id)

    @model_validator(mode="after")
    def _speaks_its_dialect(self) -> Self:
        if not self.simulate:
            return self
        pattern = _NAMES[self.dialect]
        if not re.fullmatch(pattern, self.id):
            raise ValueError(f"{self.id!r} is no name for a device of dialect {self.dialect} (must match {pattern})")
        speaking = _KINDS.get(self.dialect)
        if speaking is not None and self.kind not in speaking:
            raise ValueError(f"no {self.kind} speaks {self.dialect}, only a {' or a '.join(sorted(speaking))} does")
        return self


class _File(BaseModel):
    """The part of a neighbourhood's file that the simulators read; the rest is `banister import`'s to judge."""

    version: Literal[1]
    residents: list[_Resident] = []
    devices: list[_Device]


def read_neighbourhood(path: Path) -> tuple[Device, ...]:
    """Return the devices to simulate. Raises BadNeighbourhood, which names file, line and reason."""
    try:
        lined = LinedYaml(path.read_text(encoding="utf-8"))
        file = _File.model_validate(lined.value)
    except (OSError, UnicodeDecodeError) as problem:
        raise BadNeighbourhood(f"{path}: cannot be read: {problem}") from problem
    except yaml.YAMLError as problem:
        raise BadNeighbourhood(f"{path}: is no YAML: {problem}") from problem
    except ValidationError as problem:
        raise BadNeighbourhood("\n".join(_complaints(path, lined, problem))) from problem
    return _devices(file)


def _complaints(path: Path, lined: LinedYaml, problem: ValidationError) -> Iterator[str]:
    for error in problem.errors(include_url=False):
        place = ".".join(str(step) for step in error["loc"]) or "file"
        yield f"{path}:{lined.line(error['loc'])}: {place}: {error['msg']}"


def _devices(file: _File) -> tuple[Device, ...]:
    hints = {resident.id: resident.body.model_dump(exclude_none=True) for resident in file.residents}
    return tuple(
        Device(
            id=device.id,
            kind=device.kind,
            site=device.site,
            dialect=device.dialect,
            person=device.person,
            hints={**hints.get(device.person, {}), **device.body.model_dump(exclude_none=True)},
        )
        for device in file.devices
        if device.simulate
    )


def synthetic(residents: int, *, site: str) -> tuple[Device, ...]:
    """Return a watch, a monitor and a door for each of so many residents whom no file names."""
    return tuple(
        Device(id=f"{kind}-{number:06}", kind=kind, site=site, person=f"resident-{number:06}")
        for number in range(1, residents + 1)
        for kind in get_args(Kind)
    )
