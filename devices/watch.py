"""What a health watch says."""

from devices.fields import Field

WATCH = (
    Field(key="heart_rate", metric="heart_rate", aliases=("hr",)),
    Field(key="spo2", metric="spo2"),
    Field(key="systolic_pressure", metric="systolic_pressure", aliases=("systolic", "sbp")),
    Field(key="diastolic_pressure", metric="diastolic_pressure", aliases=("diastolic", "dbp")),
    Field(key="body_temperature", metric="body_temperature", aliases=("temperature",)),
    Field(key="respiratory_rate", metric="respiratory_rate", aliases=("rr",)),
    Field(key="steps", metric="steps"),
    Field(key="worn", metric="worn"),
    Field(key="sos", metric="sos"),
    Field(key="fall", metric="fall"),
    Field(key="battery", metric="battery"),
)
