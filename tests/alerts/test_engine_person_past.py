"""What scores, rates and counters know of a person after a restart: from the readings' store, and from open alerts."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts import engine_recalling
from alerts.engine_asking import PastDied
from alerts.engine_person_past import PersonPastBehind, Question, remembered
from domain.alerts import Alert, AlertState
from domain.errors import StoreAway
from store.readings import ReadingStore
from store.records import Records
from tests.alerts.engine_rig import START
from tests.alerts.person_rig import PersonRig
from tests.neighbourhood import DOOR, MONITOR, MRS_LIN, WATCH

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SCORES = {"spo2": HOUR, "heart_rate": HOUR, "oxygen": timedelta(days=30)}
QUESTION = Question(MRS_LIN, START, SCORES, {"systolic_pressure": HOUR})


@pytest.fixture
def rig(records: Records, tmp_path: Path) -> Iterator[PersonRig]:
    """Give Mrs Lin and a store; it is closed at the end."""
    made = PersonRig(records, tmp_path)
    yield made
    made.store.close()


def _score(rig: PersonRig) -> Alert | None:
    return rig.alert("news2_high")


def _twice(rig: PersonRig, **values: Any) -> None:
    for _ in range(2):
        rig.say(**values)
        rig.wait(minutes=1)


def test_oxygen_that_somebody_entered_weeks_ago_counts_after_a_restart(rig: PersonRig) -> None:
    rig.rest(START - timedelta(days=20), MONITOR, oxygen=1)
    rig.restart()
    _twice(rig, heart_rate=99, spo2=93)
    score = _score(rig)
    assert score is not None
    assert (score.value, score.facts["points_oxygen"]) == (5, 2)


def test_on_scale_2_oxygen_that_is_known_from_before_makes_the_points(rig: PersonRig) -> None:
    rig.records.people.set_oxygen_scale(MRS_LIN, 2, "officer", "COPD", START)
    rig.rest(START - timedelta(days=20), MONITOR, oxygen=1)
    rig.restart()
    _twice(rig, heart_rate=99, spo2=97)
    score = _score(rig)
    assert score is not None
    assert (score.value, score.facts["points_spo2"]) == (6, 3)


def test_a_reading_of_a_monitor_is_judged_again_with_the_past(rig: PersonRig) -> None:
    rig.rest(START - 2 * HOUR, MONITOR, consciousness=1)
    rig.restart()
    rig.say("monitor-lin", heart_rate=115, spo2=93)
    rig.wait(minutes=1)
    rig.say(heart_rate=115)
    score = _score(rig)
    assert score is not None
    assert (score.value, score.state, score.started_at) == (7, AlertState.FIRING, START)


def test_the_second_reading_of_a_watch_is_judged_with_the_past(rig: PersonRig) -> None:
    rig.rest(START - 2 * HOUR, MONITOR, consciousness=1)
    rig.restart()
    rig.say(heart_rate=115, spo2=93)
    rig.wait(minutes=1)
    _twice(rig, heart_rate=115, spo2=93)
    score = _score(rig)
    assert score is not None
    assert (score.value, score.state) == (7, AlertState.FIRING)


def test_an_older_input_never_overwrites_a_newer_one(rig: PersonRig) -> None:
    rig.rest(START - MINUTE, MONITOR, oxygen=1)
    rig.restart()
    rig.say("monitor-lin", oxygen=False)
    _twice(rig, heart_rate=99, spo2=93)
    assert _score(rig) is None


def test_what_is_too_old_for_the_score_stays_unknown(rig: PersonRig) -> None:
    rig.rest(START - timedelta(hours=13), MONITOR, consciousness=1)
    rig.restart()
    _twice(rig, heart_rate=92)
    assert _score(rig) is None


def test_a_watch_that_was_off_before_a_restart_showed_nothing_of_the_body(rig: PersonRig) -> None:
    rig.rest(START - timedelta(minutes=20), worn=0)
    rig.rest(START - timedelta(minutes=10), spo2=92, heart_rate=120)
    rig.restart()
    _twice(rig, worn=True, heart_rate=105, body_temperature=38.3)
    assert _score(rig) is None
    assert set(remembered(rig.records.registry.worn_by, rig.store, QUESTION).inputs) == set()


def test_a_rise_across_a_restart_is_found_though_the_cuff_is_put_on_only_once_after_it(rig: PersonRig) -> None:
    rig.rest(START - timedelta(minutes=40), MONITOR, systolic_pressure=112)
    rig.restart()
    rig.say("monitor-lin", systolic_pressure=145)
    rig.wait(seconds=1)
    alert = rig.alert("systolic_pressure_rise")
    assert alert is not None
    assert (alert.value, alert.facts["from"], alert.facts["within_s"]) == (145, 112, 2400)


def test_a_score_of_many_values_is_not_judged_twice_for_one_more_restart(rig: PersonRig) -> None:
    rig.rest(START - timedelta(days=20), MONITOR, oxygen=1)
    _twice(rig, heart_rate=99, spo2=93)
    _twice(rig, heart_rate=99, spo2=93)
    told, known = rig.told(), [(one.rule, one.severity) for one in rig.alerts()]
    for _ in range(3):
        rig.restart()
        _twice(rig, heart_rate=99, spo2=93)
    assert len([one for one in rig.alerts() if one.rule == "news2_high"]) == 1
    assert [(one.rule, one.severity) for one in rig.alerts()] == known
    assert rig.told() == told


def test_missing_reports_are_still_missing_after_a_restart(rig: PersonRig) -> None:
    rig.say(seq=1, heart_rate=70)
    rig.say(seq=15, heart_rate=70)
    for seq in range(16, 28):
        rig.wait(minutes=1)
        rig.say(seq=seq, heart_rate=70)
    assert [one.state for one in rig.alerts() if one.rule == "reports_missing"] == [AlertState.FIRING]
    rig.restart()
    for seq in range(28, 40):
        rig.wait(minutes=1)
        rig.say(seq=seq, heart_rate=70)
    assert [one.state for one in rig.alerts() if one.rule == "reports_missing"] == [AlertState.FIRING]


def test_missing_reports_are_over_an_hour_after_the_last_at_the_latest(rig: PersonRig) -> None:
    test_missing_reports_are_still_missing_after_a_restart(rig)
    for seq in range(40, 120):
        rig.wait(minutes=1)
        rig.say(seq=seq, heart_rate=70)
    assert [one.state for one in rig.alerts() if one.rule == "reports_missing"] == [AlertState.RESOLVED]


def _until_known(rig: PersonRig) -> None:
    until = time.monotonic() + 10
    while rig.engine.facts()["counts"]["residents_without_past"]:  # type: ignore[index]
        assert time.monotonic() < until
        rig.wait(seconds=1)
        time.sleep(0.005)


def test_a_store_that_is_away_is_asked_again_and_no_alert_waits_for_it(rig: PersonRig) -> None:
    asked: list[int] = []

    def back_at_the_third() -> ReadingStore:
        asked.append(1)
        if len(asked) < 3:
            raise StoreAway("gone")
        return rig.store

    rig.rest(START - timedelta(days=20), MONITOR, oxygen=1)
    rig.person_past = past = PersonPastBehind(back_at_the_third, rig.records.registry.worn_by, pause=0.05)
    rig.restart()
    _twice(rig, heart_rate=99, spo2=93)
    assert rig.alert("spo2_low") is not None
    _until_known(rig)
    past.close()
    _twice(rig, heart_rate=99, spo2=93)
    score = _score(rig)
    assert score is not None
    assert (len(asked), score.value) == (3, 5)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_dies_ends_the_service(rig: PersonRig) -> None:
    rig.person_past = PersonPastBehind(lambda: 1 / 0, rig.records.registry.worn_by)  # type: ignore[arg-type, return-value]
    rig.restart()
    rig.say(heart_rate=99)
    with pytest.raises(PastDied):
        _until_known(rig)


def test_only_so_many_are_asked_for_at_one_time_and_so_much_is_kept(
    rig: PersonRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_recalling, "AT_ONCE", 0)
    rig.restart()
    for _ in range(9):
        rig.say("monitor-lin", heart_rate=99)
        rig.wait(minutes=1)
    recalling = rig.engine._judge.recalling
    assert (recalling.unknown, len(recalling._kept[MRS_LIN])) == (1, engine_recalling.OF_ONE)


def test_what_somebody_else_was_read_is_none_of_hers(rig: PersonRig) -> None:
    rig.rest(START - timedelta(days=400), MONITOR, oxygen=1)
    rig.rest(START - timedelta(minutes=5), WATCH, spo2=96)
    rig.rest(START - timedelta(minutes=5), DOOR, door=1)
    found = remembered(rig.records.registry.worn_by, rig.store, QUESTION)
    assert {name: one.value for name, one in found.inputs.items()} == {"spo2": 96}
