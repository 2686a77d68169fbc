"""What doors and steps come to."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.activity import by_day, on_days, turned_on, turns, walked
from domain.baselines import Hour

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 1, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WALKS = st.lists(st.integers(0, 900), min_size=2, max_size=40)


def said(*words: int) -> list[tuple[datetime, bool]]:
    return [(NOON + place * MINUTE, word > 0) for place, word in enumerate(words)]


def counted(*hours: tuple[float, float]) -> list[Hour]:
    """Give hours of a counter by where it stood first and last."""
    return [
        Hour(start=NOON + place * timedelta(hours=1), minimum=first, mean=first, maximum=last)
        for place, (first, last) in enumerate(hours)
    ]


def test_a_sensor_that_repeats_itself_has_not_turned() -> None:
    found = turns(said(0, 0, 1, 1, 1, 0, 1))
    assert [one.on for one in found] == [False, True, False, True]
    assert turned_on(found) == [NOON + 2 * MINUTE, NOON + 6 * MINUTE]


def test_a_door_that_was_open_at_the_beginning_was_not_opened_then() -> None:
    assert turned_on(turns(said(1, 1, 0))) == []
    assert turned_on(turns([])) == []


@given(st.lists(st.integers(0, 1), max_size=40))
def test_turns_go_to_and_fro(words: list[int]) -> None:
    found = turns(said(*words))
    assert all(one.on is not after.on for one, after in pairwise(found))
    assert turns([(one.at, one.on) for one in found]) == found


def test_a_counter_says_how_far_somebody_went_in_each_hour() -> None:
    found = walked(counted((100, 120), (120, 300), (300, 300)))
    assert [one.amount for one in found] == [180, 0]


def test_a_counter_that_begins_anew_at_midnight_or_within_the_hour_loses_nothing() -> None:
    assert [one.amount for one in walked(counted((4000, 5000), (0, 40), (40, 90)))] == [40, 50]
    assert [one.amount for one in walked(counted((4000, 5000), (10, 5200), (30, 90)))] == [210, 80]


@given(WALKS)
def test_a_counter_that_only_rises_comes_to_what_it_rose(walks: list[int]) -> None:
    stands = [sum(walks[:place]) for place in range(len(walks) + 1)]
    hours = counted(*pairwise(stands))
    found = walked(hours)
    assert sum(one.amount for one in found) == sum(walks[1:])
    assert walked(reversed(hours)) == found


@given(st.lists(st.tuples(st.floats(0, 9000), st.floats(0, 9000)), max_size=30))
def test_nobody_walks_backwards(hours: list[tuple[float, float]]) -> None:
    found = walked(counted(*((min(one), max(one)) for one in hours)))
    assert all(one.amount >= 0 for one in found)
    assert sum(by_day(found, SHANGHAI).values()) == pytest.approx(sum(one.amount for one in found))


def test_a_day_on_which_nothing_was_said_is_no_day_without_openings() -> None:
    opened = [NOON, NOON + MINUTE]
    known = [*opened, NOON + timedelta(days=2)]
    assert on_days(opened, known, SHANGHAI) == {date(2026, 11, 1): 2, date(2026, 11, 3): 0}
