"""NEWS2: every band edge of every parameter on both scales, and what is not known."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alerts import AlertState
from domain.deriving import PersonMemory, derive
from domain.evaluation import Condition
from domain.metrics import METRICS
from domain.news2 import CALM, PARAMETERS, calm_between, points, score, tempered
from domain.severity import Severity
from tests.domain.derivings import report, score_rule
from tests.domain.making import firing, threshold

# parameter: (first value of a band, last value of it, points), in the steps that the score rounds to
TABLE: dict[str, list[tuple[float, float, int]]] = {
    "respiratory_rate": [(3, 8, 3), (9, 11, 1), (12, 20, 0), (21, 24, 2), (25, 80, 3)],
    "spo2": [(40, 91, 3), (92, 93, 2), (94, 95, 1), (96, 100, 0)],
    "oxygen": [(0, 0, 0), (1, 1, 2)],
    "systolic_pressure": [(40, 90, 3), (91, 100, 2), (101, 110, 1), (111, 219, 0), (220, 300, 3)],
    "heart_rate": [(20, 40, 3), (41, 50, 1), (51, 90, 0), (91, 110, 1), (111, 130, 2), (131, 300, 3)],
    "consciousness": [(0, 0, 0), (1, 4, 3)],
    "body_temperature": [(25, 35.0, 3), (35.1, 36.0, 1), (36.1, 38.0, 0), (38.1, 39.0, 1), (39.1, 45, 2)],
}
SCALE_2_AIR = [(40, 83, 3), (84, 85, 2), (86, 87, 1), (88, 92, 0), (93, 100, 0)]
SCALE_2_OXYGEN = [(40, 83, 3), (84, 85, 2), (86, 87, 1), (88, 92, 0), (93, 94, 1), (95, 96, 2), (97, 100, 3)]
EDGES = [(name, edge, row[2]) for name, rows in TABLE.items() for row in rows for edge in row[:2]]


@pytest.mark.parametrize(("parameter", "value", "expected"), EDGES)
def test_a_band_ends_at_its_edge(parameter: str, value: float, expected: int) -> None:
    assert points(parameter, value) == expected


@pytest.mark.parametrize("scale_and_rows", [(False, SCALE_2_AIR), (True, SCALE_2_OXYGEN)])
def test_a_band_of_scale_2_ends_at_its_edge(scale_and_rows: tuple[bool, list[tuple[float, float, int]]]) -> None:
    on_oxygen, rows = scale_and_rows
    for first, last, expected in rows:
        assert [points("spo2", edge, scale=2, on_oxygen=on_oxygen) for edge in (first, last)] == [expected] * 2


def test_the_table_names_all_seven_and_leaves_no_value_out() -> None:
    assert set(TABLE) == set(PARAMETERS)
    for name, rows in TABLE.items():
        step = 0.1 if name == "body_temperature" else 1
        assert (rows[0][0], rows[-1][1]) == (METRICS[name].lowest, METRICS[name].highest)
        assert all(after[0] == pytest.approx(before[1] + step) for before, after in pairwise(rows))


@pytest.mark.parametrize(
    ("parameter", "value", "expected"),
    [
        *[("heart_rate", 90.49, 0), ("heart_rate", 90.5, 1), ("spo2", 95.5, 0), ("spo2", 95.4, 1)],
        *[("body_temperature", 36.05, 0), ("body_temperature", 36.04, 1), ("body_temperature", 38.05, 1)],
    ],
)
def test_a_value_is_rounded_before_it_is_banded(parameter: str, value: float, expected: int) -> None:
    assert points(parameter, value) == expected


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_points_never_fall_on_the_way_from_normal(parameter: str) -> None:
    metric, step = METRICS[parameter], 0.05
    up = [CALM[parameter] + step * n for n in range(int((metric.highest - CALM[parameter]) / step) + 1)]
    down = [CALM[parameter] - step * n for n in range(int((CALM[parameter] - metric.lowest) / step) + 1)]
    for way in (up, down):
        given_points = [points(parameter, value) for value in way]
        assert given_points[0] == 0
        assert given_points == sorted(given_points)


_VALUES = st.fixed_dictionaries({name: st.floats(METRICS[name].lowest, METRICS[name].highest) for name in PARAMETERS})


@given(values=_VALUES, missing=st.sets(st.sampled_from(PARAMETERS)), scale=st.sampled_from([1, 2]))
def test_what_is_missing_never_raises_the_score(values: dict[str, float], missing: set[str], scale: int) -> None:
    known = {name: value for name, value in values.items() if name not in missing}
    assert score(known, scale=scale).total <= score(values, scale=scale).total
    assert score(known, scale=scale).facts()["known"] == 7 - len(missing)


@given(values=_VALUES)
def test_the_sum_is_the_sum_of_its_points(values: dict[str, float]) -> None:
    found = score(values)
    facts = {name.removeprefix("points_"): number for name, number in found.facts().items() if name != "known"}
    assert found.total == sum(facts.values())
    assert found.red == (3 in found.points.values())


@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize("parameter", PARAMETERS)
def test_a_calm_value_scores_nothing_whatever_else_is_known(parameter: str, scale: int) -> None:
    low, high = calm_between(parameter, scale=scale)
    tried = (METRICS[parameter].lowest + 0.05 * n for n in range(6000))
    calm = [value for value in tried if low < value < high and value <= METRICS[parameter].highest]
    assert bool(calm) == ((parameter, scale) != ("spo2", 2))
    assert not any(points(parameter, value, scale=scale, on_oxygen=on) for value in calm for on in (False, True))


def test_a_score_says_how_many_of_seven_it_knows() -> None:
    (derived,) = derive(score_rule(), PersonMemory(), report(heart_rate=120, spo2=92, respiratory_rate=22))
    assert derived.value == 6
    assert derived.facts == {"known": 3, "points_heart_rate": 2, "points_spo2": 2, "points_respiratory_rate": 2}
    assert derived.verdict.limit is not None
    assert derived.verdict.limit.severity is Severity.WARNING


def _severity(**values: float) -> Severity | None:
    (derived,) = derive(score_rule(), PersonMemory(), report(**values))  # type: ignore[arg-type]  # metrics, by name
    return derived.verdict.limit.severity if derived.verdict.limit else None


def test_five_points_are_a_warning_and_seven_an_emergency() -> None:
    assert _severity(heart_rate=120, spo2=92) is None
    assert _severity(heart_rate=120, spo2=92, body_temperature=38.5) is Severity.WARNING
    assert _severity(heart_rate=135, spo2=92, respiratory_rate=22) is Severity.CRITICAL


def test_one_red_parameter_is_information_where_its_own_limit_does_not_say_all() -> None:
    assert _severity(heart_rate=135, spo2=97) is None
    assert _severity(heart_rate=135, spo2=95) is Severity.INFO
    assert _severity(consciousness=1) is Severity.WARNING


def test_oxygen_decides_scale_2() -> None:
    memory = PersonMemory(oxygen_scale=2)
    assert derive(score_rule(), memory, report(spo2=97))[0].value == 0
    assert derive(score_rule(), memory, report(60, oxygen=1))[0].value == 5


def test_a_parameter_that_is_too_old_is_not_known() -> None:
    memory = PersonMemory()
    derive(score_rule(), memory, report(heart_rate=135, spo2=92))
    (later,) = derive(score_rule(), memory, report(2 * 3600, respiratory_rate=22))
    assert (later.value, later.facts["known"]) == (2, 1)


def test_an_older_parameter_never_overturns_a_newer_one() -> None:
    memory = PersonMemory()
    derive(score_rule(), memory, report(60, heart_rate=70))
    (older,) = derive(score_rule(), memory, report(0, heart_rate=135))
    (now,) = derive(score_rule(), memory, report(61, spo2=97))
    assert (older.value, now.value) == (0, 0)


def test_a_watch_off_the_wrist_gives_no_parameter() -> None:
    memory = PersonMemory()
    (derived,) = derive(score_rule(), memory, report(heart_rate=20, spo2=50), believed=False)
    assert (derived.value, derived.facts) == (0, {"known": 0})


def test_a_score_is_clear_only_when_what_scored_is_known_again() -> None:
    rule, memory = score_rule(), PersonMemory()
    before = {"known": 3.0, "points_heart_rate": 2.0, "points_spo2": 3.0}
    assert derive(rule, memory, report(heart_rate=70), before=before)[0].verdict.condition is Condition.UNKNOWN
    assert derive(rule, memory, report(60, spo2=97), before=before)[0].verdict.condition is Condition.CLEAR


def test_the_score_is_information_while_a_limit_as_severe_is_told() -> None:
    (derived,) = derive(score_rule(), PersonMemory(), report(heart_rate=135, spo2=92, respiratory_rate=22))
    single = firing(threshold("heart_rate_high"), 135)
    muted, pending = replace(single, step=-1), replace(single, state=AlertState.PENDING)
    other = replace(single, metric="glucose")
    mild = replace(single, severity=Severity.WARNING)

    def severity(*others: object) -> Severity:
        limit = tempered(derived.verdict, derived.facts, others).limit  # type: ignore[arg-type]  # test data
        assert limit is not None
        return limit.severity

    assert severity(single) is Severity.INFO
    assert {severity(), severity(muted), severity(pending), severity(other, mild)} == {Severity.CRITICAL}
