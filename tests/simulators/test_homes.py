"""The door of a home: it follows the day, and nights are quiet."""

from datetime import timedelta
from itertools import pairwise, takewhile

from hypothesis import given
from hypothesis import strategies as st

from simulators.homes import Home, Opening
from tests.simulators.cast import MONDAY, SHANGHAI


def _week(seed: int) -> list[Opening]:
    end = MONDAY + timedelta(days=7)
    return list(takewhile(lambda opening: opening.opened < end, Home(seed=seed, timezone=SHANGHAI).openings(MONDAY)))


@given(st.integers(0, 2**64 - 1))
def test_openings_are_in_order_and_short(seed: int) -> None:
    week = _week(seed)
    assert all(earlier.closed < later.opened for earlier, later in pairwise(week))
    assert all(timedelta(0) < opening.closed - opening.opened < timedelta(minutes=2) for opening in week)


@given(st.integers(0, 2**64 - 1))
def test_the_door_stays_shut_at_night(seed: int) -> None:
    assert all(6 <= opening.opened.hour < 22 for opening in _week(seed))


@given(st.integers(0, 2**64 - 1))
def test_a_week_has_some_openings_and_not_too_many(seed: int) -> None:
    assert 7 <= len(_week(seed)) <= 42


@given(st.integers(0, 2**64 - 1), st.integers(0, 7 * 86_400))
def test_a_later_start_tells_the_same_week_from_there(seed: int, second: int) -> None:
    start = MONDAY + timedelta(seconds=second)
    later = list(takewhile(lambda opening: opening.opened < MONDAY + timedelta(days=7), _home(seed).openings(start)))
    assert later == [opening for opening in _week(seed) if opening.opened >= start]


def _home(seed: int) -> Home:
    return Home(seed=seed, timezone=SHANGHAI)
