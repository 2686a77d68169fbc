"""Under which names and topics things stand at Home Assistant; whose site a topic is of can be read from it. Pure.

An object id holds letters, digits, `_` and `-`. Ids of ours are small letters, so that capitals can keep the parts of a
name apart: two things never get one name, whatever they are called.
"""

import re
from typing import NamedTuple

_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_-")
_OURS = re.compile(r"banister_(?P<site>.+?)_(?:DEVICE_.+|FLAT_.+|COMMUNITY)", re.ASCII)


class Topics(NamedTuple):
    """The topics below one discovery prefix."""

    prefix: str

    @property
    def birth(self) -> str:
        """Where Home Assistant says that it is there."""
        return f"{self.prefix}/status"

    @property
    def filters(self) -> tuple[str, ...]:
        """What is listened to: its birth, and what the broker keeps of ours."""
        return (self.birth, f"{self.prefix}/device/+/config", f"{self.prefix}/banister/+")

    def config(self, name: str) -> str:
        """Name the topic of a device's configuration."""
        return f"{self.prefix}/device/{name}/config"

    def state(self, name: str) -> str:
        """Name the topic of a state that we say."""
        return f"{self.prefix}/banister/{name}"

    def site(self, topic: str) -> str | None:
        """Give the site, as it is written there, of a configuration or a state; None where it is not ours."""
        rest = topic.removeprefix(f"{self.prefix}/")
        name = rest.removeprefix("device/").removesuffix("/config") if rest.startswith("device/") else rest[9:]
        ours = _OURS.fullmatch(name)
        return ours["site"] if ours else None


def device_name(site: str, device: str) -> str:
    """Name a device."""
    return f"banister_{written(site)}_DEVICE_{written(device)}"


def flat_name(site: str, household: str) -> str:
    """Name a flat."""
    return f"banister_{written(site)}_FLAT_{written(household)}"


def community_name(site: str) -> str:
    """Name a community."""
    return f"banister_{written(site)}_COMMUNITY"


def written(text: str) -> str:
    """Write an id in what an object id may hold; two ids never look the same."""
    return "".join(chr(one) if one in _PLAIN else f"Z{one:02X}" for one in text.encode())
