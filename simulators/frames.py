"""A device's word before it is bytes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import TypeAlias

Value: TypeAlias = float | int | bool | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a device reports at an instant of simulated life, by the contract's native names."""

    at: datetime
    fields: Mapping[str, Value]


def by_time(frame: Frame) -> datetime:
    """Return what frames are ordered by."""
    return frame.at


def ticks(start: datetime, *, every: timedelta, seed: int) -> Iterator[tuple[int, datetime]]:
    """Yield (number, instant) at or after start, for ever; numbers count from the epoch, the seed shifts the beat.

    Devices are switched on at different moments: no two of a street speak in the same instant.
    """
    step = every.total_seconds()
    shift = seed % max(int(step * 1000), 1) / 1000
    number = ceil((start.timestamp() - shift) / step)
    while True:
        yield number, datetime.fromtimestamp(number * step + shift, tz=start.tzinfo)
        number += 1
