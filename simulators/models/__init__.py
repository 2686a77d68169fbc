"""What each kind of device says, and when. A kind is one file and one line here.

A device's word is a frame: an instant of simulated life and the fields it reports; dialects make bytes of it.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from simulators.frames import Frame
from simulators.life import Life
from simulators.models import door, monitor, watch

Model: TypeAlias = Callable[[Life, int, datetime], Iterator[Frame]]
"""(whose device, the device's seed, start) -> frames in order, without an end."""

MODELS: Mapping[str, Model] = MappingProxyType({"watch": watch.frames, "monitor": monitor.frames, "door": door.frames})

INFO: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {"watch": watch.INFO, "monitor": monitor.INFO, "door": door.INFO}
)
