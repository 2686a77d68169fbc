"""While a fence stands, nobody's move is committed; what is read inside it is how the alert stands."""

import threading
from datetime import timedelta
from queue import Empty, SimpleQueue

import pytest
from sqlalchemy import Connection

from domain.alerts import AlertState
from domain.answers import acknowledge
from store.records import Records, open_records
from store.records.alerts import Conflict
from store.records.committing import Commit
from tests.neighbourhood import STEWARD
from tests.store.alert_makers import NOW, heart_rate

LATER = NOW + timedelta(minutes=1)


def test_an_acknowledgement_waits_until_the_fence_is_down(records_url: str) -> None:
    with open_records(records_url) as records:
        alert = _fired(records)
        with records.outbox.fence(alert, "nothing") as standing:
            assert {one: found.state for one, found in standing.items()} == {alert: AlertState.FIRING}
            committing = _Committing(records_url, alert)
            committing.begins()
            # No wait proves that it never would; a second is a thousand times what the commit takes.
            with pytest.raises(Empty):
                committing.done.get(timeout=1.0)
            assert records.alerts.alert(alert).state is AlertState.FIRING
        assert committing.done.get(timeout=20) == []
        with records.outbox.fence(alert) as standing:
            assert standing[alert].state is AlertState.ACKNOWLEDGED


def test_a_fence_waits_until_a_commit_is_done_and_sees_it(records_url: str) -> None:
    with open_records(records_url) as records:
        alert = _fired(records)
        seen: SimpleQueue[AlertState] = SimpleQueue()
        look = threading.Thread(target=_look, args=(records_url, alert, seen))
        with records._database.writing() as connection:
            _take(records, connection, alert)
            look.start()
            with pytest.raises(Empty):
                seen.get(timeout=1.0)
        assert seen.get(timeout=20) is AlertState.ACKNOWLEDGED
        look.join(20)


def test_a_fence_writes_nothing_and_is_taken_down_by_an_error(any_records: Records) -> None:
    alert = _fired(any_records)
    with pytest.raises(ZeroDivisionError), any_records.outbox.fence(alert):
        _ = 1 // 0
    taken = acknowledge(any_records.alerts.alert(alert), STEWARD, LATER)
    assert taken
    assert any_records.alerts.commit([taken], [], LATER) == []


def test_inside_a_fence_others_read(any_records: Records) -> None:
    alert = _fired(any_records)
    with any_records.outbox.fence(alert) as standing:
        assert standing == {alert: any_records.alerts.alert(alert)}


class _Committing:
    """Another process, as far as the database can tell: it acknowledges, and says what came of it."""

    def __init__(self, url: str, alert: str) -> None:
        self.done: SimpleQueue[list[Conflict]] = SimpleQueue()
        self._start = threading.Barrier(2)
        self._url, self._alert = url, alert
        threading.Thread(target=self._run, daemon=True).start()

    def begins(self) -> None:
        """Return when it is about to commit."""
        self._start.wait(20)

    def _run(self) -> None:
        with open_records(self._url) as records:
            taken = acknowledge(records.alerts.alert(self._alert), STEWARD, LATER)
            assert taken
            self._start.wait(20)
            self.done.put(records.alerts.commit([taken], [], LATER))


def _fired(records: Records) -> str:
    change = heart_rate(None, 180)
    records.alerts.commit([change], [], NOW)
    return change.alert.id


def _take(records: Records, connection: Connection, alert: str) -> None:
    taken = acknowledge(records.alerts.alert(alert), STEWARD, LATER)
    assert taken
    Commit(records._database, connection, LATER).run([taken], [])


def _look(url: str, alert: str, seen: SimpleQueue[AlertState]) -> None:
    with open_records(url) as records, records.outbox.fence(alert) as standing:
        seen.put(standing[alert].state)
