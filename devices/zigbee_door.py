"""What a Zigbee door contact says through Zigbee2MQTT, with what stands in the same case.

Keys: the "Exposes" of Zigbee2MQTT's device pages (contact sensors such as Aqara MCCGQ11LM, Sonoff SNZB-04, Tuya TS0203;
SOS buttons such as TS0215A).
"""

from types import MappingProxyType

from devices.fields import Field, Words

BATTERY_IS_LOW = 15.0
"""Percent that stands for "low" where a device counts no percent: worth the warning, never the critical alert."""

_CLOSED_IS_TRUE: Words = MappingProxyType({True: 0.0, "true": 0.0, False: 1.0, "false": 1.0})
_LOW: Words = MappingProxyType({True: BATTERY_IS_LOW, False: None})
_HELP: Words = MappingProxyType({"sos": 1.0, "emergency": 1.0, "panic": 1.0})

ZIGBEE_DOOR = (
    Field(key="contact", metric="door", words=_CLOSED_IS_TRUE),
    Field(key="battery", metric="battery"),
    Field(key="battery_low", metric="battery", words=_LOW, rank=2),
    Field(key="tamper", metric="tamper"),
    Field(key="occupancy", metric="motion"),
    Field(key="sos", metric="sos"),
    Field(key="action", metric="sos", words=_HELP, others=True, rank=2),
)

OF_NO_INTEREST = (
    "linkquality",
    "voltage",
    "device_temperature",
    "temperature",
    "humidity",
    "illuminance",
    "illuminance_lux",
    "power_outage_count",
    "trigger_count",
    "update",
    "update_available",
    "device",
    "elapsed",
    "test",
    "battery_state",
    "identify",
    "detection_interval",
    "keep_time",
    "motion_sensitivity",
    "sensitivity",
    "state",
)
"""Known keys that say nothing about the resident: how the radio is, how warm the case is, how it was set."""
