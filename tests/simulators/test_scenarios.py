"""What stories put on the wire. What they cause is in tests/banister/test_scenarios.py."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile

import pytest

from devices import decode
from domain.readings import Report
from simulators.scenarios import SCENARIOS
from simulators.story import Scenario, Telling, tell
from simulators.timeline import Timeline
from tests.simulators.cast import DOOR, MONDAY, MONITOR, WATCH, street

SEEDS = (1, 2, 3)
STARTS = {seed: MONDAY + timedelta(hours=hours) for seed, hours in zip(SEEDS, (2.2, 9.7, 20.1), strict=True)}


def _telling(scenario: Scenario, seed: int) -> Telling:
    start = STARTS[seed] if scenario.at is None else datetime.combine(MONDAY, scenario.at, MONDAY.tzinfo)
    return tell(scenario, person="lin-xiuying", seed=seed, start=start)


def _reports(telling: Telling, seed: int) -> Iterator[Report]:
    """Yield what the whole household reports from an hour before to an hour after the story."""
    here = replace(street(WATCH, MONITOR, DOOR, seed=seed), tellings={"lin-xiuying": (telling,)})
    live = here.live(Timeline(origin=telling.start - timedelta(hours=1)))
    for message in takewhile(lambda one: one.due < telling.end + timedelta(hours=1), live):
        yield from decode(message.topic, message.payload, message.due).reports


@pytest.mark.parametrize("seed", SEEDS)
def test_three_presses_of_sos_are_three_readings(seed: int) -> None:
    telling = _telling(SCENARIOS["sos"], seed)
    presses = [report for report in _reports(telling, seed) if "sos" in report.values]
    assert len({report.observed_at for report in presses}) == 3


@pytest.mark.parametrize("seed", SEEDS)
def test_the_door_left_open_stays_open_for_half_an_hour(seed: int) -> None:
    telling = _telling(SCENARIOS["door_left_open"], seed)
    states = [
        (report.observed_at, report.values["door"]) for report in _reports(telling, seed) if "door" in report.values
    ]
    opened = min(at for at, state in states if state == 1 and at >= telling.start)
    closed = min(at for at, state in states if state == 0 and at > opened)
    assert opened == telling.start
    assert timedelta(minutes=30) < closed - opened <= timedelta(minutes=45)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_night_exit_goes_out_and_comes_back_after_hours(seed: int) -> None:
    telling = _telling(SCENARIOS["night_exit"], seed)
    opened = [report.observed_at for report in _reports(telling, seed) if report.values.get("door") == 1]
    assert len(opened) == 2
    assert opened[1] - opened[0] > timedelta(hours=1, minutes=50)
    assert opened[0].astimezone(MONDAY.tzinfo).hour == 2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_watch_off_the_wrist_reports_no_vital_sign_while_it_lasts(seed: int) -> None:
    telling = _telling(SCENARIOS["watch_off"], seed)
    during = [report for report in _reports(telling, seed) if telling.runs_at(report.observed_at)]
    watch = [report for report in during if "worn" in report.values]
    assert {report.values["worn"] for report in watch} == {0}
    assert not any("heart_rate" in report.values for report in watch)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_silent_device_says_nothing_while_it_lasts_and_speaks_again(seed: int) -> None:
    telling = _telling(SCENARIOS["device_silent"], seed)
    heard = [report.observed_at for report in _reports(telling, seed) if "worn" in report.values]
    assert not any(telling.runs_at(at) for at in heard)
    assert any(at >= telling.end for at in heard)


def test_another_seed_tells_another_fever() -> None:
    peaks = [_peak(seed) for seed in SEEDS]
    assert len(set(peaks)) > 1
    assert all(39.1 <= peak <= 41 for peak in peaks)


def _peak(seed: int) -> float:
    reports = _reports(_telling(SCENARIOS["fever"], seed), seed)
    return max(report.values.get("body_temperature", 0) for report in reports)


def test_scenarios_are_registered_under_their_names_and_fit_in_their_time() -> None:
    for name, scenario in SCENARIOS.items():
        assert scenario.name == name
        assert all(one.within <= scenario.lasts for one in scenario.expects)
