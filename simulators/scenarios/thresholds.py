"""Each default limit of a vital sign, its warning and its critical side: a value past it for a quarter of an hour."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from simulators.bodies import Vitals
from simulators.chance import Dice
from simulators.expectations import Expected, acknowledge, firsts
from simulators.story import MINUTE, Said, Scenario, Story

_LASTS = 16 * MINUTE
_MEASURES = tuple(minute * MINUTE for minute in (2, 6, 11, 20, 25, 28))

_FELT_BY_THE_WATCH = (
    ("heart_rate_high", "heart_rate", 106, 140),
    ("heart_rate_low", "heart_rate", 47, 37),
    ("spo2_low", "spo2", 93, 89),
    ("body_temperature_high", "temperature", 38.3, 39.5),
    ("body_temperature_low", "temperature", 35.0, 34.2),
)
_MEASURED = (
    ("systolic_pressure_high", "systolic", 166, 186),
    ("systolic_pressure_low", "systolic", 97, 86),
    ("diastolic_pressure_high", "diastolic", 103, 114),
    ("respiratory_rate_high", "respiratory_rate", 22, 27),
    ("respiratory_rate_low", "respiratory_rate", 10, 7),
)
_SAID = (("glucose_high", "glucose", 14.8, 17.5), ("glucose_low", "glucose", 3.6, 2.7))
_ALONG = frozenset({"news2_high", "systolic_pressure_rise"})
"""What one strange value may come to together with ordinary ones."""


def _felt(attribute: str, value: float) -> Callable[[Dice], Story]:
    changes: dict[str, Any] = {attribute: value}

    def change(vitals: Vitals, elapsed: float) -> Vitals:
        if elapsed >= _LASTS:
            return vitals
        changed = replace(vitals, **changes)
        return replace(changed, diastolic=min(changed.diastolic, changed.systolic - 20))

    return lambda _dice: Story(change=change, measures=_MEASURES)


def _told(metric: str, value: float) -> Callable[[Dice], Story]:
    values = (value, value, value, 6.1, 6.0, 6.2)
    said = tuple(Said(at=at, kind="monitor", fields={metric: one}) for at, one in zip(_MEASURES, values, strict=True))
    return lambda _dice: Story(said=said)


def _scenario(rule: str, severity: str, value: float, needs: str, tell: Callable[[Dice], Story]) -> Scenario:
    return Scenario(
        name=f"{rule}_{severity}",
        title=f"{rule.replace('_', ' ').capitalize()}: {value:g} for a quarter of an hour",
        lasts=timedelta(minutes=40),
        needs=frozenset({needs}),
        expects=(Expected(rule=rule, severity=severity, within=timedelta(minutes=11), over=timedelta(minutes=37)),),
        may_cause=_ALONG,
        tells=firsts(rule),
        acts=(acknowledge(rule, after=90),),
        tell=tell,
        soon=needs == "watch" and "temperature" not in rule,
    )


def _all() -> Iterator[Scenario]:
    for rows, needs in ((_FELT_BY_THE_WATCH, "watch"), (_MEASURED, "monitor")):
        for rule, attribute, warning, critical in rows:
            yield _scenario(rule, "warning", warning, needs, _felt(attribute, warning))
            yield _scenario(rule, "critical", critical, needs, _felt(attribute, critical))
    for rule, metric, warning, critical in _SAID:
        yield _scenario(rule, "warning", warning, "monitor", _told(metric, warning))
        yield _scenario(rule, "critical", critical, "monitor", _told(metric, critical))


SCENARIOS = tuple(_all())
