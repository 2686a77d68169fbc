"""The dialects that devices speak. A new one is a file and a line in `DIALECTS`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from devices import native, theengs, zigbee2mqtt
from devices.decoded import Decoded
from domain.errors import BadSettings


class Read(Protocol):
    """Decodes one message of a dialect; pure and total."""

    def __call__(self, topic: str, begin: int, payload: bytes, received_at: datetime, *, retained: bool) -> Decoded:
        """Decode it; what is below the dialect's base begins at `begin` in the topic."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One way of saying things over MQTT.

    prefix     what all of its topics begin with: the base and a slash
    subtopics  what to subscribe to below the base
    read       decodes one message below the base
    """

    name: str
    prefix: str
    subtopics: tuple[str, ...]
    read: Read

    @property
    def base(self) -> str:
        """The topic that all of it is below."""
        return self.prefix[:-1]


DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        dialect.name: dialect
        for dialect in (
            Dialect(name="native", prefix=f"{native.BASE}/", subtopics=native.SUBTOPICS, read=native.decode_native),
            Dialect(
                name="zigbee2mqtt",
                prefix=f"{zigbee2mqtt.BASE}/",
                subtopics=zigbee2mqtt.SUBTOPICS,
                read=zigbee2mqtt.decode_zigbee2mqtt,
            ),
            Dialect(
                name="theengs", prefix=f"{theengs.BASE}/", subtopics=theengs.SUBTOPICS, read=theengs.decode_theengs
            ),
        )
    }
)

Dialects = tuple[Dialect, ...]
"""Those that are switched on, each at its base; the first whose base fits a topic reads it."""


def dialects_of(names: Iterable[str]) -> Dialects:
    """Give the dialects of words such as `native`, `zigbee2mqtt` or `zigbee2mqtt=home/zigbee`; else BadSettings.

    One whose base lies below another's (`home/zigbee` below `home`) comes first, or the outer would read for it.
    """
    named = [_dialect(word.strip()) for word in names]
    spoken = {(dialect.prefix, dialect.name) for dialect in named}
    if len(spoken) > len({prefix for prefix, _ in spoken}):
        message = "two dialects cannot share a base topic"
        raise BadSettings(message)
    return tuple(sorted(named, key=lambda dialect: -dialect.prefix.count("/")))


def filters(dialects: Dialects) -> tuple[str, ...]:
    """Give the MQTT filters to subscribe to for these dialects."""
    return tuple(dialect.prefix + below for dialect in dialects for below in dialect.subtopics)


def _dialect(word: str) -> Dialect:
    name, _, base = word.partition("=")
    known = DIALECTS.get(name)
    if known is None:
        message = f"no dialect {name!r}; there are {', '.join(DIALECTS)}"
        raise BadSettings(message)
    if not base:
        return known
    if base.startswith(("/", "$")) or base.endswith("/") or not base.isprintable() or set(base) & set("+#"):
        message = f"{base!r} cannot be the base topic of {name}"
        raise BadSettings(message)
    return Dialect(name=name, prefix=f"{base}/", subtopics=known.subtopics, read=known.read)


NATIVE_ONLY: Dialects = dialects_of(["native"])
ALL_DIALECTS: Dialects = dialects_of(DIALECTS)
