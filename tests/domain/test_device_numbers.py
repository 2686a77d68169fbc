"""What a device says of itself: its clock, its counter, and whether it is worn."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.deriving import PersonMemory, derive, watches
from domain.evaluation import Condition
from domain.readings import Report
from domain.worn import Worn
from tests.domain.derivings import clock_rule, gap_rule, report
from tests.domain.making import NOW


def _off(seconds: float, by: timedelta, *, wrong: bool = False) -> Report:
    """Let a device whose clock is off by so much say something, so many seconds after NOW."""
    said = report(seconds, heart_rate=70)
    told = said.received_at + by
    return replace(said, device_time=told, observed_at=said.received_at if wrong else told, clock_wrong=wrong)


def _clock(memory: PersonMemory, said: Report) -> tuple[Condition, float | None]:
    (derived,) = derive(clock_rule(), memory, said)
    return derived.verdict.condition, derived.value


@pytest.mark.parametrize(
    ("by", "wrong", "expected"),
    [
        (timedelta(hours=8), True, (Condition.BREACHED, 28800)),
        (timedelta(minutes=4), False, (Condition.BETWEEN, 240)),
        (timedelta(seconds=30), False, (Condition.CLEAR, 30)),
        (timedelta(seconds=-30), False, (Condition.CLEAR, -30)),
        (datetime(1970, 1, 1, tzinfo=UTC) - NOW, True, (Condition.BREACHED, -NOW.timestamp())),
    ],
)
def test_a_clock_that_is_ahead_or_long_ago_shows_at_once(
    by: timedelta,
    wrong: bool,  # noqa: FBT001 - a column of the table
    expected: tuple[Condition, float | None],
) -> None:
    assert _clock(PersonMemory(), _off(0, by, wrong=wrong)) == expected


def test_a_clock_that_is_slow_shows_once_it_has_been_late_by_the_same_time_for_a_while() -> None:
    memory, slow = PersonMemory(), timedelta(hours=-8)
    told = [_clock(memory, _off(300 * n, slow)) for n in range(5)]
    assert told == [(Condition.UNKNOWN, None)] * 3 + [(Condition.BREACHED, -28800)] * 2


def test_the_limit_of_a_slow_clock_stands_on_its_own_side() -> None:
    memory = PersonMemory()
    for n in range(4):
        (derived,) = derive(clock_rule(), memory, _off(300 * n, timedelta(hours=-8)))
    assert derived.verdict.limit is not None
    assert derived.verdict.limit.fires_at == -300


def test_a_buffer_that_is_sent_is_no_slow_clock() -> None:
    memory = PersonMemory()
    told = [_clock(memory, _off(20 * n, timedelta(seconds=20 * n - 36_000 + 900 * n))) for n in range(38)]
    assert {condition for condition, _ in told} == {Condition.UNKNOWN}
    assert _clock(memory, _off(761, timedelta(seconds=-1))) == (Condition.CLEAR, -1)
    assert memory.lags == {}


def test_many_late_reports_in_one_message_count_as_one() -> None:
    memory = PersonMemory()
    for n in range(20):
        _clock(memory, _off(0, timedelta(hours=-8, seconds=n)))
    assert memory.lags[report().device].reports == 1


def test_a_device_without_a_clock_says_nothing_of_it() -> None:
    assert not watches(clock_rule(), replace(report(), device_time=None))


def _missed(memory: PersonMemory, seconds: float, seq: int) -> float | None:
    (derived,) = derive(gap_rule(), memory, replace(report(seconds), seq=seq))
    return derived.value


def test_missing_reports_are_counted_within_the_while() -> None:
    memory = PersonMemory()
    assert [_missed(memory, 60 * n, seq) for n, seq in enumerate([1, 2, 5, 20, 21])] == [0, 0, 2, 16, 16]
    assert _missed(memory, 60 * 63.5, 22) == 0


def test_a_report_that_comes_late_or_twice_is_not_missing() -> None:
    memory = PersonMemory()
    seconds = {1: 0, 2: 60, 3: 120, 4: 180}
    assert [_missed(memory, seconds[seq], seq) for seq in (1, 4, 4, 2, 3, 3)] == [0, 2, 2, 1, 0, 0]
    assert memory.missed == {}


def test_ten_missing_reports_are_a_technical_warning() -> None:
    memory = PersonMemory()
    _missed(memory, 0, 1)
    (derived,) = derive(gap_rule(), memory, replace(report(60), seq=12))
    assert (derived.verdict.condition, derived.facts) == (Condition.BREACHED, {"within_s": 3600})
    assert gap_rule().technical


def test_the_last_word_of_a_watch_holds_until_the_next() -> None:
    worn = Worn()
    said = [report(0), report(60, worn=0), report(120), report(180, worn=1), report(240)]
    assert [worn.believes(one) for one in said] == [True, False, False, True, True]


def test_an_overtaken_report_is_believed_up_to_when_the_watch_was_taken_off() -> None:
    worn = Worn()
    for one in (report(0, worn=1), report(60, worn=0), report(180, worn=0)):
        worn.believes(one)
    assert [worn.believes(report(seconds)) for seconds in (30, 90)] == [True, False]
    assert worn.believes(report(90, device="another"))
