"""What the engine says of the devices themselves: clocks, counters, opened cases. One open alert for each rule."""

from datetime import timedelta

from domain.alerts import AlertState
from domain.severity import Severity
from tests.alerts.engine_rig import Rig


def test_a_clock_eight_hours_ahead_is_a_technical_alert_after_three_reports(rig: Rig) -> None:
    for n in range(3):
        assert rig.alert("clock_wrong") is None or rig.alert("clock_wrong").state is AlertState.PENDING  # type: ignore[union-attr]
        rig.say(at=rig.now + timedelta(hours=8, milliseconds=n), heart_rate=70)
        rig.wait(minutes=1)
    alert = rig.alert("clock_wrong")
    assert alert is not None
    assert (alert.state, alert.technical, alert.severity) == (AlertState.FIRING, True, Severity.WARNING)
    assert alert.value is not None
    assert round(alert.value) == 28_800


def test_a_clock_that_is_set_right_ends_it(rig: Rig) -> None:
    for hours in (8, 8, 8, 0, 0, 0):
        rig.say(at=rig.now + timedelta(hours=hours), heart_rate=70)
        rig.wait(minutes=2)
    alert = rig.alert("clock_wrong")
    assert alert is not None
    assert alert.state is AlertState.RESOLVED


def test_a_slow_clock_is_found_and_a_nights_buffer_is_none(rig: Rig) -> None:
    night = [rig.now - timedelta(minutes=600 - minute) for minute in range(600)]
    rig.engine.handle([rig.message("monitor-lin", at=at, heart_rate=70) for at in night])
    for _ in range(8):
        rig.say(at=rig.now - timedelta(hours=3), heart_rate=70)
        rig.wait(minutes=5)
        rig.say("monitor-lin", heart_rate=70)
    alert = rig.alert("clock_wrong")
    assert alert is not None
    assert (alert.device, alert.value, alert.state) == ("lin-lane.watch-lin", -10_800, AlertState.FIRING)
    assert [one.rule for one in rig.alerts()] == ["clock_wrong"]


def _count(rig: Rig, *numbers: int, device: str = "watch-lin") -> None:
    for seq in numbers:
        rig.say(device, seq=seq, heart_rate=70)
        rig.wait(minutes=1)


def test_many_missing_reports_are_told_once_they_have_not_come_for_a_while(rig: Rig) -> None:
    _count(rig, 1, 2, 30)
    assert (rig.only_alert().rule, rig.only_alert().state) == ("reports_missing", AlertState.PENDING)
    _count(rig, *range(31, 42))
    assert (rig.only_alert().state, rig.only_alert().value) == (AlertState.FIRING, 27)


def test_a_buffer_that_comes_after_a_gap_makes_no_alert(rig: Rig) -> None:
    _count(rig, 1, 2)
    rig.wait(minutes=30)
    rig.say(seq=30, heart_rate=70)
    gap = [rig.message(at=rig.now - timedelta(minutes=30 - seq), seq=seq, heart_rate=70) for seq in range(3, 30)]
    rig.engine.handle(gap)
    rig.wait(minutes=1)
    _count(rig, *range(31, 45))
    assert rig.only_alert().fired_at is None


def test_a_counter_that_counts_causes_nothing_also_over_a_restart(rig: Rig) -> None:
    _count(rig, 1, 2, 3)
    rig.restart()
    _count(rig, 50, 51)
    assert rig.alerts() == []


def test_one_devices_counter_says_nothing_of_anothers_gap(rig: Rig) -> None:
    _count(rig, 1, 30)
    for seq in range(31, 45):
        _count(rig, seq)
        _count(rig, seq, device="monitor-lin")
    assert (rig.only_alert().device, rig.only_alert().state) == ("lin-lane.watch-lin", AlertState.FIRING)


def test_an_opened_case_is_a_technical_warning_until_somebody_has_looked(rig: Rig) -> None:
    rig.say(tamper=True)
    rig.wait(minutes=30)
    rig.say(heart_rate=70)
    alert = rig.only_alert()
    assert (alert.technical, alert.severity, alert.state) == (True, Severity.WARNING, AlertState.FIRING)
