"""Whose messages somebody may watch: of devices that they look after, and of those that are nobody's on their sites."""

import time
from collections.abc import Callable
from typing import NamedTuple

from api.access import Asker
from api.live.vigil import RECHECK
from api.replaying import Mine
from api.subjects import area_placement
from devices.decoded import Decoded
from domain.access import Deed, Principal, may_about
from domain.errors import NotFound
from domain.people import Placement
from mqtt.message import Message
from mqtt.topics import ROOT, AlertTopic, DeviceTopic, ServiceTopic, read_topic

NEEDED = (Deed.KEEP_DEVICES, Deed.SEE_READINGS)
"""A message holds readings: whoever watches a device may do both about its wearer."""


class Known(NamedTuple):
    """What is known of a device for a moment; `placement` is its wearer's, or the community's that keeps it."""

    until: float
    claimed: bool
    placement: Placement | None


class Gate:
    """Lets through what its asker may watch, asking the records about each device every two seconds at most."""

    def __init__(self, asker: Asker, principal: Callable[[], Principal]) -> None:
        self._asker = asker
        self._principal = principal
        self._mine = Mine(asker)
        self._known: dict[str, Known] = {}
        self._on_record: set[str] = set()

    def device(self, message: Message, decoded: Decoded) -> str | None:
        """Give the device that a message is of; None where nothing names one."""
        said = read_topic(message.topic)
        if isinstance(said, DeviceTopic):
            return f"{said.site}.{said.device}"
        named = [one.device for one in decoded.reports] + [one.device for one in decoded.quarantined if one.device]
        named += [decoded.availability.device] if decoded.availability is not None else []
        return named[0] if named else None

    def lets(self, message: Message, device: str | None) -> bool:
        """Whether the asker may watch this message; the first look at somebody's device is on record."""
        if isinstance(read_topic(message.topic), AlertTopic | ServiceTopic):
            return False
        if device is None and not message.topic.startswith(f"{ROOT}/"):
            return False  # what bridges tell of themselves may hold the keys of their network
        if device is None or not self.known(device).claimed:
            return self._mine.holds(message.topic)
        placement = self.known(device).placement
        if placement is None or not all(may_about(self._principal(), deed, placement) for deed in NEEDED):
            return False
        if placement.resident not in self._on_record:
            self._on_record.add(placement.resident)
            self._asker.saw(Deed.SEE_READINGS, {placement.resident})
        return True

    def known(self, device: str) -> Known:
        """Look up whose a device is; what was looked up holds for two seconds."""
        found, now = self._known.get(device), time.monotonic()
        if found is None or found.until < now:
            found = self._known[device] = Known(now + RECHECK, *self._look_up(device))
        return found

    def _look_up(self, device: str) -> tuple[bool, Placement | None]:
        records = self._asker.parts.records
        try:
            status = records.registry.device(device)
        except NotFound:
            return False, None
        if status.retired_at is not None:
            return False, None
        if status.resident is not None:
            return True, records.people.placement(status.resident)
        areas = self._asker.areas()
        community = next((area.id for area in areas.values() if area.site == status.device.site), None)
        return True, area_placement(areas, community) if community is not None else None
