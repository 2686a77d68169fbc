"""A building or a gateway that falls silent is one message; and a clock that jumps calls nobody silent."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.alerts import Alert, AlertState
from domain.notifications import Notification
from domain.subjects import area_subject
from store.records import Records
from tests.alerts.home_rig import HomeRig, move_in
from tests.neighbourhood import BUILDING, COMMUNITY, COMMUNITY_STAFF, DOOR

OF_BUILDING, OF_COMMUNITY = area_subject(BUILDING), area_subject(COMMUNITY)
AWAKE = timedelta(seconds=30)


@pytest.fixture
def home(records: Records, tmp_path: Path) -> Iterator[HomeRig]:
    """Give the rig with a clock whose jumps are looked for."""
    rig = HomeRig(records, tmp_path, asleep_after=AWAKE)
    yield rig
    rig.store.close()


def _speak(home: HomeRig, monitors: list[str], *, over: float = 0.0) -> None:
    """Let each say something, one after another within so many seconds."""
    for monitor in monitors:
        home.now += timedelta(seconds=over / len(monitors))
        home.say(monitor, battery=90)


def _all(home: HomeRig) -> list[Alert]:
    return home.records.alerts.find(limit=500)


def _messages(home: HomeRig) -> list[Notification]:
    return [one.notification for alert in _all(home) for one in home.records.outbox.of_alert(alert.id)]


def test_sixty_devices_that_fall_silent_with_their_building_are_one_message(home: HomeRig) -> None:
    monitors = move_in(home.records, 60)
    home.wait(seconds=1)
    _speak(home, monitors, over=50)
    home.tick_for(minutes=13)
    assert len(_all(home)) == 61
    (message,) = _messages(home)
    assert message.person == COMMUNITY_STAFF
    (outage,) = home.alerts(OF_BUILDING)
    assert (outage.rule, outage.technical, outage.facts["of"]) == ("building_silent", True, 60)


def test_when_the_building_is_back_its_alert_ends_and_those_of_the_devices_one_by_one(home: HomeRig) -> None:
    monitors = move_in(home.records, 6)
    home.wait(seconds=1)
    _speak(home, monitors)
    home.tick_for(minutes=13)
    _speak(home, monitors[:2])
    home.wait(seconds=2)
    assert home.only_alert(OF_BUILDING).state is AlertState.FIRING
    _speak(home, monitors[2:4])
    home.wait(seconds=2)
    assert home.only_alert(OF_BUILDING).state is AlertState.RESOLVED
    assert sum(alert.is_open for alert in _all(home)) == 2


def test_who_is_still_silent_after_the_building_is_back_is_told_of_singly(home: HomeRig) -> None:
    monitors = move_in(home.records, 4)
    home.wait(seconds=1)
    _speak(home, monitors)
    home.tick_for(minutes=13)
    _speak(home, monitors[1:])
    home.tick_for(minutes=12)
    assert [one.person for one in _messages(home)] == [COMMUNITY_STAFF] * 2


@pytest.mark.parametrize(("of", "silent"), [(10, 4), (2, 2)])
def test_a_few_silent_devices_of_a_building_are_told_singly(home: HomeRig, of: int, silent: int) -> None:
    monitors = move_in(home.records, of)
    home.wait(seconds=1)
    _speak(home, monitors)
    for _ in range(26):
        home.tick_for(seconds=30)
        _speak(home, monitors[silent:])
    assert home.alerts(OF_BUILDING) == []
    assert len(_messages(home)) == silent


def test_devices_that_broke_down_one_after_another_are_no_outage(home: HomeRig) -> None:
    monitors = move_in(home.records, 3)
    home.wait(seconds=1)
    _speak(home, monitors)
    for still in (monitors[1:], monitors[2:]):
        for _ in range(12):
            home.tick_for(minutes=1)
            _speak(home, still)
    home.tick_for(minutes=13)
    assert home.alerts(OF_BUILDING) == []
    assert len(_all(home)) == 3


def test_a_restart_in_an_outage_neither_tells_it_again_nor_ends_it(home: HomeRig) -> None:
    monitors = move_in(home.records, 6)
    home.wait(seconds=1)
    _speak(home, monitors)
    home.tick_for(minutes=13)
    home.restart()
    home.tick_for(minutes=15)
    assert home.only_alert(OF_BUILDING).state is AlertState.FIRING
    assert len(_messages(home)) == 1


def test_a_gateway_that_is_gone_for_a_minute_is_told_to_the_community(home: HomeRig) -> None:
    home.door(is_open=False)
    home.bridge(b'{"state":"offline"}')
    home.tick_for(seconds=50)
    assert home.alerts(OF_COMMUNITY) == []
    home.tick_for(seconds=30)
    alert = home.only_alert(OF_COMMUNITY)
    assert (alert.rule, alert.device) == ("gateway_down", "zigbee2mqtt.bridge")
    assert [one.person for one in _messages(home)] == [COMMUNITY_STAFF]
    home.bridge(b'{"state":"online"}')
    home.wait(seconds=1)
    assert home.only_alert(OF_COMMUNITY).state is AlertState.RESOLVED


def test_a_gateway_that_is_restarted_is_not_told(home: HomeRig) -> None:
    home.bridge(b"offline")
    home.tick_for(seconds=20)
    home.bridge(b"online")
    home.tick_for(minutes=5)
    assert _all(home) == []


def test_a_gateway_that_was_gone_before_we_came_is_told_once_however_often_we_start(home: HomeRig) -> None:
    for _ in range(3):
        home.bridge(b"offline", retained=True)
        home.tick_for(minutes=3)
        home.restart()
    assert len(home.alerts(OF_COMMUNITY)) == 1
    assert len(_messages(home)) == 1


def test_a_door_is_not_judged_by_what_it_does_not_say_while_its_gateway_is_gone(home: HomeRig) -> None:
    home.door(is_open=True)
    home.tick_for(minutes=5)
    home.bridge(b"offline")
    home.tick_for(minutes=20)
    assert home.rules() == []
    home.bridge(b"online")
    home.tick_for(minutes=9)
    assert home.rules() == []
    home.tick_for(minutes=2)
    assert home.rules() == ["door_left_open"]


def test_the_silent_doors_of_a_gateway_that_is_gone_are_not_told_singly(home: HomeRig) -> None:
    home.asleep_after = None
    home.restart()
    home.door(is_open=False)
    home.wait(hours=20)
    home.bridge(b"offline")
    home.wait(minutes=2)
    home.wait(hours=6)
    home.wait(minutes=1)
    assert [(one.rule, one.device) for one in home.alerts()] == [("door_silent", DOOR)]
    assert {one.alert for one in _messages(home)} == {home.only_alert(OF_COMMUNITY).id}


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=30)])
def test_a_clock_that_jumps_forward_calls_nobody_silent(home: HomeRig, jump: timedelta) -> None:
    monitors = move_in(home.records, 5)
    home.wait(seconds=1)
    _speak(home, monitors)
    home.say("watch-lin", heart_rate=70)
    home.tick_for(minutes=2)
    home.wait(hours=jump / timedelta(hours=1))
    home.tick_for(minutes=7)
    assert _all(home) == []


def test_who_stays_silent_after_the_clock_jumped_is_told_in_their_time(home: HomeRig) -> None:
    home.say("monitor-lin", spo2=97)
    home.tick_for(minutes=4)
    home.wait(hours=3)
    home.tick_for(minutes=12)
    assert "monitor_silent" in home.rules()
