"""Clocks that are wrong: a device's that is behind, ours that is set back."""

from datetime import timedelta

import pytest

from domain.alerts import Disposition
from domain.answers import resolve
from tests.alerts.engine_rig import Rig
from tests.neighbourhood import STEWARD

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
