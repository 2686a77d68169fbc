"""What each kind of device says on the wire, as tables; and `decode`, which is pure and total."""

from devices.decode import decode
from devices.decoded import Decoded
from devices.dialects import ALL_DIALECTS, DIALECTS, NATIVE_ONLY, Dialect, Dialects, dialects_of, filters
from devices.kinds import KINDS
from devices.notes import Reason

__all__ = [
    "ALL_DIALECTS",
    "DIALECTS",
    "KINDS",
    "NATIVE_ONLY",
    "Decoded",
    "Dialect",
    "Dialects",
    "Reason",
    "decode",
    "dialects_of",
    "filters",
]
