"""Healthy people are left in peace: all default rules over simulated days, with two weeks of past.

Measured with the same street over 30 days of 20 residents (seeds 1 to 20): no alert about anybody's body, none about a
device, and 0.02 about doors a resident and day.
"""

import functools

from tests.alerts.healthy_life import START, ZONE, Lived, group_of, live
from tests.alerts.healthy_life import Life as LifeOf

SEEDS = (5, 17)
"""Two whose homes told of their doors in the long run."""


@functools.cache
def _healthy() -> Lived:
    return live(LifeOf(seeds=SEEDS, days=3))


def test_the_body_of_healthy_people_causes_no_alert() -> None:
    assert [one.rule for one in _healthy().alerts if group_of(one) == "vital"] == []
    assert _healthy().messages > len(SEEDS) * 3 * 340


def test_their_doors_and_devices_cause_none_or_hardly_any() -> None:
    assert _healthy().per_day("door") <= 1 / (len(SEEDS) * 3)
    assert _healthy().per_day("technical") == 0


def test_nobody_is_woken() -> None:
    hours = [one.fired_at.astimezone(ZONE).hour for one in _healthy().alerts if one.fired_at is not None]
    assert all(8 <= hour < 20 for hour in hours)


def test_the_same_days_of_somebody_with_a_fast_heart_are_told() -> None:
    lived = live(LifeOf(seeds=(1,), days=1, body={"heart_rate": 112.0}))
    assert {one.rule for one in lived.alerts} >= {"heart_rate_high"}
    assert all(one.started_at >= START for one in lived.alerts)
