"""What the Theengs decoder says of doors, pulse bands and scales: a table for each of its device types.

Keys and values: tests/BLE/test_ble.cpp of theengs/decoder at 008ae54b. A key means what it means in its type only:
`open` of a blind is how far, of a thermometer a wire; `motion` of a blind is its motor; `tempc` is that of a room, a
shower, a barbecue. That decoder knows no thermometer for bodies, so no temperature is taken. A type without a table
here says nothing of a resident.
"""

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType

from devices.fields import ALIAS, Field, Table, Words, table_of

_IS_OPEN: Words = MappingProxyType({True: 1.0, "true": 1.0, False: 0.0, "false": 0.0})
_CONTACT: Words = MappingProxyType({"open": 1.0, "timeout not closed": 1.0, "closed": 0.0})
_BATTERY = Field(key="batt", metric="battery")

THEENGS_DOOR = (
    Field(key="open", metric="door", words=_IS_OPEN),
    Field(key="contact", metric="door", words=_CONTACT, rank=ALIAS),
    Field(key="motion", metric="motion"),
    _BATTERY,
)
"""`contact` is SwitchBot's W120150X; "timeout not closed" is a door that stands open for too long."""

THEENGS_BODY = (
    Field(key="hr", metric="heart_rate"),
    Field(key="bpm", metric="heart_rate", rank=ALIAS),
    Field(key="act_bpm", metric="heart_rate", rank=ALIAS),
    Field(key="spo2", metric="spo2"),
    Field(key="steps", metric="steps"),
    _BATTERY,
)
THEENGS_SCALE = (Field(key="weight", metric="weight"), _BATTERY)

TIMES = ("UTCtime", "unixtime")
"""When the gateway heard it, where it was built to say so (`message_UTCtimestamp`, `message_unixtimestamp`)."""

OF_NO_INTEREST = (
    *TIMES,
    *("id", "mac", "mac_type", "adv_type", "name", "rssi", "distance", "txpower", "uuid"),
    *("brand", "model", "model_id", "type", "cidc", "acts", "cont", "track", "prmac", "device"),
    *("servicedata", "servicedatauuid", "manufacturerdata", "encr", "cipher", "ctr", "mic", "packet", "volt"),
    *("lux", "lightlevel", "darkness", "led", "scopetested", "sensingdistance", "rot"),
    *("in_ct", "out_ct", "push_ct", "weighing_mode", "unit", "impedance", "tempc", "tempf", "hum"),
    *("state", "mode", "sector", "pressure", "duration", "time", "unlocked"),
)
"""How the radio is, what the thing is called, how bright the hall is; the pressure of a toothbrush."""


def _table(*tables: tuple[Field, ...]) -> Table:
    return table_of(chain.from_iterable(tables), ignored=OF_NO_INTEREST)


TYPES: Mapping[str, tuple[str, Table]] = MappingProxyType(
    {
        "CTMO": ("door", _table(THEENGS_DOOR)),
        "BODY": ("watch", _table(THEENGS_BODY)),
        "SCALE": ("monitor", _table(THEENGS_SCALE)),
    }
)
"""Type -> what kind of device of ours it is, and its table."""

UNTYPED = _table(THEENGS_DOOR, THEENGS_BODY, THEENGS_SCALE)
"""For gateways older than the types, and for those that are built after them."""
SPEAKING = frozenset({"open", "contact", "motion", "hr", "bpm", "act_bpm", "spo2", "steps", "weight"})
"""The keys that tell without a type that it is one of ours."""

KILOGRAMS: Mapping[object, float] = MappingProxyType({"kg": 1.0, "lb": 0.45359237, "lbs": 0.45359237, "jin": 0.5})
