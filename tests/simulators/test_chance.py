"""Chance is repeatable, bounded and has a memory."""

from hypothesis import given
from hypothesis import strategies as st

from simulators.chance import Dice, drift, seed_of

SEEDS = st.integers(0, 2**64 - 1)
MOMENTS = st.floats(0, 4e9)


def test_seeds_are_the_same_on_every_machine() -> None:
    assert seed_of(1, "body", "lin-xiuying") == 2784733766987806047


@given(SEEDS, MOMENTS, st.floats(1, 1e5))
def test_drift_is_the_same_each_time_and_bounded(seed: int, at: float, period: float) -> None:
    assert drift(seed, at, period) == drift(seed, at, period)
    assert -1 <= drift(seed, at, period) <= 1


@given(SEEDS, MOMENTS)
def test_drift_remembers_the_moment_before(seed: int, at: float) -> None:
    assert abs(drift(seed, at, 3600) - drift(seed, at + 1, 3600)) < 0.002


@given(SEEDS)
def test_drift_forgets_after_some_periods(seed: int) -> None:
    values = [drift(seed, 100.0 * step, 100) for step in range(300)]
    assert abs(sum(values) / len(values)) < 0.2
    assert max(values) > 0.8
    assert min(values) < -0.8


@given(st.integers(), st.integers(-50, 50), st.integers(0, 50))
def test_dice_stay_between_their_bounds(seed: int, low: int, width: int) -> None:
    dice = Dice(seed)
    throws = [dice.whole(low, low + width) for _ in range(50)]
    assert all(low <= throw <= low + width for throw in throws)
    assert throws == [Dice(seed).whole(low, low + width), *throws[1:]]


def test_dice_reach_both_ends() -> None:
    dice = Dice("both ends")
    assert {dice.whole(1, 6) for _ in range(500)} == {1, 2, 3, 4, 5, 6}
