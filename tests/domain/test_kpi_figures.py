"""How well alerts were answered, held against what telecare centres are held to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alerts import Disposition
from domain.kpi_figures import Spread, false_alarms, figures, figures_by, per_resident_and_day
from domain.kpis import AnsweredAlert
from domain.severity import Severity

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def _alert(answered: float | None = None, **changes: object) -> AnsweredAlert:
    """Mrs Lin's oxygen fell; somebody answered after so many seconds."""
    fell = AnsweredAlert(
        alert="a",
        resident="lin-xiuying",
        building="building-3",
        site="lin-lane",
        rule="spo2_low",
        severity=Severity.CRITICAL,
        technical=False,
        fired_at=NOW,
        acknowledged_at=None if answered is None else NOW + answered * SECOND,
    )
    return replace(fell, **changes)  # type: ignore[arg-type]  # the fields of AnsweredAlert, by name


def test_shares_are_of_critical_alerts_answered_within_one_and_three_minutes() -> None:
    found = figures([_alert(20), _alert(60), _alert(61), _alert(180), _alert(181), _alert()])
    assert (found.critical, found.prompt, found.slow) == (6, 2 / 6, 4 / 6)
    assert figures([_alert(20, severity=Severity.WARNING)]).prompt is None


def test_what_was_over_by_itself_within_a_minute_is_neither_answered_nor_missed() -> None:
    passed = _alert(resolved_at=NOW + 50 * SECOND, resolved_by="alerts")
    lasted = _alert(resolved_at=NOW + 70 * SECOND, resolved_by="alerts")
    assert figures([passed]).critical == 0
    assert figures([passed]).alone == 1
    assert figures([passed, lasted]).prompt == 0


def test_a_resolution_by_a_person_is_an_answer_too() -> None:
    done = _alert(resolved_at=NOW + 30 * SECOND, resolved_by="steward-wang", disposition=Disposition.REAL)
    assert figures([done]).prompt == 1


def test_times_are_medians_and_what_nine_in_ten_stay_under() -> None:
    found = figures([_alert(seconds, first_told_at=NOW + 2 * SECOND) for seconds in range(10, 111, 10)])
    assert found.to_answer == Spread(median=60, p90=100)
    assert found.to_tell == Spread(median=2, p90=2)
    assert found.to_resolve == Spread()


def test_technical_alerts_are_left_out_and_unanswered_ladders_counted() -> None:
    found = figures([_alert(5, technical=True), _alert(unanswered_at=NOW + 840 * SECOND)])
    assert (found.alerts, found.unanswered) == (1, 1)


def test_areas_have_figures_of_their_own() -> None:
    those = [_alert(10), _alert(100, building="building-5"), _alert(10, building="")]
    found = figures_by(those, lambda one: one.building or None)
    assert {place: one.prompt for place, one in found.items()} == {"building-3": 1.0, "building-5": 0.0}


def test_the_rule_that_is_wrong_most_often_stands_first() -> None:
    said = [Disposition.REAL, Disposition.FALSE_ALARM, Disposition.DEVICE_FAULT, Disposition.TEST, None]
    those = [_alert(disposition=one, rule="door_left_open") for one in said] + [_alert(disposition=Disposition.REAL)]
    worst, best = false_alarms(those)
    assert (worst.rule, worst.alerts, worst.judged, worst.false, worst.share) == ("door_left_open", 5, 3, 2, 2 / 3)
    assert best.share == 0
    assert false_alarms([_alert()])[0].share is None


@pytest.mark.parametrize(("residents", "days", "rate"), [(10, 2, 0.1), (0, 2, 0.0), (10, 0, 0.0)])
def test_alerts_are_counted_per_resident_and_day(residents: int, days: int, rate: float) -> None:
    those = [_alert(), _alert(), _alert(technical=True)]
    assert per_resident_and_day(those, residents, NOW, NOW + timedelta(days=days)) == pytest.approx(rate)


@given(st.lists(st.one_of(st.none(), st.floats(0, 1000)), max_size=30))
def test_more_is_answered_within_three_minutes_than_within_one(answers: list[float | None]) -> None:
    found = figures([_alert(one) for one in answers])
    assert (found.prompt is None) == (not answers)
    assert found.prompt is None or found.slow is None or 0 <= found.prompt <= found.slow <= 1
