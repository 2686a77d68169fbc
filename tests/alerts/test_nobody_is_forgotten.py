"""Mutes, quiet hours, ladders, leave, channels that fail, restarts, in any order: somebody is told in time.

One person at the street always works and never sleeps. So every alert that fires, that nothing mutes and nobody is on
must have been said to somebody who has to answer, within what its ladder, its retries and its limits may take.
"""

import shutil
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from domain.alerts import Alert, AlertState, Disposition
from domain.answers import acknowledge, hand_over, resolve
from domain.escalation import EscalationPolicy, EscalationStep, Receivers
from domain.hours import LocalHours
from domain.muting import Silence
from domain.notifications import Channel, DeliveryState
from domain.people import AreaKind
from domain.rosters import Handover, Leave
from domain.severity import Severity
from store.records import open_records
from tests.alerts.engine_rig import Rig
from tests.alerts.office import CHANNELS, FALLIBLE, TROUBLE, Office, records_away_at, silence
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    DAUGHTER,
    OFFICER,
    OTHER_STEWARD,
    STEWARD,
    STREET_STAFF,
)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
IN_TIME = {Severity.CRITICAL: 25 * MINUTE, Severity.WARNING: 11 * HOUR}
"""Critical: 11 minutes of ladder, ten of a receiver's limit, and retries. Warning: a night, three quarters, an hour."""
PLAY = settings(
    max_examples=15,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


class Town(RuleBasedStateMachine):
    """Mrs Lin, everybody above her, and all that may keep a message from arriving."""

    empty: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        shutil.copy(self.empty, self.folder.name)
        self.records = open_records(f"sqlite:///{self.folder.name}/{self.empty.name}")
        self.rig = Rig(self.records, CHANNELS)
        self.office = Office(self.records, Path(self.folder.name), lambda: self.rig.now)
        self.rig.shelf = self.office
        self.rig.restart()
        self.silences: list[Silence] = []
        self.owed: dict[tuple[str, Severity], datetime] = {}
        self.number = 0

    def teardown(self) -> None:
        """Let go of the records."""
        self.records.close()
        self.folder.cleanup()

    @rule(minutes=st.sampled_from([0.5, 5, 30, 30, 120]))
    def pass_time(self, minutes: float) -> None:
        """Let time pass, with a tick and a turn of the delivery now and then."""
        until = self.rig.now + minutes * MINUTE
        stride = max(MINUTE / 2, minutes * MINUTE / 20)
        while self.rig.now < until:
            self.rig.wait(seconds=stride.total_seconds())
            self.office.deliver()
            assert not self.office.in_hand, "claimed, and neither sent nor let go of"
            self.nobody_is_forgotten()
            self._whoever_is_on_it_is_reminded()

    @rule(value=st.sampled_from([60, 97, 110, 180, 180]), away_at=st.sampled_from([0, 1, 99, 99]))
    def say(self, value: float, away_at: int) -> None:
        """Let the watch say a pulse, and the records perhaps be away when it is to be told."""
        self.rig.say(heart_rate=value)
        with records_away_at(away_at):
            self.office.deliver()

    @rule()
    def recover(self) -> None:
        """Be well for as long as an alert needs to end."""
        for _ in range(5):
            self.rig.wait(seconds=35)
            self.rig.say(heart_rate=70)
            self.office.deliver()

    @rule(minutes=st.sampled_from([1, 600]), later=st.sampled_from([0, 0, 3]))
    def silence(self, minutes: float, later: float) -> None:
        """Silence her, now or soon."""
        begins = self.rig.now + later * MINUTE
        self._put(silence(self._name(), begins, begins + minutes * MINUTE))

    @rule(minutes=st.sampled_from([0, 0, 5, 60]))
    def change_the_silence(self, minutes: float) -> None:
        """End the last silence now, or let it last longer."""
        if self.silences and self.silences[-1].ends_at > self.rig.now > self.silences[-1].starts_at:
            one = self.silences.pop()
            self._put(replace(one, ends_at=one.ends_at + minutes * MINUTE if minutes else self.rig.now))

    @rule(person=st.sampled_from(FALLIBLE), sleeps=st.booleans())
    def sleep(self, person: str, sleeps: bool) -> None:  # noqa: FBT001 - hypothesis names its arguments
        """Let somebody have quiet hours around now, or none."""
        hours = LocalHours(starts=time((self.rig.now.hour + 6) % 24), ends=time((self.rig.now.hour + 14) % 24))
        self.records.people.set_quiet(person, hours if sleeps else None)

    @rule(person=st.sampled_from([STEWARD, OFFICER, COMMUNITY_STAFF]), hours=st.sampled_from([1, 30]))
    def leave(self, person: str, hours: float) -> None:
        """Let somebody go."""
        end = self.rig.now + hours * HOUR
        away = Leave(id=self._name(), person=person, starts_at=self.rig.now, ends_at=end, set_by=OFFICER)
        self.records.rosters.put_leave(away, self.rig.now)

    @rule(channel=st.sampled_from(CHANNELS[:6]), how=st.sampled_from(["503", "400", "works", "works"]))
    def break_or_mend(self, channel: Channel, how: str) -> None:
        """Let a channel fail, refuse, or work again."""
        self.office.pool.broken.pop(channel.target, None)
        if how in TROUBLE:
            self.office.pool.broken[channel.target] = TROUBLE[how]

    @rule(channel=st.sampled_from(CHANNELS[:6]), enabled=st.booleans())
    def switch(self, channel: Channel, enabled: bool) -> None:  # noqa: FBT001 - hypothesis names its arguments
        """Switch a channel off or on."""
        if enabled:
            self.records.people.put_channel(channel)
        else:
            self.records.people.disable_channel(channel.id, "off", self.rig.now)

    @rule(person=st.sampled_from([STEWARD, OFFICER, STREET_STAFF]))
    def answer(self, person: str) -> None:
        """Let somebody be on it."""
        for alert in self._open():
            change = acknowledge(alert, person, self.rig.now)
            assert change is None or self.records.alerts.commit([change], [], self.rig.now) == []

    @rule()
    def close(self) -> None:
        """Let somebody say what it was."""
        for alert in self._open():
            change = resolve(alert, STEWARD, Disposition.REAL, self.rig.now)
            assert change is None or self.records.alerts.commit([change], [], self.rig.now) == []

    @rule()
    def hand_over(self) -> None:
        """Let the steward give his building away, to somebody who may be unreached."""
        to = Handover(
            id=self._name(), area=BUILDING, from_person=STEWARD, to_person=OTHER_STEWARD, at=self.rig.now, by=OFFICER
        )
        for alert in self._open():
            change = hand_over(alert, to, self.rig.now)
            assert change is None or self.records.alerts.commit([change], [], self.rig.now) == []

    @rule(steps=st.sampled_from([1, 2, 4]))
    def change_the_ladder(self, steps: int) -> None:
        """Give the building a shorter or a longer ladder; the street stands at its end."""
        kinds = (AreaKind.BUILDING, AreaKind.GRID, AreaKind.COMMUNITY, AreaKind.STREET)[4 - steps :]
        rungs = tuple(
            EscalationStep(receivers=(Receivers(area=kind),), after=3 * MINUTE if place else timedelta(0))
            for place, kind in enumerate(kinds)
        )
        policy = EscalationPolicy(
            id="own", severity=Severity.CRITICAL, steps=rungs, repeat=10 * MINUTE, remind_after=HOUR, area=BUILDING
        )
        self.records.policies.put(policy, OFFICER, self.rig.now)

    @rule(engine=st.booleans())
    def kill(self, engine: bool) -> None:  # noqa: FBT001 - hypothesis names its arguments
        """Kill one of the two."""
        if engine:
            self.rig.restart()
        else:
            self.office.restart()

    @invariant()
    def nobody_is_forgotten(self) -> None:
        """Look at everything that is owed."""
        for alert in self.rig.alerts():
            if alert.rule == "heart_rate_high":
                self._look_at(alert)

    def _whoever_is_on_it_is_reminded(self) -> None:
        """Not in a month, because there was a silence once."""
        for alert in self._open():
            if alert.severity is Severity.CRITICAL and not self._is_muted():
                assert alert.due_at is not None
                assert alert.due_at <= self.rig.now + HOUR + MINUTE

    def _look_at(self, alert: Alert) -> None:
        key = (alert.id, alert.severity)
        if alert.state is not AlertState.FIRING or self._is_muted():
            self.owed = {one: since for one, since in self.owed.items() if one[0] != alert.id}
            return
        since = self.owed.setdefault(key, self.rig.now)
        assert self.rig.now - since <= IN_TIME[alert.severity] or self._was_told(alert, since), (
            f"{alert.severity.word} since {since}, now {self.rig.now}, due {alert.due_at}, step {alert.step}"
        )

    def _was_told(self, alert: Alert, since: datetime) -> bool:
        """Whether somebody who has to answer has had it, a minute before it was owed at the earliest."""
        return any(
            one.state is DeliveryState.SENT
            and one.notification.person != DAUGHTER
            and one.ended_at is not None
            and one.ended_at >= since - MINUTE
            for one in self.records.outbox.of_alert(alert.id)
        )

    def _is_muted(self) -> bool:
        return any(one.starts_at <= self.rig.now < one.ends_at for one in self.silences)

    def _put(self, silence: Silence) -> None:
        self.records.mutes.put_silence(silence, self.rig.now)
        self.silences.append(silence)

    def _name(self) -> str:
        self.number += 1
        return f"n{self.number}"

    def _open(self) -> list[Alert]:
        return [one for one in self.rig.alerts() if one.is_open and one.state is not AlertState.PENDING]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an empty database to copy."""
    file = tmp_path_factory.mktemp("empty") / "r.sqlite"
    open_records(f"sqlite:///{file}").close()
    return file


def test_somebody_is_told_of_whatever_fires_whatever_goes_wrong(empty: Path) -> None:
    Town.empty = empty
    run_state_machine_as_test(Town, settings=PLAY)
