"""What a vital-sign monitor says: measured when somebody sits down to it, some of it entered by a person."""

from devices.fields import Field

MONITOR = (
    Field(key="heart_rate", metric="heart_rate", aliases=("hr",)),
    Field(key="spo2", metric="spo2"),
    Field(key="systolic_pressure", metric="systolic_pressure", aliases=("systolic", "sbp")),
    Field(key="diastolic_pressure", metric="diastolic_pressure", aliases=("diastolic", "dbp")),
    Field(key="body_temperature", metric="body_temperature", aliases=("temperature",)),
    Field(key="respiratory_rate", metric="respiratory_rate", aliases=("rr",)),
    Field(key="glucose", metric="glucose"),
    Field(key="weight", metric="weight"),
    Field(key="consciousness", metric="consciousness"),
    Field(key="oxygen", metric="oxygen"),
    Field(key="sos", metric="sos"),
    Field(key="battery", metric="battery"),
)
