"""Devices as they are shown: with what is known of each, how old that is, and whether it is there."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from api.claiming import NATIVE
from api.shapes.devices import AvailabilityShape, DeviceShape
from domain.availability import EffectiveAvailability, Word, availability, silence_limits, word_of_bridge
from domain.people import DeviceKind, Power
from store.records import Records
from store.records.registry import DeviceFacts, DeviceStatus

Limits = Mapping[tuple[DeviceKind, Power], timedelta]


class Known(Protocol):
    """What of a device says how long it may be silent, and whose word counts for it."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def kind(self) -> DeviceKind:
        """What it is."""

    @property
    def power(self) -> Power:
        """What it runs on."""

    @property
    def dialect(self) -> str:
        """Whose words it speaks: a bridge's, or ours."""


def device_shapes(records: Records, found: Sequence[DeviceStatus], now: datetime) -> list[DeviceShape]:
    """Show devices."""
    if not found:
        return []
    bridges, limits = records.bridges.all(), silence_limits(records.rules.rules())
    return [_shape(one, _judged(one, bridges, limits, now), now) for one in found]


def word_of_device(facts: DeviceFacts) -> Word | None:
    """Give what a device said of itself last; None where nobody knows when."""
    if facts.online is None or facts.online_at is None:
        return None
    return Word(online=facts.online, at=facts.online_at)


def judged(
    device: Known,
    *,
    word: Word | None,
    heard: datetime | None,
    bridges: Mapping[str, Word],
    limits: Limits,
    now: datetime,
) -> EffectiveAvailability:
    """Say whether a device is there, by its own last word and when it was heard; `bridges`: what all of them said."""
    return availability(
        bridge=None if device.dialect == NATIVE else word_of_bridge(device.id, heard, bridges),
        device=word,
        heard=heard,
        allowed=limits.get((device.kind, device.power)),
        now=now,
    )


def _judged(status: DeviceStatus, bridges: Mapping[str, Word], limits: Limits, now: datetime) -> EffectiveAvailability:
    facts = status.facts
    word, heard = word_of_device(facts), facts.last_heard_at
    return judged(status.device, word=word, heard=heard, bridges=bridges, limits=limits, now=now)


def _shape(status: DeviceStatus, found: EffectiveAvailability, now: datetime) -> DeviceShape:
    device, facts = status.device, status.facts
    heard = facts.last_heard_at
    return DeviceShape(
        id=device.id,
        kind=device.kind,
        site=device.site,
        power=device.power,
        dialect=device.dialect,
        model=facts.model or device.model,
        firmware=facts.firmware or "",
        resident=status.resident,
        online=found.online,
        availability=AvailabilityShape.of(found),
        last_heard_at=heard,
        age_seconds=round((now - heard).total_seconds(), 3) if heard else None,
        battery=facts.battery,
        clock_offset_seconds=facts.clock_offset,
        missed=facts.missed,
    )
