"""What the engine knows of homes after a restart: from the readings' store, which may be away."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from alerts.engine_asking import PastDied
from alerts.engine_home_past import Answer, Belonging, HomePast, Past, PastAtOnce, Question, remembered
from domain.alerts import AlertState
from domain.errors import StoreAway
from domain.people import DeviceKind, Power
from store.records import Records
from tests.alerts.engine_rig import START
from tests.alerts.home_rig import HomeRig
from tests.neighbourhood import DOOR, MONITOR, MRS_LIN, WATCH

LONG = timedelta(days=16)
QUESTION = Question(MRS_LIN, (Belonging(DOOR, DeviceKind.DOOR, Power.BATTERY, START - LONG),), START)


@pytest.fixture
def home(records: Records, tmp_path: Path) -> Iterator[HomeRig]:
    """Give Mrs Lin's home; its store is closed at the end."""
    rig = HomeRig(records, tmp_path)
    yield rig
    rig.store.close()


def _lived(home: HomeRig, *hours: float, days: int = 16) -> None:
    """Let her door have been opened at these local hours on the days before."""
    midnight = START - timedelta(hours=8)
    for day in range(1, days + 1):
        for hour in hours:
            at = midnight - timedelta(days=day) + timedelta(hours=hour)
            home.rest(at, door=1)
            home.rest(at + timedelta(seconds=20), door=0)


def _until(done: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not done():
        assert time.monotonic() < until
        time.sleep(0.005)


def _takes(past: Past, answers: list[Answer], wanted: int) -> bool:
    answers += past.take()
    return len(answers) == wanted


def test_a_door_that_was_opened_before_a_restart_is_left_open_since_then(home: HomeRig) -> None:
    home.rest(START - timedelta(minutes=8), door=1)
    home.records.registry.hear([])
    home.restart()
    home.wait(minutes=1)
    home.door(is_open=True)
    home.wait(minutes=2)
    assert home.only_alert().started_at == START - timedelta(minutes=8)


def test_an_opening_that_ingest_stored_only_after_we_had_looked_is_found_when_we_look_again(home: HomeRig) -> None:
    home.restart()
    home.wait(seconds=2)
    home.rest(START - timedelta(minutes=1), door=1)
    home.tick_for(minutes=5)
    assert home.rules() == []
    home.tick_for(minutes=5)
    assert home.only_alert().started_at == START - timedelta(minutes=1)


def test_what_was_known_of_weeks_is_not_lost_when_we_look_again(home: HomeRig) -> None:
    _lived(home, 8.5, 9.5, 23.2)
    home.restart()
    home.tick_for(minutes=7)
    home.wait(hours=15, minutes=13)
    home.go_through()
    home.wait(hours=3)
    home.go_through()
    home.wait(seconds=1)
    assert home.rules() == ["door_opened_at_night"]


def test_a_door_that_is_opened_while_its_past_is_read_has_a_past(home: HomeRig) -> None:
    _lived(home, 8.5)
    home.rest(START + timedelta(seconds=1), door=1)
    turns = remembered(home.store, QUESTION).devices[DOOR].turns
    assert turns is not None
    assert len(turns.turned_on(0, START.timestamp())) == 15


def test_a_restart_neither_fires_again_nor_ends_what_lasts(home: HomeRig) -> None:
    home.rest(home.now, door=1)
    home.door(is_open=True)
    home.wait(minutes=11)
    for _ in range(3):
        home.restart()
        home.wait(minutes=2)
        home.door(is_open=True)
        home.wait(minutes=2)
    assert home.only_alert().state is AlertState.FIRING
    assert len(home.moves(home.only_alert())) == 1


def test_what_is_usual_is_known_after_a_restart(home: HomeRig) -> None:
    _lived(home, 8.5, 9.5, 23.2)
    home.restart()
    home.wait(hours=15, minutes=20)
    home.go_through()
    home.wait(hours=3)
    home.go_through()
    home.wait(seconds=1)
    assert home.rules() == ["door_opened_at_night"]


def test_without_the_past_nothing_is_said_that_hangs_on_it(home: HomeRig) -> None:
    _lived(home, 8.5, 9.5)
    home.past = None
    home.restart()
    home.wait(hours=18)
    home.go_through()
    home.wait(seconds=1)
    assert home.rules() == []


def test_a_reading_that_ingest_kept_before_a_restart_was_not_missed(home: HomeRig) -> None:
    home.rest(START - timedelta(hours=12), MONITOR, systolic_pressure=130)
    home.rest(START + timedelta(hours=1), MONITOR, systolic_pressure=130)
    home.now = START + timedelta(hours=1, minutes=30)
    home.restart()
    home.wait(minutes=31)
    assert home.rules() == []


def test_a_watch_that_was_off_before_a_restart_is_off_since_then(home: HomeRig) -> None:
    home.rest(START - timedelta(hours=5), WATCH, worn=1.0)
    home.rest(START - timedelta(hours=4), WATCH, worn=0.0)
    home.restart()
    home.say(worn=False)
    home.wait(minutes=1)
    home.say(worn=False)
    alert = home.only_alert()
    assert (alert.rule, alert.started_at) == ("watch_not_worn", START - timedelta(hours=4))


def test_the_thread_answers_as_the_store_does_at_once(home: HomeRig) -> None:
    _lived(home, 8.5, 17.0)
    past, at_once = HomePast(lambda: home.store), PastAtOnce(home.store)
    answers: list[Answer] = []
    for one in (past, at_once):
        one.ask([QUESTION])
        _until(partial(_takes, one, answers, len(answers) + 1))
    turns = [memory.devices[DOOR].turns for _, memory in answers]
    opened = [one.turned_on(0, START.timestamp()) for one in turns if one is not None]
    assert opened[0] == opened[1]
    assert len(opened[0]) == 30


def test_a_store_that_is_away_is_asked_again_until_it_is_back(home: HomeRig) -> None:
    asked = []

    def back_at_the_third() -> object:
        asked.append(1)
        if len(asked) < 3:
            raise StoreAway("gone")
        return home.store

    past = HomePast(back_at_the_third, pause=0.01)  # type: ignore[arg-type]
    past.ask([QUESTION])
    _until(lambda: bool(past.take()))
    assert len(asked) == 3
    past.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_dies_is_not_missed_in_silence(home: HomeRig) -> None:
    home.past = HomePast(lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    home.restart()
    died = []

    def idles() -> bool:
        try:
            home.wait(seconds=1)
        except PastDied as error:
            died.append(error)
        return bool(died)

    _until(idles)
    assert "has ended" in str(died[0])
