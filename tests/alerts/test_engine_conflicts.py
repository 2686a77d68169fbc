"""A store that is away, and people who move an alert while the engine judges it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.delivery_answered import answered_meanwhile
from domain.alerts import Alert, AlertState, Change, Disposition, MoveKind
from domain.answers import acknowledge, resolve
from domain.errors import StoreAway
from domain.notifications import Reason
from store.records import Records
from store.records.alerts import Alerts
from tests.alerts.engine_rig import Rig
from tests.neighbourhood import STEWARD


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the database's write lock, as a sick disk would."""
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()


def _commit(records: Records, change: Change | None, rig: Rig) -> None:
    assert change is not None
    assert records.alerts.commit([change], [], rig.now) == []


def test_a_breach_whose_commit_failed_is_told_when_it_comes_again(rig: Rig, tmp_path: Path) -> None:
    batch = [
        rig.message(at=rig.now - timedelta(hours=1), heart_rate=180),
        rig.message(at=rig.now - timedelta(minutes=59), heart_rate=70),
    ]
    with _locked(tmp_path / "records.sqlite3"), pytest.raises(StoreAway):
        rig.engine.handle(batch)
    assert rig.alerts() == []
    rig.engine.handle(batch[:1])
    assert rig.only_alert().state is AlertState.FIRING


def test_an_acknowledgement_that_the_engine_has_not_seen_yet_is_kept(rig: Rig) -> None:
    rig.say(heart_rate=110)
    _commit(rig.records, acknowledge(rig.only_alert(), STEWARD, rig.now), rig)
    rig.now += timedelta(minutes=1)
    rig.say(heart_rate=180)
    alert = rig.only_alert()
    assert (alert.state, alert.value) == (AlertState.ACKNOWLEDGED, 180)
    kinds = [move.kind for move in rig.moves(alert)]
    assert kinds == [MoveKind.FIRED, MoveKind.ACKNOWLEDGED, MoveKind.WORSENED]


@pytest.mark.parametrize("back", [timedelta(0), timedelta(hours=1)])
def test_worse_news_after_an_acknowledgement_of_a_clock_that_is_ahead_is_still_told(rig: Rig, back: timedelta) -> None:
    rig.say(heart_rate=110)
    _commit(rig.records, acknowledge(rig.only_alert(), STEWARD, rig.now + timedelta(seconds=1)), rig)
    reading = rig.message(at=rig.now + timedelta(seconds=1), heart_rate=180)
    rig.engine.handle([reading._replace(received_at=rig.now - back)])
    (worse,) = (one for one in rig.outbox() if one.person == STEWARD and one.reason is Reason.WORSENED)
    assert not answered_meanwhile(rig.records.outbox.message(worse, ""), to_relative=False)


def test_a_breach_after_a_resolution_that_the_engine_has_not_seen_yet_is_not_lost(rig: Rig) -> None:
    rig.say(heart_rate=180)
    _commit(rig.records, resolve(rig.only_alert(), STEWARD, Disposition.FALSE_ALARM, rig.now), rig)
    rig.now += timedelta(minutes=1)
    rig.say(heart_rate=180)
    assert [alert.state for alert in rig.alerts()] == [AlertState.RESOLVED, AlertState.FIRING]


def test_an_acknowledgement_beats_the_escalation_that_was_due(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.say(heart_rate=180)
    monkeypatch.setattr(Alerts, "due", _answered_meanwhile(rig, Alerts.due))
    told = rig.told()
    rig.wait(minutes=3)
    assert rig.told() == told
    assert rig.only_alert().state is AlertState.ACKNOWLEDGED


def _answered_meanwhile(rig: Rig, due: Callable[..., list[Alert]]) -> Callable[..., list[Alert]]:
    """Let the steward answer between the reading of what is due and its commit."""

    def answered(*arguments: object) -> list[Alert]:
        found = due(*arguments)
        if found and found[0].state is AlertState.FIRING:
            _commit(rig.records, acknowledge(found[0], STEWARD, rig.now), rig)
        return found

    return answered


def test_two_engines_on_the_same_messages_tell_once(rig: Rig, records: Records) -> None:
    other = Rig(records)
    message = rig.message(heart_rate=180)
    rig.engine.handle([message])
    other.engine.handle([message])
    assert len(rig.alerts()) == 1
    assert len(rig.outbox()) == 2


def test_a_device_registered_a_moment_ago_is_known(rig: Rig, records: Records) -> None:
    from domain.people import Device, DeviceKind
    from tests.neighbourhood import MRS_LIN

    records.registry.add(Device(id="lin-lane.new-watch", kind=DeviceKind.WATCH, site="lin-lane"), rig.now)
    records.registry.assign("lin-lane.new-watch", MRS_LIN, rig.now - timedelta(hours=1))
    rig.say("new-watch", heart_rate=180)
    assert rig.only_alert().device == "lin-lane.new-watch"
