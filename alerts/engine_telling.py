"""Adds to a change whom to tell of it; a step that has nobody to tell goes on to the next one at once."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import structlog

from alerts.engine_directory import Directories
from alerts.engine_mutes import Mutes
from alerts.engine_state import State
from alerts.routing import TOLD, answering, is_told, needs_answer, route
from alerts.routing_case import Directory
from alerts.telling_limits import ReceiverLimits
from alerts.telling_waits import counted_from, in_time, tried_again
from domain.alerts import Alert, AlertState, Change, Move
from domain.answers import escalate
from domain.escalation import NOBODY_YET
from domain.holding import held_back
from domain.moves import NOBODY, joined
from domain.muting import read_trace
from domain.notifications import Notification
from store.records.opening import Records

log = structlog.get_logger()


class Teller:
    """Makes the notifications of changes. `untold` counts the moves that nobody at all could be told of."""

    def __init__(self, records: Records, state: State) -> None:
        self._records = records
        self.directories = Directories(records, state)
        self.mutes = Mutes(records, state, self.directories)
        self.limits = ReceiverLimits()
        self.untold = 0

    def begin(self, alerts: Iterable[Alert]) -> None:
        """Begin a transaction with these alerts in it."""
        self.mutes.begin(alerts)
        self.limits.begin()

    def tell(self, change: Change, now: datetime) -> tuple[Change, list[Notification]]:
        """Give the change, with the steps that were passed over or kept back, and all of its notifications."""
        if not any(is_told(move) for move in change.moves):
            return change, []
        mute = self.mutes.holding(change.alert, now)
        if mute is not None:
            self.mutes.hold(change.alert, mute.by)
            put_off = any(read_trace(move.note) for move in change.moves)
            return change if put_off else held_back(change, mute, TOLD), []
        return self._tell(change, now)

    def hand_over(self, alert: Alert, move: Move, now: datetime) -> list[Notification]:
        """Give the notifications of a move that a person made and committed: a hand-over."""
        directory = self.directories.about(alert.resident, now)
        return in_time(route(alert, move, directory, frozenset()), alert, directory)

    def recall(self, now: datetime, since: datetime) -> None:
        """Find out, after a restart, what receivers were told lately."""
        lately = self._records.outbox.recent(since)
        ids = {one.alert for one in lately if one.alert is not None}
        self.limits.recall(lately, self._records.alerts.alerts(sorted(ids)), now)

    def _tell(self, change: Change, now: datetime) -> tuple[Change, list[Notification]]:
        directory = self.directories.about(change.alert.resident, now)
        to_tell = change.moves
        if change.alert.step == NOBODY_YET and change.alert.state is AlertState.FIRING:
            # Its mute ended just now: what is told is its first step, and nothing beside it.
            change = joined(change, escalate(change.alert, now, ladders=directory.ladders))
            to_tell = change.moves[-1:]
        told = self._told(change)
        notifications = [one for move in to_tell for one in route(change.alert, move, directory, told)]
        those = answering(change.alert, change.moves[-1], directory, notifications)
        if needs_answer(change.alert, change.moves[-1]) and not those:
            change, further = self._go_up(change, directory, told, now)
            notifications += further
            those = answering(change.alert, change.moves[-1], directory, further)
        notifications = self.limits.applied(in_time(notifications, change.alert, directory), change.alert, now)
        policy = directory.ladders.policy(change.alert.severity, technical=change.alert.technical)
        change = counted_from(change, notifications, those, policy)
        return (change if those else tried_again(change, policy, now)), notifications

    def _told(self, change: Change) -> frozenset[str]:
        if not change.based_on:
            return frozenset()
        return frozenset(one.notification.person for one in self._records.outbox.of_alert(change.alert.id))

    def _go_up(
        self, change: Change, directory: Directory, told: frozenset[str], now: datetime
    ) -> tuple[Change, list[Notification]]:
        while True:
            change = _untold(change)
            alert = change.alert
            if directory.ladders.policy(alert.severity, technical=alert.technical).is_last(alert.step):
                self._nobody(alert)
                return change, []
            change = joined(change, escalate(alert, now, ladders=directory.ladders))
            alert, move = change.alert, change.moves[-1]
            notifications = route(alert, move, directory, told)
            if answering(alert, move, directory, notifications):
                return change, notifications

    def _nobody(self, alert: Alert) -> None:
        self.untold += 1
        log.error("nobody to tell", alert=alert.id, rule=alert.rule, severity=alert.severity.word)


def _untold(change: Change) -> Change:
    """Write on the last move that it should have been told and had no receiver."""
    last: Move = replace(change.moves[-1], note=NOBODY)
    return replace(change, moves=(*change.moves[:-1], last))
