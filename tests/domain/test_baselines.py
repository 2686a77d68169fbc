"""What is usual for a person at an hour, and how far from it is worth an alert."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.baselines import Hour, Usual, profile, usual_at, while_worn
from domain.deriving import PersonMemory, derive
from domain.evaluation import Condition
from domain.severity import Severity
from tests.domain.derivings import baseline_rule, report
from tests.domain.making import NOW

SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2026, 11, 1, tzinfo=SHANGHAI).astimezone(UTC)


def _hour(number: int, mean: float = 72, *, minimum: float | None = None, maximum: float | None = None) -> Hour:
    start = MIDNIGHT + timedelta(hours=number)
    return Hour(start=start, minimum=minimum or mean - 4, mean=mean, maximum=maximum or mean + 4)


def _memory(usual: Usual | None) -> PersonMemory:
    return PersonMemory(usual=lambda _metric, _at: usual)


def test_an_hour_is_compared_with_the_same_local_hour_of_other_days() -> None:
    hours = [_hour(24 * day + hour, 60 if hour < 6 else 80) for day in range(20) for hour in range(24)]
    known = profile(hours, SHANGHAI)
    assert (known[3].median, known[3].days) == (60, 20)
    assert known[3].spread == pytest.approx(4 * 1.4826)
    assert {usual.median for hour, usual in known.items() if hour >= 6} == {80}


def test_the_day_itself_is_no_history_of_its_own() -> None:
    hours = [_hour(3, 60), _hour(24 + 3, 200)]
    usual = usual_at(hours, MIDNIGHT + timedelta(hours=24 + 3, minutes=30), SHANGHAI)
    assert usual is not None
    assert (usual.median, usual.days) == (60, 1)
    assert usual_at(hours, MIDNIGHT + timedelta(hours=24 + 9), SHANGHAI) is None


def test_one_wild_day_does_not_move_what_is_usual() -> None:
    hours = [_hour(24 * day + 8) for day in range(14)] + [_hour(24 * 14 + 8, 150)]
    assert profile(hours, SHANGHAI)[8].median == 72


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ({}, [0, 1, 2, 3]),
        ({1: (0, 0)}, [0]),
        ({1: (0, 0), 3: (1, 1)}, [0, 3]),
        ({1: (0, 1)}, [0, 2, 3]),
        ({0: (1, 1)}, [0, 1, 2, 3]),
    ],
)
def test_hours_in_which_the_watch_was_off_do_not_count(words: dict[int, tuple[int, int]], kept: list[int]) -> None:
    hours = [_hour(number) for number in range(4)]
    worn = [_hour(number, 0.5, minimum=low or 0.0, maximum=high or 0.0) for number, (low, high) in words.items()]
    worn = [
        Hour(start=one.start, minimum=low, mean=0.5, maximum=high)
        for one, (low, high) in zip(worn, words.values(), strict=True)
    ]
    assert [one.start for one in while_worn(hours, worn)] == [hours[number].start for number in kept]


def test_seventy_two_usually_a_hundred_and_eighteen_now() -> None:
    memory = _memory(Usual(median=72, spread=8, days=20))
    (derived,) = derive(baseline_rule(), memory, report(heart_rate=118))
    assert (derived.value, derived.facts) == (118, {"usual": 72, "spread": 8, "days": 20, "z": 5.75})
    assert derived.verdict.limit is not None
    assert (derived.verdict.limit.severity, derived.verdict.limit.fires_at) == (Severity.INFO, 112)


@pytest.mark.parametrize(
    ("usual", "rate", "condition"),
    [
        (Usual(median=72, spread=8, days=20), 111, Condition.BETWEEN),
        (Usual(median=72, spread=8, days=20), 96, Condition.CLEAR),
        (Usual(median=72, spread=0.5, days=20), 101, Condition.BETWEEN),
        (Usual(median=72, spread=0.5, days=20), 102, Condition.BREACHED),
        (Usual(median=72, spread=8, days=13), 180, Condition.UNKNOWN),
        (None, 180, Condition.UNKNOWN),
        (None, 90, Condition.CLEAR),
        (Usual(median=45, spread=2, days=28), 90, Condition.CLEAR),
    ],
)
def test_what_is_unusual_is_judged_by_spread_days_and_what_is_anybodys(
    usual: Usual | None, rate: float, condition: Condition
) -> None:
    (derived,) = derive(baseline_rule(), _memory(usual), report(heart_rate=rate))
    assert derived.verdict.condition is condition


def test_a_watch_off_the_wrist_is_not_unusual() -> None:
    memory = _memory(Usual(median=72, spread=8, days=20))
    (derived,) = derive(baseline_rule(), memory, report(heart_rate=180), believed=False)
    assert (derived.verdict.condition, derived.observed_at) == (Condition.UNKNOWN, NOW)
