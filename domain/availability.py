"""Whether a device is there: what its bridge says, what it says itself, and when it was last heard of. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.default_doors import SILENT_AFTER
from domain.people import DeviceKind, Power
from domain.rules import Rule
from domain.time_rules import AbsenceRule

BRIDGE = ".bridge"
"""How the id of a bridge ends: `zigbee2mqtt.bridge`, `home.attic.bridge`."""


class Because(StrEnum):
    """Why a device counts as there or not."""

    ONLINE = "online"
    BRIDGE_DOWN = "bridge_down"
    DEVICE_OFFLINE = "device_offline"
    SILENT = "silent"
    NEVER_HEARD = "never_heard"
    UNKNOWN = "unknown"


_ONLINE: Mapping[Because, bool | None] = {
    Because.ONLINE: True,
    Because.BRIDGE_DOWN: False,
    Because.DEVICE_OFFLINE: False,
    Because.SILENT: False,
    Because.NEVER_HEARD: None,
    Because.UNKNOWN: None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a device or a bridge (or the broker in its place) said last, and when."""

    online: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveAvailability:
    """Whether a device is there, why, and since when it is not; None where it is, or where nobody can know."""

    because: Because
    since: datetime | None = None

    @property
    def online(self) -> bool | None:
        """Whether it is there; None: that cannot be told."""
        return _ONLINE[self.because]


def availability(
    *, bridge: Word | None, device: Word | None, heard: datetime | None, allowed: timedelta | None, now: datetime
) -> EffectiveAvailability:
    """Combine the three: a device is there when its bridge is, it has not said otherwise, and it was heard of in time.

    bridge   None: it has none, or nothing was heard of it, which is no reason to doubt the device
    device   its `offline` holds until it is heard of again: a last will is not always followed by an `online`
    allowed  how long it may say nothing (`silence_limits`); None: nobody has said, so its silence proves nothing
    """
    if bridge is not None and not bridge.online:
        return EffectiveAvailability(because=Because.BRIDGE_DOWN, since=bridge.at)
    if device is not None and not device.online and (heard is None or heard <= device.at):
        return EffectiveAvailability(because=Because.DEVICE_OFFLINE, since=device.at)
    if heard is None:
        return EffectiveAvailability(because=Because.NEVER_HEARD)
    if allowed is None:
        says_so = device is not None and device.online
        return EffectiveAvailability(because=Because.ONLINE if says_so else Because.UNKNOWN)
    if now - heard >= allowed:
        return EffectiveAvailability(because=Because.SILENT, since=heard + allowed)
    return EffectiveAvailability(because=Because.ONLINE)


def silence_limits(rules: Iterable[Rule]) -> Mapping[tuple[DeviceKind, Power], timedelta]:
    """Give how long a device of a kind may be silent on its power, as the rules of absence say, and else by default.

    Also by rules that are switched off: that nobody is told of a silence does not mean that the device is heard.
    """
    limits = {(kind, power): allowed for kind in DeviceKind for power, allowed in SILENT_AFTER.items()}
    for rule in rules:
        if isinstance(rule, AbsenceRule):
            limits |= {(rule.device, power): allowed for power, allowed in rule.silent_after.items()}
    return limits


def is_bridge(device: str) -> bool:
    """Whether this is the id of a bridge; only below a base topic that is not our own."""
    return device.endswith(BRIDGE) and len(device) > len(BRIDGE)


def word_of_bridge(device: str, heard: datetime | None, bridges: Mapping[str, Word]) -> Word | None:
    """Give what the bridge of a device said, `<base>.<name>`; None where nothing was heard of one.

    That is the bridge with the longest base that the device stands below. Where there is none, but gateways side by
    side below the device's base (`home.attic.bridge`, `home.cellar.bridge`), any of which may hear it: one that went
    after the device was last `heard` of may be the one that heard it, as alerts take it; else one that is there is
    enough.
    """
    above = device
    while above := above.rpartition(".")[0]:
        if above + BRIDGE in bridges and above + BRIDGE != device:
            return bridges[above + BRIDGE]
    base = device.partition(".")[0] + "."
    beside = [word for bridge, word in bridges.items() if bridge.startswith(base) and bridge != device]
    lost = [word for word in beside if heard is not None and not word.online and heard <= word.at]
    return max(lost or beside, key=lambda word: (word.online, word.at), default=None)
