"""The band that somebody's own values usually lie in."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.baselines import Hour
from domain.own_bands import LEAST_DAYS, Against, Band, against, band_of_days, bands, is_night

SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2026, 11, 1, tzinfo=SHANGHAI).astimezone(UTC)
VALUES = st.floats(20, 300, allow_nan=False)


def hour(number: int, mean: float, spread: float = 0, count: int = 60) -> Hour:
    start = MIDNIGHT + timedelta(hours=number)
    return Hour(start=start, minimum=mean - spread, mean=mean, maximum=mean + spread, count=count)


def days(number: int, *, by_day: float = 80, by_night: float = 60) -> list[Hour]:
    every = range(24 * number)
    return [hour(one, by_night if one % 24 < 6 or one % 24 >= 22 else by_day) for one in every]


def test_the_night_has_a_band_of_its_own() -> None:
    found = bands(days(14), SHANGHAI)
    assert found.day == Band(low=80, median=80, high=80, days=14, readings=14 * 16 * 60)
    assert found.night == Band(low=60, median=60, high=60, days=14, readings=14 * 8 * 60)
    at_three, at_noon = (datetime(2026, 11, 20, clock, tzinfo=SHANGHAI) for clock in (3, 12))
    assert (found.at(at_three, SHANGHAI), found.at(at_noon, SHANGHAI)) == (found.night, found.day)
    assert is_night(at_three, SHANGHAI)


def test_eight_in_ten_lie_within() -> None:
    found = bands([hour(24 * day + 12, 60 + day) for day in range(11)], SHANGHAI).day
    assert found is not None
    assert (found.low, found.median, found.high) == (61, 65, 69)
    assert [against(one, found) for one in (60.9, 61, 69, 69.1)] == [
        Against.BELOW,
        Against.WITHIN,
        Against.WITHIN,
        Against.ABOVE,
    ]


def test_too_few_days_make_no_band() -> None:
    assert bands(days(LEAST_DAYS - 1), SHANGHAI).day is None
    assert bands(days(LEAST_DAYS), SHANGHAI).day is not None
    assert bands([hour(24 * day + 8, 120) for day in range(14)], SHANGHAI).night is None
    assert bands([], SHANGHAI).day is None
    some = {date(2026, 11, day): float(day) for day in range(1, LEAST_DAYS)}
    assert band_of_days(some) is None
    assert band_of_days(some | {date(2026, 11, 30): 9.0}) is not None


@given(st.lists(st.tuples(st.integers(0, 14 * 24 - 1), VALUES, st.floats(0, 20)), max_size=60))
def test_a_band_is_in_order_and_lies_within_what_was_measured(some: list[tuple[int, float, float]]) -> None:
    hours = [hour(number, mean, spread) for number, mean, spread in some]
    for band in (bands(hours, SHANGHAI).day, bands(hours, SHANGHAI).night):
        if band is not None:
            assert band.low <= band.median <= band.high
            assert min(one.minimum for one in hours) <= band.low + 1e-9
            assert band.high <= max(one.maximum for one in hours) + 1e-9
            assert LEAST_DAYS <= band.days <= 14
