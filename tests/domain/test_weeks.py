"""A week of somebody's life: its days, its numbers, and what is said of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alerts import Disposition
from domain.baselines import Hour
from domain.people import Scope
from domain.rules import RuleKind
from domain.severity import Severity
from domain.week_alerts import Ended, WeekAlert, median_answer
from domain.week_home import DayAtHome, Told, days_at_home
from domain.week_vitals import Against, Stretch, VitalWeek, vital_week
from domain.weeks import State, Week, last_whole_day, whole

ZONE, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
WEEK = Week(last=date(2026, 11, 23), zone=ZONE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUIET = tuple(
    DayAtHome(day=day, opened=3, first_opened=None, last_opened=None, steps=None, moved_hours=None) for day in WEEK.days
)


def _stretch(at: datetime, value: float, count: int = 1) -> Stretch:
    return Stretch(start=at, minimum=value - 1, mean=value, maximum=value + 1, count=count)


def _vitals(*values: float, history: float | None = None) -> VitalWeek:
    hours = [] if history is None else [_hour(WEEK.start - back * DAY, history) for back in range(1, 11)]
    week = [_stretch(WEEK.start + number * DAY, value) for number, value in enumerate(values)]
    found = vital_week("heart_rate", WEEK.days, ZONE, week=week, before=[], history=hours)
    assert found is not None
    return found


def _hour(start: datetime, value: float) -> Hour:
    return Hour(start=start, minimum=value - 5, mean=value, maximum=value + 5)


def _alert(severity: Severity = Severity.WARNING, ended: Ended = Ended.REAL, seconds: float | None = 40) -> WeekAlert:
    return WeekAlert(
        alert="a",
        rule="spo2_low",
        kind=RuleKind.THRESHOLD,
        metric="spo2",
        side=None,
        severity=severity,
        fired_at=WEEK.start,
        value=88,
        answered_by="steward-wang",
        answered_seconds=seconds,
        ended=ended,
        ended_at=None,
    )


def test_a_week_is_seven_local_days() -> None:
    assert (WEEK.days[0], WEEK.days[-1], len(WEEK.days)) == (date(2026, 11, 17), date(2026, 11, 23), 7)
    assert WEEK.start == datetime(2026, 11, 16, 16, tzinfo=UTC)
    assert WEEK.before.end == WEEK.start
    assert Week(last=date(2026, 10, 28), zone=BERLIN).end - Week(last=date(2026, 10, 28), zone=BERLIN).start == (
        7 * DAY + HOUR
    ), "clocks went back"


def test_the_last_whole_day_is_yesterday_where_they_live() -> None:
    late = datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert (last_whole_day(late, ZONE), last_whole_day(late, BERLIN)) == (date(2026, 11, 24), date(2026, 11, 23))


def test_a_vital_sign_is_held_against_what_is_usual() -> None:
    assert [_vitals(value, history=70).against for value in (70, 99, 41)] == [
        Against.USUAL,
        Against.HIGHER,
        Against.LOWER,
    ]
    assert (_vitals(70).against, _vitals(70).usual) == (Against.UNKNOWN, None)


def test_nothing_is_usual_before_a_week_is_known() -> None:
    hours = [_hour(WEEK.start - back * DAY, 70) for back in range(1, 7)]
    week = [_stretch(WEEK.start, 150)]
    found = vital_week("heart_rate", WEEK.days, ZONE, week=week, before=[], history=hours)
    assert found is not None
    assert (found.against, found.usual) == (Against.UNKNOWN, None)


def test_a_metric_that_was_not_read_is_not_there() -> None:
    assert vital_week("weight", WEEK.days, ZONE, week=[], before=[_stretch(WEEK.before.start, 50)], history=[]) is None


@given(st.lists(st.tuples(st.integers(40, 180), st.integers(1, 5)), min_size=1, max_size=20))
def test_the_median_counts_every_reading(values: list[tuple[int, int]]) -> None:
    week = [_stretch(WEEK.start + number * HOUR, value, count) for number, (value, count) in enumerate(values)]
    found = vital_week("heart_rate", WEEK.days, ZONE, week=week, before=[], history=[])
    assert found is not None
    every = sorted(value for value, count in values for _ in range(count))
    middle = (every[(len(every) - 1) // 2] + every[len(every) // 2]) / 2
    assert found.summary.median == middle
    assert found.readings == len(every) == sum(one.readings for one in found.days)


def test_a_day_at_home_counts_openings_and_not_words() -> None:
    at = WEEK.start + 9 * HOUR
    words = [(at, 1.0), (at + HOUR, 1.0), (at + 2 * HOUR, 0.0), (at + 3 * HOUR, 1.0)]
    steps = [_stretch(WEEK.start + 8 * HOUR, 99), _stretch(WEEK.start + 20 * HOUR, 2999)]
    first, second, *_ = days_at_home(WEEK.days, ZONE, Told(doors={"d": words}, steps={"w": steps}, motion={}))
    assert (first.opened, first.first_opened, first.last_opened) == (2, at, at + 3 * HOUR)
    assert (first.steps, first.moved_hours) == (3000, None)
    assert not second.is_heard


def test_hours_with_movement_are_counted_once() -> None:
    quarters = [_stretch(WEEK.start + number * HOUR / 4, 0.0) for number in range(8)]
    still = [replace(one, maximum=float(number == 5)) for number, one in enumerate(quarters)]
    first, *_ = days_at_home(WEEK.days, ZONE, Told(doors={}, steps={}, motion={"m": still, "n": still}))
    assert first.moved_hours == 1


@pytest.mark.parametrize(
    ("alerts", "vitals", "state"),
    [
        ([_alert(ended=Ended.OPEN)], _vitals(70), State.OPEN),
        ([_alert(Severity.CRITICAL)], _vitals(70), State.SERIOUS),
        ([_alert(Severity.CRITICAL, Ended.FALSE_ALARM)], _vitals(70), State.CALM),
        ([_alert()], _vitals(99, history=70), State.ALERTS),
        ([], _vitals(99, history=70), State.DIFFERENT),
        ([], _vitals(70), State.CALM),
    ],
)
def test_the_gravest_thing_names_the_week(alerts: list[WeekAlert], vitals: VitalWeek, state: State) -> None:
    assert whole([vitals], QUIET, alerts).state is state


def test_days_of_which_nothing_is_known_are_counted() -> None:
    assert whole([_vitals(70, 70, 70)], None, []).days_missing == 4
    assert whole([_vitals(70, 70, 70)], None, []).state is State.PATCHY
    assert whole([], [], []).state is State.UNKNOWN


def test_of_what_may_not_be_seen_nothing_is_said() -> None:
    blind = whole(None, None, [])
    assert (blind.days_missing, blind.measured, blind.state) == (None, 0, State.CALM)
    assert whole([_vitals(70)], QUIET, None).alerts is None
    assert whole(None, None, None).state is State.UNKNOWN


def test_the_middle_answer_is_of_those_who_answered() -> None:
    assert median_answer([_alert(seconds=20), _alert(seconds=60), _alert(seconds=None)]) == 40
    assert median_answer([_alert(seconds=None)]) is None


def test_every_disposition_and_every_kind_has_its_word() -> None:
    assert {one.value for one in Disposition} <= {one.value for one in Ended}
    assert len(Scope) == 4, "a new kind of data needs a place in the report"
