"""Which entities a device has at Home Assistant: one for each metric that its kind can say. Pure.

Blood pressure has no `device_class`: as a `pressure` it would be shown in psi wherever Home Assistant counts in miles.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from alerts.home_assistant_templates import template
from alerts.home_assistant_words import names_for
from alerts.texts import words_for
from devices.fields import Field
from devices.kinds import KINDS
from domain.metrics import METRICS
from domain.people import DeviceKind

Component = dict[str, Any]

OFF_AFTER = 60
"""Seconds that an SOS, a fall or tampering is shown for: it happened, it does not last."""

_MEASURED = {"platform": "sensor", "state_class": "measurement", "suggested_display_precision": 0}
_SWITCHED = {"platform": "binary_sensor"}
_HAPPENED = {"platform": "binary_sensor", "device_class": "safety", "off_delay": OFF_AFTER}
_TECHNICAL = {"entity_category": "diagnostic"}

ENTITIES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "heart_rate": {**_MEASURED, "unit_of_measurement": "bpm", "icon": "mdi:heart-pulse"},
        "spo2": {**_MEASURED, "unit_of_measurement": "%", "icon": "mdi:water-percent"},
        "systolic_pressure": {**_MEASURED, "unit_of_measurement": "mmHg", "icon": "mdi:arrow-up-circle-outline"},
        "diastolic_pressure": {**_MEASURED, "unit_of_measurement": "mmHg", "icon": "mdi:arrow-down-circle-outline"},
        "body_temperature": {
            **_MEASURED,
            "device_class": "temperature",
            "unit_of_measurement": "°C",
            "suggested_display_precision": 1,
        },
        "respiratory_rate": {**_MEASURED, "unit_of_measurement": "/min", "icon": "mdi:lungs"},
        "glucose": {
            **_MEASURED,
            "unit_of_measurement": "mmol/L",
            "icon": "mdi:diabetes",
            "suggested_display_precision": 1,
        },
        "weight": {
            **_MEASURED,
            "device_class": "weight",
            "unit_of_measurement": "kg",
            "suggested_display_precision": 1,
        },
        "steps": {
            **_MEASURED,
            "state_class": "total_increasing",
            "unit_of_measurement": "steps",
            "icon": "mdi:walk",
        },
        "battery": {**_MEASURED, **_TECHNICAL, "device_class": "battery", "unit_of_measurement": "%"},
        "door": {**_SWITCHED, "device_class": "door"},
        "motion": {**_SWITCHED, "device_class": "motion"},
        "worn": {**_SWITCHED, **_TECHNICAL, "icon": "mdi:watch"},
        "consciousness": {
            "platform": "sensor",
            "device_class": "enum",
            "options": list(METRICS["consciousness"].states.values()),
        },
        "oxygen": {**_SWITCHED, "icon": "mdi:gas-cylinder"},
        "sos": _HAPPENED,
        "fall": _HAPPENED,
        "tamper": {**_HAPPENED, **_TECHNICAL, "device_class": "tamper"},
    }
)


def components(kind: DeviceKind, name: str, language: str) -> dict[str, Component]:
    """Give the entities of a device of this kind, by metric; `name` is the device's at Home Assistant."""
    shared = _components(kind, language)
    return {metric: {**component, "unique_id": f"{name}_{metric}"} for metric, component in shared.items()}


@cache
def _components(kind: DeviceKind, language: str) -> Mapping[str, Component]:
    """Give what all devices of a kind have in common: nearly all of it."""
    return {field.metric: _component(field, language) for field in KINDS[kind]}


def _component(field: Field, language: str) -> Component:
    called = {**words_for(language).metrics, **names_for(language).events}
    return {
        **ENTITIES[field.metric],
        "name": called[field.metric],
        "value_template": template(field, METRICS[field.metric]),
    }
