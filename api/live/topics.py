"""On which topics what devices say comes."""

from collections.abc import Iterable

from devices import DIALECTS, Dialects
from domain.people import Device


def topic_of(device: Device) -> str:
    """Give what to subscribe to for a device.

    Its id is `<site>.<device>` on native topics, `<base>.<friendly name>` for Zigbee2MQTT and `<base>.<mac>` for
    Theengs, where any gateway may hear it.
    """
    first, _, rest = device.id.partition(".")
    if device.dialect == "native":
        return f"{DIALECTS['native'].base}/{first}/{rest}/readings"
    if device.dialect == "theengs":
        return f"{first}/+/BTtoMQTT/{rest.upper()}"
    return f"{first}/{rest}"


def topics_of(device: str, dialects: Dialects) -> list[str]:
    """Give what to subscribe to for everything that a device says, by its id alone: it may be nobody's yet."""
    before, _, rest = device.partition(".")
    dialect = next((one for one in dialects if one.name != _NATIVE and one.base == before), None)
    if dialect is None:
        return [f"{DIALECTS[_NATIVE].base}/{before}/{rest}/+"]
    if dialect.name == "theengs":
        return [f"{before}/+/BTtoMQTT/{rest.upper()}"]
    return [f"{before}/{rest}", f"{before}/{rest}/availability"]


def topics_of_sites(sites: Iterable[str], dialects: Dialects) -> list[str]:
    """Give what to subscribe to for all devices of these sites, and of dialects whose topics name no site."""
    native = [f"{DIALECTS[_NATIVE].base}/{site}/+/+" for site in sorted(sites)]
    others = [one.prefix + below for one in dialects if one.name != _NATIVE for below in one.subtopics]
    return [*native, *others]


def matches(filter_: str, topic: str) -> bool:
    """Whether a topic is one of those that an MQTT filter asks for."""
    wanted, levels = filter_.split("/"), topic.split("/")
    if wanted[-1] == "#":
        wanted = wanted[:-1]
        if len(levels) < len(wanted):
            return False
        levels = levels[: len(wanted)]
    return len(wanted) == len(levels) and all(one in {"+", level} for one, level in zip(wanted, levels, strict=True))


_NATIVE = "native"
