"""Doors and expected readings in the engine: told in time, once, and not at all where nobody is at home."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.alerts import AlertState, Disposition
from domain.answers import resolve
from domain.errors import StoreAway
from domain.muting import Away, AwayKind
from domain.overrides import Override
from store.records import Records
from tests.alerts.engine_rig import START
from tests.alerts.home_rig import HomeRig
from tests.neighbourhood import DOOR, MRS_LIN, STEWARD

NIGHT = timedelta(hours=18, minutes=30)
"""From the rig's start, 08:00 in Shanghai, to half past two at night."""


@pytest.fixture
def home(records: Records, tmp_path: Path) -> Iterator[HomeRig]:
    """Give Mrs Lin's home; its store is closed at the end."""
    rig = HomeRig(records, tmp_path)
    yield rig
    rig.store.close()


def _go_away(home: HomeRig, hours: float) -> None:
    ends_at = home.now + timedelta(hours=hours)
    away = Away(id="away", resident=MRS_LIN, starts_at=home.now, ends_at=ends_at, kind=AwayKind.FAMILY, by=STEWARD)
    home.records.mutes.put_away(away, home.now)


def test_a_door_left_open_is_told_after_ten_minutes_and_over_when_it_is_closed(home: HomeRig) -> None:
    home.door(is_open=True)
    home.wait(minutes=9, seconds=55)
    assert home.alerts() == []
    home.wait(seconds=20)
    alert = home.only_alert()
    assert (alert.rule, alert.metric, alert.device, alert.facts["minutes"]) == ("door_left_open", "left_open", DOOR, 10)
    assert f"{STEWARD}: first" in home.told()
    home.door(is_open=False)
    home.wait(seconds=1)
    assert home.only_alert().state is AlertState.RESOLVED


def test_a_night_exit_without_a_return_is_told_within_the_hour(home: HomeRig) -> None:
    home.wait(hours=NIGHT / timedelta(hours=1))
    home.go_through()
    home.wait(minutes=44)
    assert home.alerts() == []
    home.wait(minutes=2)
    assert home.rules() == ["door_night_exit"]


def test_a_fourth_opening_in_one_night_is_told_once(home: HomeRig) -> None:
    home.door(is_open=False)
    home.wait(hours=15)
    for _ in range(6):
        home.go_through()
        home.wait(minutes=5)
    assert home.rules() == ["door_opened_often"]
    home.wait(hours=10)
    assert [one.state for one in home.alerts() if one.rule == "door_opened_often"] == [AlertState.RESOLVED]


def test_a_door_that_is_not_opened_is_told_in_the_daytime(home: HomeRig) -> None:
    home.go_through()
    for _ in range(3):
        home.wait(hours=11, minutes=50)
        home.door(is_open=False)
    home.wait(minutes=40)
    assert home.alerts() == []  # due at 20:00, when the day is over
    home.wait(hours=12)
    assert home.rules() == ["door_not_opened"]
    home.go_through()
    home.wait(seconds=1)
    assert home.only_alert().state is AlertState.RESOLVED


def test_a_reading_expected_by_ten_is_missed_and_over_with_the_reading(home: HomeRig) -> None:
    home.say("monitor-lin", systolic=128, diastolic=80)
    home.wait(days=1, hours=1, minutes=59)
    home.say("watch-lin", heart_rate=70)
    home.wait(seconds=30)
    assert "pressure_expected" not in home.rules()
    home.wait(minutes=1)
    assert "pressure_expected" in home.rules()
    home.say("monitor-lin", systolic=128, diastolic=80)
    home.wait(seconds=1)
    assert [one.state for one in home.alerts() if one.rule == "pressure_expected"] == [AlertState.RESOLVED]


def test_a_breach_that_a_person_resolved_is_not_told_again_though_it_lasts(home: HomeRig) -> None:
    home.door(is_open=True)
    home.wait(minutes=11)
    change = resolve(home.only_alert(), STEWARD, Disposition.FALSE_ALARM, home.now)
    assert change is not None
    home.records.alerts.commit([change], [], home.now)
    home.wait(minutes=30)
    home.rest(START, door=1)
    home.restart()
    home.wait(minutes=5)
    home.door(is_open=True)
    home.wait(minutes=5)
    assert len(home.alerts()) == 1


def test_who_is_away_causes_nothing_and_counts_anew_when_back(home: HomeRig) -> None:
    home.door(is_open=True)
    _go_away(home, hours=5)
    home.wait(hours=4)
    home.wait(hours=1, seconds=1)
    home.wait(minutes=9)
    assert home.alerts() == []
    home.wait(minutes=2)
    assert home.rules() == ["door_left_open"]


def test_a_silent_device_of_who_is_away_counts_anew_when_they_are_back(home: HomeRig) -> None:
    home.say(heart_rate=70)
    _go_away(home, hours=100)
    home.wait(hours=99)
    home.wait(hours=1, minutes=10)
    home.wait(hours=24)
    assert "watch_silent" not in home.rules()
    home.wait(hours=1)
    assert "watch_silent" in home.rules()


def test_a_watch_off_the_wrist_is_told_after_four_hours_of_its_own_reports(home: HomeRig) -> None:
    home.say(worn=False)
    home.wait(hours=3, minutes=59)
    home.say(worn=False)
    assert home.alerts() == []
    home.wait(minutes=1)
    home.say(worn=False)
    alert = home.only_alert()
    assert (alert.rule, alert.technical, alert.facts) == ("watch_not_worn", True, {"hours": 4.0})
    home.wait(minutes=1)
    home.say(worn=True, heart_rate=70)
    assert home.only_alert().state is AlertState.RESOLVED


def test_a_rule_that_somebody_switched_off_for_her_says_nothing(home: HomeRig) -> None:
    off = Override(rule="door_left_open", subject=MRS_LIN, set_by=STEWARD, reason="airs her flat", enabled=False)
    home.records.rules.set_override(off, home.now)
    home.door(is_open=True)
    home.wait(hours=1)
    assert home.alerts() == []


def test_what_could_not_be_committed_is_made_up_for_with_the_next_tick(
    home: HomeRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.door(is_open=True)
    with monkeypatch.context() as broken:
        broken.setattr(home.records.alerts, "commit", _is_away)
        with pytest.raises(StoreAway):
            home.wait(minutes=11)
    assert home.alerts() == []
    home.wait(seconds=2)
    assert home.rules() == ["door_left_open"]


def _is_away(*_: object, **__: object) -> None:
    raise StoreAway("gone")
