"""What people do in a scenario, done to the records as the API does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from banister.scenarios_town import BUILDING, RESIDENT
from domain.alerts import Alert, AlertState, Change, Disposition
from domain.answers import acknowledge, hand_over, resolve
from domain.errors import BanisterError, MoveRefused
from domain.escalation import Ladders, ladders
from domain.hours import LocalHours
from domain.muting import Away, AwayKind, Silence
from domain.rosters import Handover, Leave
from simulators.expectations import Act
from store.records import Records

OPEN = (AlertState.FIRING, AlertState.ACKNOWLEDGED)


class NothingToDo(BanisterError):
    """Somebody was to answer an alert that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An act, and where and when it is done."""

    act: Act
    records: Records
    now: datetime

    @property
    def until(self) -> datetime:
        """When what begins now is over."""
        return self.now + timedelta(seconds=self.act.lasts)

    def ladders_of(self, alert: Alert) -> Ladders:
        """Give the policies that hold for the alert."""
        areas = self.records.people.placement(RESIDENT).areas
        return ladders(self.records.policies.policies(), areas) if alert.resident == RESIDENT else ladders((), ())

    def answered(self, move: Callable[[Alert], Change | None]) -> None:
        """Do this to every alert of the rule that is open; somebody else may move it meanwhile, so it is read anew."""
        mine = [one for one in self.records.alerts.open() if one.rule == self.act.rule and one.state in OPEN]
        if not mine:
            raise NothingToDo(f"{self.act.who} was to {self.act.deed} {self.act.rule}, and none is open")
        changes = [change for change in map(move, mine) if change is not None]
        if self.records.alerts.commit(changes, [], self.now):
            raise NothingToDo(f"{self.act.who} could not {self.act.deed} {self.act.rule}: it had changed")


def perform(act: Act, records: Records, now: datetime) -> None:
    """Do it. Raises NothingToDo, and what the records raise."""
    _DEEDS[act.deed](Scene(act=act, records=records, now=now))


def _acknowledge(scene: Scene) -> None:
    scene.answered(lambda one: acknowledge(one, scene.act.who, scene.now, ladders=scene.ladders_of(one)))


def _resolve(scene: Scene) -> None:
    disposition = Disposition(scene.act.word or "real")
    scene.answered(lambda one: resolve(one, scene.act.who, disposition, scene.now))


def _silence(scene: Scene) -> None:
    act, now = scene.act, scene.now
    silence = Silence(
        id="silence", starts_at=now, ends_at=scene.until, by=act.who, why="a scenario", resident=RESIDENT,
        rule=act.rule or None,
    )  # fmt: skip
    scene.records.mutes.put_silence(silence, now)


def _end_silence(scene: Scene) -> None:
    scene.records.mutes.end_silence("silence", scene.act.who, scene.now)


def _away(scene: Scene) -> None:
    act, now = scene.act, scene.now
    kind = AwayKind(act.word or "family")
    scene.records.mutes.put_away(
        Away(id="away", resident=RESIDENT, starts_at=now, ends_at=scene.until, kind=kind, by=act.who), now
    )


def _come_home(scene: Scene) -> None:
    scene.records.mutes.end_away("away", scene.act.who, scene.now)


def _leave(scene: Scene) -> None:
    act, now = scene.act, scene.now
    leave = Leave(id=f"leave-{act.who}", person=act.who, starts_at=now, ends_at=scene.until, set_by="community")
    scene.records.rosters.put_leave(leave, now)


def _hand_over(scene: Scene) -> None:
    act, now, records = scene.act, scene.now, scene.records
    handover = Handover(
        id="handover", area=BUILDING, from_person=act.who, to_person=act.to, at=now, by="community", why="a scenario"
    )
    records.rosters.hand_over(handover, now)
    mine = records.alerts.find(residents=[RESIDENT], states=OPEN)
    changes = [hand_over(one, handover, now, ladders=scene.ladders_of(one)) for one in mine]
    records.alerts.commit([change for change in changes if change is not None], [], now)


def _quiet_hours(scene: Scene) -> None:
    starts, _, ends = scene.act.word.partition("-")
    hours = LocalHours(starts=time.fromisoformat(starts), ends=time.fromisoformat(ends))
    scene.records.people.set_quiet(scene.act.who, hours)


def _lose_channel(scene: Scene) -> None:
    for one in scene.records.people.channels(scene.act.who):
        scene.records.people.put_channel(replace(one, enabled=False))


_DEEDS: Mapping[str, Callable[[Scene], None]] = {
    "acknowledge": _acknowledge,
    "resolve": _resolve,
    "silence": _silence,
    "end_silence": _end_silence,
    "away": _away,
    "come_home": _come_home,
    "leave": _leave,
    "hand_over": _hand_over,
    "quiet_hours": _quiet_hours,
    "lose_channel": _lose_channel,
}
REFUSED = (NothingToDo, MoveRefused)
