"""Gaps in the devices' own counters."""

import random

from hypothesis import given
from hypothesis import strategies as st

from domain.sequence import SequenceWatch


def total(arrivals: list[tuple[int, int]] | list[tuple[int, None]]) -> int:
    watch = SequenceWatch()
    return sum(watch.note("watch", seq, at) for seq, at in arrivals)


def test_a_gap_is_counted() -> None:
    assert total([(1, 10), (2, 20), (5, 50)]) == 2


def test_a_number_that_comes_late_is_no_longer_missing() -> None:
    assert total([(1, 10), (4, 40), (3, 30), (3, 30)]) == 1


def test_a_counter_that_starts_again_is_no_gap() -> None:
    assert total([(1041, 10), (1042, 20), (0, 30), (1, 40)]) == 0


def test_without_a_clock_what_comes_again_starts_no_new_count() -> None:
    """The broker was killed: its session sends again what was not acknowledged, and a number that was late."""
    assert total([(n, None) for n in (1, 2, 3, 5, 6, 2, 3, 5, 6, 4, 7)]) == 0


def test_without_a_clock_a_number_far_below_starts_a_new_count() -> None:
    assert total([(n, None) for n in (5000, 5001, 0, 1, 3)]) == 1


def test_a_huge_jump_is_counted_in_bounded_memory_and_numbers() -> None:
    watch = SequenceWatch()
    watch.note("watch", 1, 10)

    assert watch.note("watch", 10**12, 20) == 1_000_000
    assert len(watch.missing["watch"]) <= 1000


@given(
    seqs=st.sets(st.integers(min_value=0, max_value=400), min_size=2),
    duplicates=st.integers(min_value=0, max_value=3),
    seed=st.integers(),
)
def test_shuffles_and_duplicates_end_in_the_same_count(seqs: set[int], duplicates: int, seed: int) -> None:
    ordered = sorted(seqs)
    rest = ordered[1:] * (1 + duplicates)
    random.Random(seed).shuffle(rest)
    # The first number heard is where the count begins, so it stands first in both orders.
    arrivals = [(seq, seq * 1000) for seq in [ordered[0], *rest]]

    assert total(arrivals) == ordered[-1] - ordered[0] + 1 - len(ordered)


def test_a_device_that_is_expected_has_said_nothing_yet() -> None:
    watch = SequenceWatch()
    watch.expect("watch")
    assert "watch" in watch
    assert watch.note("watch", 7, 1_000) == 0
    watch.expect("watch")
    assert watch.note("watch", 9, 2_000) == 1


def test_a_device_that_is_dropped_is_unknown_and_misses_nothing() -> None:
    watch = SequenceWatch()
    watch.note("watch", 1, 1_000)
    watch.note("watch", 5, 2_000)
    watch.drop("watch")
    assert "watch" not in watch
    assert not watch.missing
