"""The rules every installation starts with. Numbers and their sources: clinical facts, "Default limits"."""

from domain.default_derived import derived_rules, device_rules
from domain.default_doors import time_rules
from domain.default_system import system_rules
from domain.limits import Side, limit
from domain.rules import EventRule, Rule, ThresholdRule
from domain.severity import Severity

NEWS2 = "NEWS2 (Royal College of Physicians, 2017)"
CHINA_BP = "Chinese blood-pressure grades 2 / 3"


def _threshold(  # each argument is a column of the table below
    metric: str,
    side: Side,
    warning: float,
    critical: float,
    source: str,
    *,
    strict: bool = False,
    technical: bool = False,
) -> ThresholdRule:
    name = "high" if side is Side.ABOVE else "low"
    limits = (
        limit(metric, side, Severity.WARNING, warning, strict=strict),
        limit(metric, side, Severity.CRITICAL, critical, strict=strict),
    )
    return ThresholdRule(
        id=f"{metric}_{name}", metric=metric, side=side, limits=limits, source=source, technical=technical
    )


def default_rules() -> tuple[Rule, ...]:
    """Give all of them. A rule whose body changed since a release has a higher version."""
    battery = _threshold("battery", Side.BELOW, 20, 10, "device practice", strict=True, technical=True)
    of_readings = (*_vital_rules(), *derived_rules(), *_event_rules(), battery, *device_rules())
    return (*of_readings, *time_rules(), *system_rules())


def _vital_rules() -> tuple[Rule, ...]:
    above, below = Side.ABOVE, Side.BELOW
    home = "home cohort: 50/100 met 0.9-1.0 of the pulse events that clinicians confirmed"
    home_temperature = "NEWS2 moved to how home thermometers read"
    diabetes = "usual diabetes practice"
    return (
        _threshold("heart_rate", above, 101, 131, f"{NEWS2}; {home}"),
        _threshold("heart_rate", below, 50, 40, NEWS2),
        _threshold("spo2", below, 94, 91, f"{NEWS2}, scale 1"),
        _threshold("systolic_pressure", above, 160, 180, CHINA_BP),
        _threshold("systolic_pressure", below, 100, 90, NEWS2),
        _threshold("diastolic_pressure", above, 100, 110, CHINA_BP),
        _threshold("body_temperature", above, 37.8, 39.1, home_temperature),
        _threshold("body_temperature", below, 35.2, 34.5, home_temperature),
        _threshold("respiratory_rate", above, 21, 25, NEWS2),
        _threshold("respiratory_rate", below, 11, 8, NEWS2),
        _threshold("glucose", above, 13.9, 16.7, diabetes, strict=True),
        _threshold("glucose", below, 3.9, 3.0, diabetes, strict=True),
    )


def _event_rules() -> tuple[Rule, ...]:
    return tuple(
        EventRule(id=metric, metric=metric, severity=Severity.CRITICAL, latching=True, source="pressed or detected")
        for metric in ("sos", "fall")
    )
