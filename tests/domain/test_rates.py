"""How far a metric rose within a while: order, windows, and what is remembered."""

import random
from array import array
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deriving import PersonMemory, derive
from domain.evaluation import Condition
from domain.limits import Limit, Side
from domain.rates import change, put, readings
from domain.severity import Severity
from tests.domain.derivings import rate_rule, report

HOUR = timedelta(hours=1)
Reading = tuple[float, float]


def _recent(*those: Reading, within: timedelta = HOUR) -> "array[float]":
    recent = array("d")
    for at, value in those:
        put(recent, at, value, within)
    return recent


def _said(memory: PersonMemory, minutes: float, pressure: float) -> list[tuple[Condition, float | None]]:
    derived = derive(rate_rule(), memory, report(60 * minutes, systolic_pressure=pressure))
    return [(one.verdict.condition, one.value) for one in derived]


def test_thirty_mmhg_in_an_hour_fire_and_say_from_where() -> None:
    memory = PersonMemory()
    derive(rate_rule(), memory, report(0, systolic_pressure=125))
    (derived,) = derive(rate_rule(), memory, report(3000, systolic_pressure=155))
    assert (derived.value, derived.facts) == (155, {"from": 125, "within_s": 3000})
    assert derived.verdict.limit == Limit(severity=Severity.INFO, fires_at=155, clears_at=145)


@pytest.mark.parametrize(
    ("minutes", "pressure", "condition"),
    [
        *[(50, 154, Condition.BETWEEN), (50, 145, Condition.CLEAR), (60, 155, Condition.BREACHED)],
        *[(61, 155, Condition.UNKNOWN), (50, 90, Condition.CLEAR)],
    ],
)
def test_a_rise_is_judged_by_its_size_and_its_while(minutes: float, pressure: float, condition: Condition) -> None:
    memory = PersonMemory()
    _said(memory, 0, 125)
    assert _said(memory, minutes, pressure)[0][0] is condition


def test_a_first_reading_says_nothing_of_a_rate() -> None:
    assert _said(PersonMemory(), 0, 190) == [(Condition.UNKNOWN, None)]


def test_a_fall_is_judged_by_a_rule_for_falls() -> None:
    rule, memory = replace(rate_rule(), side=Side.BELOW), PersonMemory()
    derive(rule, memory, report(0, systolic_pressure=150))
    (derived,) = derive(rule, memory, report(600, systolic_pressure=118))
    assert derived.verdict.limit is not None
    assert (derived.value, derived.verdict.limit.fires_at, derived.facts["from"]) == (118, 120, 150)


def test_a_late_reading_shows_that_newer_ones_rose() -> None:
    memory = PersonMemory()
    _said(memory, 20, 150)
    _said(memory, 30, 160)
    late = derive(rate_rule(), memory, report(60 * 10, systolic_pressure=125))
    assert [(one.value, one.verdict.condition) for one in late[1:]] == [
        (150, Condition.BETWEEN),
        (160, Condition.BREACHED),
    ]
    assert [(one.observed_at - late[0].observed_at) / timedelta(minutes=1) for one in late] == [0, 10, 20]


def test_a_watch_off_the_wrist_says_nothing_and_is_not_remembered() -> None:
    memory = PersonMemory()
    (derived,) = derive(rate_rule(), memory, report(0, systolic_pressure=60), believed=False)
    assert (derived.verdict.condition, memory.recent) == (Condition.UNKNOWN, None)


def test_each_rule_of_a_person_has_readings_of_its_own() -> None:
    memory = PersonMemory()
    said = [("a", 100), ("b", 60), ("c", 36), ("b", 70), ("a", 130), ("c", 37), ("b", 80)]
    for at, (rule, value) in enumerate(said):
        memory.read(rule, 600 * at, value, HOUR)
    found = {rule: [value for _, value in readings(memory.readings_of(rule))] for rule in "abcd"}
    assert found == {"a": [100, 130], "b": [60, 70, 80], "c": [36, 37], "d": []}


def test_a_lone_reading_back_at_the_beginning_ends_the_alert() -> None:
    before = {"from": 125.0, "within_s": 600.0}
    back = derive(rate_rule(), PersonMemory(), report(0, systolic_pressure=126), before=before)
    still = derive(rate_rule(), PersonMemory(), report(0, systolic_pressure=150), before=before)
    assert [one.verdict.condition for one in (*back, *still)] == [Condition.CLEAR, Condition.UNKNOWN]


def test_what_is_remembered_is_bounded() -> None:
    recent = _recent(*((at, 100 + at % 7) for at in range(0, 86_400, 5)))
    assert len(recent) <= 2 * 2 * 26
    assert recent[0] >= 86_400 - 3600 - 610


_READINGS = st.lists(
    st.tuples(st.integers(0, 4000), st.integers(80, 220)), min_size=1, max_size=40, unique_by=lambda one: one[0]
)


@given(those=_READINGS, seed=st.integers(), again=st.integers(0, 2))
def test_shuffles_and_duplicates_are_remembered_as_the_sorted_readings(
    those: list[tuple[int, int]], seed: int, again: int
) -> None:
    shuffled = those * (1 + again)
    random.Random(seed).shuffle(shuffled)
    assert _recent(*shuffled) == _recent(*sorted(those))


@given(those=_READINGS)
def test_a_rise_is_that_of_all_readings_where_none_stand_close_together(those: list[tuple[int, int]]) -> None:
    apart = [(200.0 * at, float(value)) for at, value in sorted(those)]
    recent = _recent(*apart)
    at, value = apart[-1]
    before = [read for time, read in apart if at - 3600 <= time < at]
    found = change(recent, at, value, HOUR, Side.ABOVE)
    assert (found.by if found else None) == (max(value - min(before), 0) if before else None)
    assert list(readings(recent, at)) == []
