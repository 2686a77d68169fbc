"""What a door magnet says; some have a motion sensor or a button in the same case."""

from devices.fields import Field

DOOR = (
    Field(key="door", metric="door"),
    Field(key="motion", metric="motion"),
    Field(key="tamper", metric="tamper"),
    Field(key="sos", metric="sos"),
    Field(key="battery", metric="battery"),
)
