"""The metric catalogue: what is measured, its unit (UCUM) and the range outside which a value is not believed.

Source of units and ranges: the MQTT contract's table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class MetricKind(StrEnum):
    """How values of a metric behave over time."""

    GAUGE = "gauge"
    COUNTER = "counter"
    STATE = "state"
    EVENT = "event"


class MetricClass(StrEnum):
    """What retention is set by."""

    VITAL = "vital"
    ACTIVITY = "activity"
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One line of the catalogue.

    `states` are the words of a state metric by their stored number; empty for numbers.
    `body` is True for what is unknown while the device is not worn.
    """

    name: str
    kind: MetricKind
    retained_as: MetricClass
    unit: str = ""
    lowest: float = 0.0
    highest: float = 1.0
    states: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    body: bool = False


def _vital(name: str, unit: str, lowest: float, highest: float, *, body: bool = True) -> Metric:
    return Metric(
        name=name,
        kind=MetricKind.GAUGE,
        retained_as=MetricClass.VITAL,
        unit=unit,
        lowest=lowest,
        highest=highest,
        body=body,
    )


def _state(name: str, retained_as: MetricClass, *words: str) -> Metric:
    return Metric(
        name=name,
        kind=MetricKind.STATE,
        retained_as=retained_as,
        highest=len(words) - 1,
        states=MappingProxyType(dict(enumerate(words))),
    )


def _event(name: str, retained_as: MetricClass) -> Metric:
    return Metric(name=name, kind=MetricKind.EVENT, retained_as=retained_as, lowest=1.0)


_ALL = (
    _vital("heart_rate", "/min", 20, 300),
    _vital("spo2", "%", 40, 100),
    _vital("systolic_pressure", "mm[Hg]", 40, 300),
    _vital("diastolic_pressure", "mm[Hg]", 20, 200),
    _vital("body_temperature", "Cel", 25, 45),
    _vital("respiratory_rate", "/min", 3, 80),
    _vital("glucose", "mmol/L", 0.5, 50, body=False),
    _vital("weight", "kg", 20, 300, body=False),
    Metric(
        name="steps",
        kind=MetricKind.COUNTER,
        retained_as=MetricClass.ACTIVITY,
        unit="{steps}",
        highest=200_000,
    ),
    Metric(name="battery", kind=MetricKind.GAUGE, retained_as=MetricClass.TECHNICAL, unit="%", highest=100),
    _state("door", MetricClass.ACTIVITY, "closed", "open"),
    _state("motion", MetricClass.ACTIVITY, "false", "true"),
    _state("worn", MetricClass.TECHNICAL, "false", "true"),
    _state("consciousness", MetricClass.VITAL, "alert", "confusion", "voice", "pain", "unresponsive"),
    _state("oxygen", MetricClass.VITAL, "false", "true"),
    _event("sos", MetricClass.VITAL),
    _event("fall", MetricClass.VITAL),
    _event("tamper", MetricClass.TECHNICAL),
)

METRICS: Mapping[str, Metric] = MappingProxyType({metric.name: metric for metric in _ALL})
