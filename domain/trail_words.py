"""What the trail says of changes that other systems are told of, and which event each is. Pure.

Whoever makes such a change takes its words from here, so that what is written is what is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.access import Deed
from domain.webhooks import EventKind

CLAIMED = "claimed"
CLAIMED_INSTEAD = "claimed in place of another"
REPLACED = "replaced"
MOVED = "moved"
RELEASED = "released"
RETIRED = "retired"
_DEVICE = "device:"
_CONSENT = "consent "
_WITHDRAWN = " withdrawn"
_OF_DEVICES: Mapping[str, EventKind] = MappingProxyType(
    {
        CLAIMED: EventKind.DEVICE_CLAIMED,
        CLAIMED_INSTEAD: EventKind.DEVICE_CLAIMED,
        REPLACED: EventKind.DEVICE_REPLACED,
        MOVED: EventKind.DEVICE_MOVED,
        RELEASED: EventKind.DEVICE_RELEASED,
        RETIRED: EventKind.DEVICE_RETIRED,
    }
)
TOLD = (Deed.KEEP_DEVICES, Deed.KEEP_CONSENTS)
"""Deeds among whose rows there are events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Which event a row is, and the id of the device or consent that it is about."""

    kind: EventKind
    thing: str


def device_subject(device: str) -> str:
    """Name a device as what a row is about. Ids of residents hold no colon."""
    return _DEVICE + device


def given(consent: str) -> str:
    """Say that a consent was put on record."""
    return _CONSENT + consent


def withdrawn(consent: str) -> str:
    """Say that a consent holds no more."""
    return _CONSENT + consent + _WITHDRAWN


def told_by(deed: Deed, subject: str, detail: str) -> Told | None:
    """Give the event that an allowed row is; None for a look, and for changes that are none."""
    if deed is Deed.KEEP_DEVICES and subject.startswith(_DEVICE) and detail in _OF_DEVICES:
        return Told(kind=_OF_DEVICES[detail], thing=subject.removeprefix(_DEVICE))
    if deed is not Deed.KEEP_CONSENTS or not detail.startswith(_CONSENT):
        return None
    over = detail.endswith(_WITHDRAWN)
    kind = EventKind.CONSENT_WITHDRAWN if over else EventKind.CONSENT_GIVEN
    return Told(kind=kind, thing=detail.removeprefix(_CONSENT).removesuffix(_WITHDRAWN if over else ""))
