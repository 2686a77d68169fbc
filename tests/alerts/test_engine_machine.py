"""The alert's life, as a machine that does anything in any order: the real engine against a naive oracle."""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from alerts.engine_recall import Recalled
from domain.alerts import Alert, AlertState, Disposition
from domain.answers import acknowledge, resolve
from domain.errors import StoreAway
from domain.muting import Silence
from domain.notifications import Notification, Reason
from domain.settling import PART_OF
from domain.severity import Severity
from mqtt.message import Message
from store.records import open_records
from store.records.alerts import Alerts
from tests.alerts.engine_rig import Rig
from tests.alerts.naive_oracle import CRITICAL, HIGH, Oracle
from tests.neighbourhood import MRS_LIN, STEWARD, WATCH

RULE = "heart_rate_high"
QUICK = settings(
    max_examples=12,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
MAY_TELL_WHO_IS_ON_IT = {Reason.WORSENED, Reason.AGAIN, Reason.REMINDER, Reason.HISTORY}
ORDERED = timedelta(minutes=25)
"""After so long in order, whatever was out of order before is forgotten."""


class Life(RuleBasedStateMachine):
    """Mrs Lin, her watch, her steward, time, and everything that can go wrong between them."""

    empty: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        shutil.copy(self.empty, self.folder.name)
        self.records = open_records(f"sqlite:///{self.folder.name}/{self.empty.name}")
        self.rig = Rig(self.records, recall=self._recall)
        self.oracle = Oracle()
        self.said: list[Message] = []
        self.severe: set[datetime] = set()
        self.newest = self.edge = self.rig.now - timedelta(days=1)
        self.blurred_at: datetime | None = None
        self.told: set[str] = set()
        self.on_it: dict[str, datetime] = {}
        self.mutes = 0
        self.settled = False
        self.alerts: list[Alert] = []

    def teardown(self) -> None:
        """Let go of the records."""
        self.records.close()
        self.folder.cleanup()

    def _recall(self, _resident: str, _metric: str, start: datetime, end: datetime) -> Sequence[Recalled]:
        return [Recalled(WATCH, at, value) for at, value in self.oracle.readings if start <= at < end]

    @rule(seconds=st.sampled_from([1, 20, 61, 130, 400, 2000]))
    def pass_time(self, seconds: int) -> None:
        """Let time pass, and tick."""
        self.rig.wait(seconds=seconds)

    @rule(
        value=st.sampled_from([60, 97, 110, 140, None]),
        age=st.sampled_from([0, 0, 0, 0, 30, 90, 200, 590]),
    )
    def say(self, value: float | None, age: int) -> None:
        """Let the watch say a value that was measured a while ago; None: it is not worn."""
        at = self.rig.now - timedelta(seconds=age)
        self._hand_in(self._message(at, value))
        self._judge(at, value)

    @rule(value=st.sampled_from([60, 110, 140]), age=st.sampled_from([700, 5000]))
    def say_late(self, value: float, age: int) -> None:
        """Let the watch send something of long ago."""
        at = self.rig.now - timedelta(seconds=age)
        self._hand_in(self._message(at, value))
        if at > self.newest:
            self._judge(at, value)
        elif value >= HIGH:
            self.blurred_at = self.newest
        self._note_severe(at, value)

    @rule(n=st.integers(1, 4))
    @precondition(lambda self: self.said)
    def come_again(self, n: int) -> None:
        """Deliver the last messages again."""
        self._hand_in(*self.said[-n:], again=True)

    @rule(n=st.integers(0, 3))
    def restart(self, n: int) -> None:
        """Kill -9, and the broker sends again what may not have been acknowledged."""
        self.rig.restart()
        self.edge = max(self.edge, self.newest)
        if n and self.said:
            self._hand_in(*self.said[-n:], again=True)

    @rule(value=st.sampled_from([60, 140]))
    def lose_the_store(self, value: float) -> None:
        """Fail to commit; the message comes again."""
        message = self._message(self.rig.now, value)
        with mock.patch.object(Alerts, "commit", side_effect=StoreAway("away")), suppress(StoreAway):
            self.rig.engine.handle([message])
        self._hand_in(message)
        self._judge(self.rig.now, value)

    @rule()
    def press(self) -> None:
        """Press SOS."""
        self._hand_in(self.rig.message("monitor-lin", sos=True))

    @rule(sos=st.booleans())
    def answer(self, sos: bool) -> None:  # noqa: FBT001 - hypothesis names its arguments
        """Let the steward say that he is on it."""
        alert = self._open("sos" if sos else RULE)
        if alert is not None and alert.state is not AlertState.PENDING:
            change = acknowledge(alert, STEWARD, self.rig.now)
            assert change is None or self.records.alerts.commit([change], [], self.rig.now) == []

    @rule(sos=st.booleans())
    def close(self, sos: bool) -> None:  # noqa: FBT001 - hypothesis names its arguments
        """Let the steward say what it was."""
        alert = self._open("sos" if sos else RULE)
        change = resolve(alert, STEWARD, Disposition.REAL, self.rig.now) if alert else None
        if change is not None:
            assert self.records.alerts.commit([change], [], self.rig.now) == []
        if change is not None and not sos and change.alert.ended_at is not None:
            self.oracle.forget(change.alert.ended_at)
            self.edge = max(self.edge, self.newest, change.alert.ended_at)

    @rule(minutes=st.sampled_from([1, 10]))
    def silence(self, minutes: int) -> None:
        """Silence her for a while."""
        self.mutes += 1
        ends_at = self.rig.now + timedelta(minutes=minutes)
        mute = Silence(
            id=str(self.mutes), starts_at=self.rig.now, ends_at=ends_at, by=STEWARD, why="rest", resident=MRS_LIN
        )
        self.records.mutes.put_silence(mute, self.rig.now)

    @invariant()
    def all_holds(self) -> None:
        """Look at everything that must always hold."""
        self.alerts = self.rig.alerts()
        self._one_alert_of_a_rule_is_open()
        self._whatever_fires_is_due()
        self._nobody_is_told_twice_or_while_somebody_is_on_it()
        self._no_critical_reading_is_lost()
        self._what_is_open_is_what_the_oracle_says()

    def _one_alert_of_a_rule_is_open(self) -> None:
        """At most one."""
        rules = [alert.rule for alert in self.alerts if alert.is_open]
        assert len(rules) == len(set(rules))

    def _whatever_fires_is_due(self) -> None:
        """No ladder stands still."""
        assert all(alert.due_at for alert in self.alerts if alert.state is AlertState.FIRING)

    def _nobody_is_told_twice_or_while_somebody_is_on_it(self) -> None:
        """One message, one id; and an answer is respected."""
        rows = [row for row in self.rig.shelf.rows if row.notification.id not in self.told]
        handed = [row.notification.id for row in self.rig.shelf.rows]
        assert len(handed) == len(set(handed))
        now_on_it = {a.id: a.acknowledged_at for a in self.alerts if a.state is AlertState.ACKNOWLEDGED}
        for row in rows:
            alert = row.notification.alert or ""
            if alert in self.on_it and now_on_it.get(alert) == self.on_it[alert]:
                assert row.notification.reason in MAY_TELL_WHO_IS_ON_IT
        self.told = set(handed)
        self.on_it = {alert: at for alert, at in now_on_it.items() if at}

    def _no_critical_reading_is_lost(self) -> None:
        """Each belongs to an alert that is critical, or that a person has seen and closed; and those were told."""
        alerts = [one for one in self.alerts if one.rule == RULE]
        for at in self.severe:
            mine = [one for one in alerts if one.covers(at)]
            assert any(one.severity is Severity.CRITICAL or one.resolved_by == STEWARD for one in mine)
        for alert in alerts:
            if alert.severity is Severity.CRITICAL and not self.mutes and not alert.note.startswith(PART_OF):
                assert self._tellings(alert)

    def _what_is_open_is_what_the_oracle_says(self) -> None:
        """After readings in order, at least: what was overtaken a moment ago may not be settled yet."""
        if self.blurred_at is not None or not self.settled:
            return
        episodes = self.oracle.episodes()
        last = episodes[-1] if episodes else None
        alert = self._open(RULE)
        what = (alert.started_at, alert.worst, alert.severity is Severity.CRITICAL) if alert else None
        if last is None or last.over:
            assert what is None
        elif last.clear_since is None or alert is not None:
            assert what == last.what

    def _message(self, at: datetime, value: float | None) -> Message:
        return self.rig.message(at=at, heart_rate=80 if value is None else value, worn=value is not None)

    def _hand_in(self, *messages: Message, again: bool = False) -> None:
        self.rig.engine.handle([one._replace(received_at=self.rig.now) for one in messages])
        self.said += [] if again else messages

    def _judge(self, at: datetime, value: float | None) -> None:
        """Tell the oracle, and whether it can still know: what a restart or a person's word lies between is blurred."""
        if at <= self.edge:
            self.blurred_at = self.newest
        self.settled = at >= self.newest
        self.newest = max(self.newest, at)
        self.oracle.readings.add((at, value))
        self._note_severe(at, value)
        if self.blurred_at is not None and self.newest - self.blurred_at > ORDERED and self._open(RULE) is None:
            self.oracle, self.blurred_at = Oracle(), None

    def _note_severe(self, at: datetime, value: float | None) -> None:
        if value is not None and value >= CRITICAL:
            self.severe.add(at)

    def _open(self, rule_id: str) -> Alert | None:
        return next((one for one in self.rig.alerts() if one.rule == rule_id and one.is_open), None)

    def _tellings(self, alert: Alert) -> list[Notification]:
        return [one.notification for one in self.records.outbox.of_alert(alert.id)]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an empty database to copy: migrating one for each example would take minutes."""
    file = tmp_path_factory.mktemp("empty") / "r.sqlite"
    open_records(f"sqlite:///{file}").close()
    return file


def test_whatever_happens_in_whatever_order_nothing_is_lost_and_nobody_is_told_twice(empty: Path) -> None:
    Life.empty = empty
    run_state_machine_as_test(Life, settings=QUICK)
