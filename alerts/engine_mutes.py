"""What keeps tellings back now: silences, residents who are away, outages of whole areas; and when it is over."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from alerts.engine_directory import Directories
from alerts.engine_state import State
from domain.alerts import Alert, AlertState, MoveKind
from domain.answers import wait_of
from domain.muting import Away, Muted, MutedBy, Silence, Subject, happened, inhibits, is_outage, muted, read_trace
from domain.rules import Rule
from store.records import Records

AFTER_OUTAGE = timedelta(minutes=10)
"""So long the devices of an area may take to speak again after its outage: those that do not are told then."""
_AN_OUTAGE_LASTS = timedelta(days=1)
"""Until when an outage keeps back, if its end is not seen."""
_TOO_LATE = timedelta(minutes=15)
"""So much later than its ladder says an alert may be due without a mute: what waits for a receiver's ten minutes."""


class Held(NamedTuple):
    """An alert of which a telling was kept back: whose, by which rule, how it stood then, and why."""

    resident: str
    rule: str
    state: AlertState
    by: MutedBy


class Mutes:
    """Knows the mutes that people set (`take`, after they changed) and the outages that are open (`look`)."""

    def __init__(self, records: Records, state: State, directories: Directories) -> None:
        self._records = records
        self._state = state
        self._directories = directories
        self._silences: tuple[Silence, ...] = ()
        self._aways: tuple[Away, ...] = ()
        self._at_home: frozenset[str] = frozenset()
        self._outages: dict[str, Alert] = {}
        self._begun: list[Alert] = []
        self._held: dict[str, Held] = {}

    def take(self, rules: Iterable[Rule], now: datetime) -> None:
        """Read what people set; `rules` are all of them, as they are now."""
        self._silences = tuple(self._records.mutes.silences(now))
        self._aways = tuple(self._records.mutes.aways(now))
        self._at_home = frozenset(rule.id for rule in rules if rule.at_home)

    def begin(self, alerts: Iterable[Alert]) -> None:
        """Take in the outages that are told in the same transaction as the alerts that they keep back."""
        self._begun = [alert for alert in alerts if is_outage(alert)]

    def holding(self, alert: Alert, now: datetime) -> Muted | None:
        """Give what keeps a telling of this alert back now, the longest; None where nothing does."""
        if happened(alert) or not (self._silences or self._aways or self._outages or self._begun):
            return None
        areas = self._directories.areas_of(alert.resident)
        subject = Subject(
            resident=alert.resident,
            areas=frozenset(areas),
            rule=alert.rule,
            severity=alert.severity,
            at_home=alert.rule in self._at_home,
        )
        by_people = muted(subject, self._silences, self._aways, now)
        outages = (*self._outages.values(), *self._begun)
        outage = next((one for one in outages if inhibits(one, alert, areas)), None)
        if outage is None:
            return by_people
        inhibited = Muted(by=MutedBy.INHIBITED, until=now + _AN_OUTAGE_LASTS, source=outage.id)
        return max(filter(None, (inhibited, by_people)), key=lambda one: one.until)

    def hold(self, alert: Alert, by: MutedBy) -> None:
        """Note that a telling of this alert was kept back: the end of its mute is watched."""
        self._held[alert.id] = Held(alert.resident, alert.rule, alert.state, by)

    def recall(self, opened: Iterable[Alert], now: datetime) -> None:
        """Find out, after a restart, what is kept back: what is due later than its ladder says."""
        for alert in opened:
            wait = self._wait(alert)
            if alert.due_at is None or (wait is not None and alert.step >= 0 and alert.due_at <= now + wait):
                continue
            mute = read_trace(self._last_telling(alert))
            if mute is None and wait is not None and alert.due_at > now + wait + _TOO_LATE:
                self._bring(alert, now + wait)  # our clock was set back while we were away
            elif mute is not None and mute.by is not MutedBy.QUIET_HOURS:
                self.hold(alert, mute.by)

    def look(self, now: datetime) -> None:
        """Take in the outages that are open now, and make due what nothing keeps back any more."""
        outages = {alert.id: alert for alert in self._state.watched_alerts() if is_outage(alert)}
        for outage in (one for one in outages.values() if one.id not in self._outages):
            # Messages that wait for their neighbours are void now: when it is over they are told after all.
            for single in self._state.open_alerts():
                fires = single.state is AlertState.FIRING
                if fires and inhibits(outage, single, self._directories.areas_of(single.resident)):
                    self.hold(single, MutedBy.INHIBITED)
        self._outages, self._begun = outages, []
        for name, held in list(self._held.items()):
            alert = self._open(name, held)
            if alert is None:
                del self._held[name]
            else:
                self._release(alert, held.by, now)

    def _release(self, alert: Alert, by: MutedBy, now: datetime) -> None:
        """Bring forward when it is due, where its mute ends sooner than was thought."""
        mute = self.holding(alert, now)
        if mute is None:
            del self._held[alert.id]
        elif mute.by is MutedBy.INHIBITED:
            return
        at_end = now + AFTER_OUTAGE if by is MutedBy.INHIBITED else now
        due = mute.until if mute is not None else at_end
        if alert.due_at is not None and due < alert.due_at:
            self._bring(alert, due)

    def _bring(self, alert: Alert, due: datetime) -> None:
        self._records.alerts.hasten(alert.id, due, acknowledged=alert.state is AlertState.ACKNOWLEDGED)
        self._state.put(replace(alert, due_at=due))

    def _open(self, name: str, held: Held) -> Alert | None:
        """Give a held alert if it still fires, or if who was on it then still is."""
        known = self._state.resident(held.resident).open
        found = known.get(held.rule) if known else None
        if found is None or found.id != name:
            return None
        is_on = found.state is held.state and found.reminded_at is None
        return found if found.state is AlertState.FIRING or is_on else None

    def _wait(self, alert: Alert) -> timedelta | None:
        """Give how long it would wait by its ladder."""
        ladders = self._state.ladders.of(self._directories.areas_of(alert.resident))
        policy = ladders.policy(alert.severity, technical=alert.technical)
        if alert.state is AlertState.FIRING:
            return wait_of(alert, policy)
        return policy.expires_after if alert.reminded_at else policy.remind_after

    def _last_telling(self, alert: Alert) -> str:
        """Give the note of the newest move, but for hand-overs: they come in between."""
        timeline = self._records.alerts.timeline(alert.id)
        return next((one.note for one in reversed(timeline) if one.kind is not MoveKind.HANDED_OVER), "")
