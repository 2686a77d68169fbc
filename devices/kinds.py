"""The kinds of device and what each says. A new kind is a file with its table and a line here."""

from collections.abc import Mapping
from types import MappingProxyType

from devices.door import DOOR
from devices.fields import Field
from devices.monitor import MONITOR
from devices.watch import WATCH
from domain.people import DeviceKind

KINDS: Mapping[DeviceKind, tuple[Field, ...]] = MappingProxyType(
    {
        DeviceKind.WATCH: WATCH,
        DeviceKind.MONITOR: MONITOR,
        DeviceKind.DOOR: DOOR,
    }
)
