"""Clocks that are wrong: a device's that is behind, ours that is set back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.alerts import Disposition
from domain.answers import resolve
from tests.alerts.engine_rig import Rig
from tests.neighbourhood import MONITOR, OFFICER, STEWARD

BEHIND = [timedelta(minutes=3), timedelta(hours=8)]


def _resolve(rig: Rig) -> None:
    change = resolve(rig.only_alert(), STEWARD, Disposition.FALSE_ALARM, rig.now)
    assert change is not None
    assert rig.records.alerts.commit([change], [], rig.now) == []
    rig.wait(seconds=1)


@pytest.mark.parametrize("behind", BEHIND)
def test_a_second_sos_is_told_after_the_first_was_resolved_though_the_watch_is_behind(
    rig: Rig, behind: timedelta
) -> None:
    rig.say(at=rig.now - behind, sos=True)
    rig.wait(minutes=1)
    _resolve(rig)
    rig.wait(minutes=2)
    rig.say(at=rig.now - behind, sos=True)
    assert len(rig.alerts()) == 2
    assert rig.told().count(f"{STEWARD}: first") == 2


@pytest.mark.parametrize("behind", BEHIND)
def test_a_watch_that_is_behind_is_not_mute_after_a_person_resolved_its_alert(rig: Rig, behind: timedelta) -> None:
    rig.say(at=rig.now - behind, heart_rate=180)
    rig.wait(minutes=1)
    _resolve(rig)
    rig.wait(minutes=10)
    rig.say(at=rig.now - behind, heart_rate=185)
    assert rig.told().count(f"{STEWARD}: first") == 2


def test_an_sos_that_comes_again_after_it_was_resolved_is_not_told_again(rig: Rig) -> None:
    pressed = rig.message(sos=True)
    rig.engine.handle([pressed])
    _resolve(rig)
    rig.restart()
    rig.engine.handle([pressed])
    assert len(rig.alerts()) == 1


def _set_back(rig: Rig) -> None:
    """Set our clock back by an hour, a minute after what was said last."""
    rig.wait(minutes=1)
    rig.now -= timedelta(hours=1)
    rig.wait(seconds=0)


def test_the_next_step_does_not_wait_an_hour_more_where_our_clock_is_set_back(rig: Rig) -> None:
    rig.wait(hours=2)
    rig.say(heart_rate=180)
    _set_back(rig)
    rig.wait(minutes=1, seconds=59)
    assert f"{OFFICER}: escalated" not in rig.told()
    rig.wait(seconds=1)
    assert rig.told().count(f"{OFFICER}: escalated") == 1


@pytest.mark.parametrize("line_came_up", [timedelta(days=2), timedelta(0)])
def test_a_silence_is_noticed_in_its_time_where_our_clock_is_set_back(rig: Rig, line_came_up: timedelta) -> None:
    rig.line = replace(rig.line, since=rig.now - line_came_up)
    rig.say("monitor-lin", spo2=97)
    _set_back(rig)
    rig.wait(minutes=9)
    assert rig.alerts() == []
    rig.wait(minutes=2)
    assert rig.only_alert().device == MONITOR
