"""Order and age: late readings, buffers of a whole night, readings that overtake each other."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from alerts.engine_recall import Recalled
from domain.alerts import AlertState
from domain.moves import HISTORY
from domain.severity import Severity
from store.records import Records
from tests.alerts.engine_rig import START, Rig
from tests.neighbourhood import DAUGHTER, MRS_LIN, STEWARD, WATCH


def test_a_critical_reading_of_an_hour_ago_is_told_as_history(rig: Rig) -> None:
    rig.say(heart_rate=70)
    rig.say(at=rig.now - timedelta(hours=1), heart_rate=180)
    assert rig.told() == [f"{STEWARD}: history"]
    alert = rig.only_alert()
    assert (alert.state, alert.late, alert.note) == (AlertState.RESOLVED, True, HISTORY)


def test_a_mild_reading_of_an_hour_ago_is_written_down_and_told_to_nobody(rig: Rig) -> None:
    rig.say(heart_rate=70)
    rig.say(at=rig.now - timedelta(hours=1), heart_rate=110)
    assert rig.only_alert().state is AlertState.RESOLVED
    assert rig.told() == []


def test_a_buffer_of_a_night_with_a_hundred_critical_readings_is_one_story(rig: Rig) -> None:
    rig.say(heart_rate=70)
    night = [rig.now - timedelta(minutes=600 - minute) for minute in range(500)]
    rig.engine.handle([rig.message(at=at, heart_rate=180 if i % 5 == 0 else 70) for i, at in enumerate(night)])
    assert rig.told() == [f"{STEWARD}: history"]
    alert = rig.only_alert()
    assert (alert.started_at, alert.ended_at) == (night[0], night[495])


def test_a_buffer_in_several_batches_is_one_story_even_over_a_restart(rig: Rig) -> None:
    rig.say(heart_rate=70)
    for hours in (5, 4, 3):
        rig.say(at=rig.now - timedelta(hours=hours), heart_rate=180)
        rig.restart()
        rig.say(at=rig.now, heart_rate=70)
    assert rig.told() == [f"{STEWARD}: history"]


def test_a_story_that_becomes_critical_is_told_then(rig: Rig) -> None:
    rig.say(heart_rate=70)
    rig.say(at=rig.now - timedelta(hours=2), heart_rate=110)
    rig.say(at=rig.now - timedelta(hours=1), heart_rate=180)
    assert rig.told() == [f"{STEWARD}: history"]
    assert rig.only_alert().severity is Severity.CRITICAL


def test_a_late_reading_beside_an_open_alert_does_not_move_it(rig: Rig) -> None:
    rig.say(heart_rate=110)
    rig.say(at=rig.now - timedelta(hours=1), heart_rate=180)
    history, live = rig.alerts()
    assert (live.severity, live.state) == (Severity.WARNING, AlertState.FIRING)
    assert history.state is AlertState.RESOLVED
    assert rig.told() == [f"{DAUGHTER}: first", f"{STEWARD}: first", f"{STEWARD}: history"]


def test_a_late_critical_reading_that_nothing_overtook_rings_at_once(rig: Rig) -> None:
    rig.say(at=rig.now - timedelta(hours=1), heart_rate=180)
    assert rig.only_alert().state is AlertState.FIRING
    assert rig.only_alert().late
    assert rig.told() == [f"{DAUGHTER}: first", f"{STEWARD}: first"]


def test_an_older_clear_reading_does_not_end_a_newer_breach(rig: Rig) -> None:
    rig.say(heart_rate=180)
    for minutes in (5, 2):
        rig.say(at=rig.now - timedelta(minutes=minutes), heart_rate=70)
    assert rig.only_alert().clear_since is None
    assert rig.only_alert().value == 180


def test_the_order_holds_over_a_restart_while_an_alert_is_open(rig: Rig) -> None:
    rig.say(heart_rate=180)
    rig.restart()
    rig.say(at=rig.now - timedelta(minutes=1), heart_rate=70)
    assert rig.only_alert().value == 180


def test_metrics_have_an_order_of_their_own(rig: Rig) -> None:
    rig.say(spo2=97)
    rig.say(at=rig.now - timedelta(minutes=20), heart_rate=180)
    assert rig.only_alert().state is AlertState.FIRING


def test_what_was_observed_before_the_device_was_hers_is_not_hers(rig: Rig) -> None:
    rig.say(at=rig.now - timedelta(days=400), heart_rate=180)
    assert rig.alerts() == []


def test_one_devices_full_battery_says_nothing_of_anothers(rig: Rig) -> None:
    rig.say("watch-lin", battery=15)
    for _ in range(3):
        rig.wait(minutes=2)
        rig.say("monitor-lin", battery=100)
    assert rig.only_alert().state is AlertState.FIRING
    for _ in range(2):
        rig.wait(minutes=2)
        rig.say("watch-lin", battery=100)
    assert rig.only_alert().state is AlertState.RESOLVED


def test_a_clock_that_stands_in_1970_still_rings(rig: Rig) -> None:
    rig.engine.handle([rig.raw("care/v1/lin-lane/watch-lin/readings", b'{"ts":1000,"heart_rate":180}')])
    assert [one.state for one in rig.alerts() if not one.technical] == [AlertState.FIRING]


def test_a_breach_that_calm_readings_overtook_rings_at_once_and_ends_as_they_say(records: Records) -> None:
    def recall(resident: str, metric: str, start: datetime, end: datetime) -> Sequence[Recalled]:
        asked.append((resident, metric, start))
        return [Recalled(WATCH, at, 70) for at in calm if start <= at < end]

    asked: list[tuple[str, str, datetime]] = []
    rig = Rig(records, recall=recall)
    calm = [rig.now - timedelta(seconds=seconds) for seconds in (240, 100)]
    for at in calm:
        rig.say(at=at, heart_rate=70)
    breach = rig.now - timedelta(seconds=300)
    rig.say(at=breach, heart_rate=180)
    assert asked == []
    assert rig.told() == [f"{DAUGHTER}: first", f"{STEWARD}: first"]
    rig.say(heart_rate=75)
    assert asked == [(MRS_LIN, "heart_rate", breach)]
    assert (rig.only_alert().state, rig.only_alert().ended_at) == (AlertState.RESOLVED, calm[1])


def test_what_is_worse_than_an_alert_that_is_over_is_told_as_history(rig: Rig) -> None:
    for minutes, rate in ((0, 110), (1, 110), (2, 70), (4, 70)):
        rig.now = START + timedelta(minutes=minutes)
        rig.say(heart_rate=rate)
    rig.restart()
    rig.say("monitor-lin", at=START + timedelta(seconds=30), heart_rate=180)
    alert = rig.only_alert()
    assert (alert.state, alert.severity, alert.worst) == (AlertState.RESOLVED, Severity.CRITICAL, 180)
    assert rig.told() == [f"{DAUGHTER}: first", f"{STEWARD}: first", f"{STEWARD}: history"]


def test_a_resident_who_is_well_again_is_kept_in_mind_no_longer(rig: Rig) -> None:
    for minutes, rate in ((0, 110), (2, 70), (4, 70), (25, 70)):
        rig.now = START + timedelta(minutes=minutes)
        rig.say(heart_rate=rate)
        kept = rig.engine._state.resident(MRS_LIN).lately
        assert (kept is None) == (minutes == 25)
