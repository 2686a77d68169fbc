"""Holes in the ladder: a step, or a whole house, without anybody who can be told."""

import pytest

from domain.alerts import AlertState
from store.records import Records
from tests.alerts.engine_rig import Rig
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, OFFICER, STEWARD, STREET_STAFF, console


def test_a_ladder_whose_last_step_is_empty_is_told_again_where_somebody_is(records: Records) -> None:
    rig = Rig(records, (console(STEWARD), console(OFFICER)))
    rig.say(heart_rate=180)
    for minutes in (3, 3, 10, 10):
        rig.wait(minutes=minutes)
    assert rig.told() == [f"{STEWARD}: first", f"{OFFICER}: escalated", *[f"{OFFICER}: repeated"] * 3]


def test_a_steward_who_is_alone_is_told_again_until_somebody_answers(records: Records) -> None:
    rig = Rig(records, (console(STEWARD),))
    rig.say(heart_rate=180)
    for _ in range(4):
        rig.wait(minutes=10)
    assert rig.told() == [f"{STEWARD}: first", *[f"{STEWARD}: repeated"] * 4]


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ((STEWARD, OFFICER, COMMUNITY_STAFF, STREET_STAFF), COMMUNITY_STAFF),
        ((STEWARD, OFFICER, STREET_STAFF), STREET_STAFF),
        ((STEWARD, OFFICER), OFFICER),
        ((STEWARD,), STEWARD),
    ],
)
def test_a_technical_alert_finds_somebody_where_the_community_has_no_staff(
    records: Records, people: tuple[str, ...], told: str
) -> None:
    rig = Rig(records, tuple(console(person) for person in (*people, DAUGHTER)))
    rig.say(battery=5)
    assert rig.told() == [f"{told}: first"]


def test_what_was_over_before_it_was_told_goes_to_the_first_area_that_has_somebody(records: Records) -> None:
    rig = Rig(records, (console(OFFICER), console(DAUGHTER)))
    start = rig.now
    rig.wait(minutes=5)
    batch = [rig.message(at=start.replace(minute=minute), heart_rate=rate) for minute, rate in enumerate((180, 80, 80))]
    rig.engine.handle([*batch, rig.message(heart_rate=80)])
    assert rig.only_alert().state is AlertState.RESOLVED
    assert rig.told() == [f"{DAUGHTER}: first", f"{OFFICER}: first"]
