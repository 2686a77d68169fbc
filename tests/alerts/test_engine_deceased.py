"""Of somebody who has died nothing new is told; what was open has ended, on record."""

from datetime import timedelta

from domain.alerts import AlertState
from store.records import Records
from tests.alerts.engine_rig import Rig
from tests.neighbourhood import COMMUNITY_STAFF, MRS_LIN, say_died


def test_their_readings_raise_nothing(records: Records) -> None:
    rig = Rig(records)
    say_died(records, MRS_LIN, rig.now, rig.now)
    rig.wait(seconds=2)
    rig.say(heart_rate=150, sos=True)
    rig.say(at=rig.now - timedelta(hours=5), heart_rate=150)
    rig.say("monitor-lin", systolic_pressure=200, diastolic_pressure=120)
    rig.wait(days=3)
    assert rig.alerts() == []


def test_what_was_open_ends_and_nobody_is_told_again(records: Records) -> None:
    rig = Rig(records)
    rig.say(heart_rate=150)
    told = len(rig.outbox())
    say_died(records, MRS_LIN, rig.now, rig.now)
    rig.say(heart_rate=155)
    rig.wait(minutes=30)
    assert rig.only_alert().state is AlertState.RESOLVED
    assert len(rig.outbox()) == told
    assert set(rig.shown.values()) == {b""}


def test_what_begins_before_the_engine_learns_of_it_ends_when_it_does(records: Records) -> None:
    rig = Rig(records)
    say_died(records, MRS_LIN, rig.now, rig.now)
    rig.say(heart_rate=150)
    assert rig.only_alert().is_open
    rig.wait(seconds=2)
    over = rig.only_alert()
    assert (over.state, over.note) == (AlertState.RESOLVED, "the resident has died")
    assert set(rig.shown.values()) == {b""}


def test_after_a_restart_it_is_known(records: Records) -> None:
    rig = Rig(records)
    say_died(records, MRS_LIN, rig.now, rig.now)
    rig.restart()
    rig.say(heart_rate=150)
    assert rig.alerts() == []


def test_a_mistake_is_taken_back(records: Records) -> None:
    rig = Rig(records)
    for at in (rig.now, None):
        say_died(records, MRS_LIN, at, rig.now)
    rig.wait(seconds=2)
    rig.say(heart_rate=150)
    assert rig.only_alert().state is AlertState.FIRING


def test_who_is_erased_is_heard_no_more(records: Records) -> None:
    rig = Rig(records)
    rig.say(heart_rate=150)
    records.erasure.erase(MRS_LIN, COMMUNITY_STAFF, rig.now)
    rig.wait(seconds=2)
    rig.say(heart_rate=155)
    rig.wait(minutes=30)
    over = rig.only_alert()
    assert (over.state, over.value, dict(over.facts)) == (AlertState.RESOLVED, None, {})
