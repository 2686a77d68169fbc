"""Gateways: the base topic that one speaks below, and which bridge and which devices are its own. Pure."""

import re
from collections.abc import Iterable, Mapping

from domain.availability import BRIDGE, Word, word_of_bridge
from domain.errors import BadInput

LONGEST = 128
HEARD_BY_ANY = frozenset({"theengs"})
"""Dialects whose devices are called the same whichever gateway heard them."""
_OURS = frozenset({"care", "service"})
_WORD = re.compile(r"[\w-]+")


class BadBase(BadInput):
    """A base topic that no gateway may speak below."""


def check_base(base: str, bases: Iterable[str], taken: Iterable[str] = ()) -> str:
    """Give which of `bases`, those of the dialects that are switched on, a gateway's base lies at or below.

    Raises BadBase, which says what is wrong with it. `taken`: names that somebody else logs in by.
    """
    words = base.split("/")
    if not all(map(_WORD.fullmatch, words)):
        raise BadBase("a base is words of letters, digits, - and _, with / between them: no wildcards, no blanks")
    if words[0] in _OURS:
        raise BadBase(f"below {words[0]!r} we speak ourselves, and native devices do")
    if base in taken:
        raise BadBase(f"{base!r} is the name of a service")
    spoken = sorted(bases)
    found = base_of(base, spoken)
    if found is None:
        raise BadBase(f"no dialect that is switched on is spoken there: {', '.join(spoken) or 'there is none'}")
    return found


def base_of(base: str, bases: Iterable[str]) -> str | None:
    """Give the longest of these base topics that `base` is, or lies below."""
    return max((one for one in bases if base == one or base.startswith(f"{one}/")), key=len, default=None)


def bridge_of(base: str, above: str, bridges: Mapping[str, Word]) -> Word | None:
    """Give what the bridge of the gateway at `base` said; `above` is the base topic of its dialect."""
    if base == above:
        return word_of_bridge(f"{above}.", None, bridges)
    return bridges.get(f"{above}.{base.removeprefix(f'{above}/')}{BRIDGE}")


def behind(base: str, above: str, devices: Iterable[str]) -> int:
    """Count the devices, by their ids, that speak below a gateway's base."""
    begins = f"{above}." if base == above else f"{above}.{base.removeprefix(f'{above}/')}/"
    return sum(1 for device in devices if device.startswith(begins) and not device.endswith(BRIDGE))


def speaks_for(base: str, device: str, dialect: str) -> bool:
    """Whether a gateway that logs in at `base` can say what a device (by its id) would, and hear what is said to it."""
    above, _, name = device.partition(".")
    if base == above:
        return True
    below = base.removeprefix(f"{above}/")
    return below != base and (dialect in HEARD_BY_ANY or name.startswith(f"{below}/"))
