"""Adds to a change whom to tell of it; a step that has nobody to tell goes on to the next area up at once."""

from dataclasses import replace
from datetime import datetime

import structlog

from alerts.engine_directory import Directories
from alerts.engine_state import State
from alerts.routing import Directory, is_told, needs_answer, reaches_responsible, route
from domain.alerts import Alert, Change, Move
from domain.answers import escalate
from domain.escalation import DEFAULT_LADDERS
from domain.moves import NOBODY, joined
from domain.notifications import Notification
from store.records.opening import Records

log = structlog.get_logger()


class Teller:
    """Makes the notifications of changes. `untold` counts the moves that nobody at all could be told of."""

    def __init__(self, records: Records, state: State) -> None:
        self._records = records
        self.directories = Directories(records, state)
        self.untold = 0

    def tell(self, change: Change, now: datetime) -> tuple[Change, list[Notification]]:
        """Give the change, with the steps that were passed over, and all of its notifications."""
        if not any(is_told(move) for move in change.moves):
            return change, []
        told = self._told(change)
        directory = self.directories.about(change.alert.resident, now)
        notifications: list[Notification] = []
        for move in change.moves:
            notifications += route(change.alert, move, directory, told)
        alert, last = change.alert, change.moves[-1]
        if needs_answer(alert, last) and not reaches_responsible(alert, last, directory, notifications):
            change, further = self._go_up(change, directory, told, now)
            notifications += further
        return change, notifications

    def _told(self, change: Change) -> frozenset[str]:
        if not change.based_on:
            return frozenset()
        return frozenset(one.notification.person for one in self._records.outbox.of_alert(change.alert.id))

    def _go_up(
        self, change: Change, directory: Directory, told: frozenset[str], now: datetime
    ) -> tuple[Change, list[Notification]]:
        while True:
            change = _untold(change)
            if _is_last_step(change.alert):
                self._nobody(change.alert)
                return change, []
            change = joined(change, escalate(change.alert, now))
            alert, move = change.alert, change.moves[-1]
            notifications = route(alert, move, directory, told)
            if reaches_responsible(alert, move, directory, notifications):
                return change, notifications

    def _nobody(self, alert: Alert) -> None:
        self.untold += 1
        log.error("nobody to tell", alert=alert.id, rule=alert.rule, severity=alert.severity.word)


def _untold(change: Change) -> Change:
    """Write on the last move that it should have been told and had no receiver."""
    last: Move = replace(change.moves[-1], note=NOBODY)
    return replace(change, moves=(*change.moves[:-1], last))


def _is_last_step(alert: Alert) -> bool:
    return DEFAULT_LADDERS.policy(alert.severity, technical=alert.technical).next_step(alert.step) == alert.step
