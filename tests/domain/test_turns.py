"""When a door was opened: the same memory in whatever order it was told, and a small one."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.readings import LATE_AFTER
from domain.turns import MOST, Turns

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def _turns(*words: tuple[float, bool]) -> Turns:
    turns = Turns()
    for seconds, on in words:
        turns.note(NOW + timedelta(seconds=seconds), on=on)
    return turns


def _opened(turns: Turns) -> list[float]:
    return [second - NOW.timestamp() for second in turns.turned_on(0, NOW.timestamp() + 1e7)]


def _state(turns: Turns) -> tuple[object, ...]:
    return list(turns.words), list(turns.turned), turns.on_since, turns.said_at, turns.first_at


words = st.lists(st.tuples(st.integers(0, 4 * 3600), st.booleans()), min_size=1, max_size=40, unique_by=lambda w: w[0])


@settings(max_examples=300)
@given(words, st.lists(st.floats(0, LATE_AFTER.total_seconds()), min_size=80, max_size=80), st.data())
def test_late_shuffled_and_doubled_words_end_in_the_memory_of_the_sorted_ones(
    said: list[tuple[int, bool]], delays: list[float], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(said), max_size=40))
    arrivals = sorted(zip([*said, *again], delays, strict=False), key=lambda one: one[0][0] + one[1])
    assert _state(_turns(*[word for word, _ in arrivals])) == _state(_turns(*sorted(said)))


def test_a_door_that_repeats_that_it_is_open_was_opened_once() -> None:
    turns = _turns((0, True), (3000, True), (6000, True))
    assert _opened(turns) == [0]
    assert turns.on_since == NOW


def test_each_time_it_is_opened_anew_counts() -> None:
    assert _opened(_turns((0, True), (5, False), (3600, True), (3610, False), (9000, True))) == [0, 3600, 9000]


def test_a_close_that_comes_late_still_tells_two_openings_apart() -> None:
    assert _opened(_turns((0, True), (60, True), (30, False))) == [0, 60]


def test_an_opening_that_comes_hours_late_still_counts_as_one() -> None:
    turns = _turns((0, True), (5, False), (9 * 3600, False), (4 * 3600, True))
    assert _opened(turns) == [0, 4 * 3600]
    assert turns.on_since is None


def test_a_contact_that_flaps_at_10_hz_does_not_fill_the_memory() -> None:
    turns = _turns(*[(tick / 10, tick % 2 == 0) for tick in range(20_000)])
    assert len(turns.words) <= MOST
    assert len(turns.turned) <= MOST
    assert turns.on_since is None


def test_openings_of_more_than_two_weeks_ago_are_forgotten() -> None:
    turns = _turns(*[(day * 86_400.0 + part, part == 0) for day in range(40) for part in (0, 20)])
    assert min(_opened(turns)) >= 24 * 86_400


def test_what_was_known_before_and_what_was_heard_since_are_one_memory() -> None:
    said = [(0.0, True), (20.0, False), (7200.0, True), (7230.0, False), (9000.0, True)]
    past, live = _turns(*said[:3]), _turns(*said[2:])
    past.join(live)
    assert _opened(past) == [0, 7200, 9000]
    assert past.on_since == NOW + timedelta(seconds=9000)
