"""Commits what was worked out: moves and notifications in one transaction, and only then remembers and shows it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import structlog

from alerts.engine_board import Board
from alerts.engine_state import State
from alerts.engine_telling import Teller
from alerts.engine_working import Working
from domain.alerts import Alert, Change, Move
from domain.errors import BanisterError
from domain.notifications import Notification
from store.records.alerts import Conflict
from store.records.opening import Records
from store.records.outbox import Claim, claimed
from store.records.outbox import Delivery as Row

ATTEMPTS = 5

log = structlog.get_logger()


class Courier(Protocol):
    """Whoever sends what was committed. The rows are claimed for it in the same transaction, and handed over after.

    A crash in between loses nothing: the claim ends, or the next worker of the same name takes it back.
    """

    def claim(self, now: datetime) -> Claim:
        """Give the claim under which rows that are written now will be sent."""
        ...

    def hand_over(self, rows: Sequence[Row]) -> None:
        """Take rows that were committed with such a claim. From any thread; returns at once."""
        ...


class Unsettled(BanisterError):
    """An alert changed under us again and again; the message is not acknowledged and comes again."""


class Committer:
    """Commits a `Working`. Raises StoreAway or Unsettled; then nothing more than what was committed is remembered."""

    def __init__(self, records: Records, state: State, board: Board, courier: Courier) -> None:
        self._records = records
        self._state = state
        self._board = board
        self._courier = courier
        self.teller = Teller(records, state)
        self.commits = self.notifications = self.conflicts = 0

    def commit(self, working: Working, now: datetime) -> None:
        """Commit all changes; those that came too late are worked out again on the alerts as they stand."""
        for _ in range(ATTEMPTS):
            if not working.changes:
                return
            conflicts = self._once(working, now)
            if not conflicts:
                return
            log.info("alerts changed meanwhile", conflicts=len(conflicts))
            working = working.again(conflicts)
        raise Unsettled(f"{len(working.changes)} alerts changed {ATTEMPTS} times while they were judged")

    def counts(self) -> dict[str, int]:
        """Count what was done since the start."""
        return {
            "commits": self.commits,
            "notifications": self.notifications,
            "conflicts": self.conflicts,
            "untold": self.teller.untold,
        }

    def tell_of(self, alert: Alert, move: Move, now: datetime) -> None:
        """Tell of a move that a person made and that is committed already: a hand-over. Told twice it is told once."""
        notifications = self.teller.hand_over(alert, move, now)
        self._records.alerts.commit([], notifications, now)
        self.notifications += len(notifications)

    def _once(self, working: Working, now: datetime) -> list[Conflict]:
        changes: list[Change] = []
        notifications: list[Notification] = []
        self.teller.begin([one.alert for one in working.changes])
        for worked_out in working.changes:
            change, those = self.teller.tell(worked_out, now)
            changes.append(change)
            notifications += those
        claim = self._courier.claim(now)
        conflicts = self._records.alerts.commit(changes, notifications, now, claim=claim)
        self.commits += 1
        self.conflicts += len(conflicts)
        late = {conflict.change.alert.id for conflict in conflicts}
        self._remember([change for change in changes if change.alert.id not in late])
        written = [one for one in notifications if one.alert not in late]
        self.teller.limits.keep(written, now)
        self._hand_over(written, claim)
        self._take_over(conflicts)
        return conflicts

    def _remember(self, changes: list[Change]) -> None:
        for change in changes:
            if self._state.is_mine(change.alert.site):  # the auditor may have taken a step for another worker
                self._state.put(change.alert)
            if change.moves:
                self._board.show(change.alert)

    def _hand_over(self, notifications: list[Notification], claim: Claim) -> None:
        self.notifications += len(notifications)
        at_once = [claimed(one, claim) for one in notifications if one.not_before is None]
        if at_once:
            self._courier.hand_over(at_once)

    def _take_over(self, conflicts: list[Conflict]) -> None:
        """Remember the alerts in conflict as they stand in the records."""
        for conflict in conflicts:
            if conflict.found is not None and self._state.is_mine(conflict.found.site):
                self._state.put(conflict.found)
