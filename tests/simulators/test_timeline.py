"""Real time and lived time."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from simulators.timeline import Timeline
from tests.simulators.cast import MONDAY


def test_a_day_at_sixty_times_the_speed_takes_twenty_four_minutes() -> None:
    timeline = Timeline(origin=MONDAY, speed=60)
    assert timeline.real(MONDAY + timedelta(days=1)) == MONDAY + timedelta(minutes=24)


@given(st.floats(0.01, 86_400), st.timedeltas(timedelta(0), timedelta(days=7)))
def test_there_and_back_is_the_same_instant(speed: float, passed: timedelta) -> None:
    timeline = Timeline(origin=MONDAY, speed=speed)
    difference = timeline.lived(timeline.real(MONDAY + passed)) - (MONDAY + passed)
    assert abs(difference.total_seconds()) < 0.1
