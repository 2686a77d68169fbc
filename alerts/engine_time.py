"""What passing time asks of the engine: escalations and reminders, silences, and what people did meanwhile."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from alerts.engine_board import Board
from alerts.engine_commit import Committer
from alerts.engine_roster import Roster
from alerts.engine_silence import Silence
from alerts.engine_state import State
from alerts.engine_working import Working
from alerts.set_back import SetBack
from domain.alerts import Alert, AlertState, Change
from domain.answers import overdue
from domain.defaults import default_rules
from domain.moves import ENGINE
from mqtt.facts import LineFacts
from store.records.opening import Records

LOOK_EVERY = timedelta(seconds=1)
"""How often the records are asked what people changed."""
FORGET_EVERY = timedelta(seconds=5)
"""How old what is known of people and their channels may be."""
AT_ONCE = 100
"""Due alerts taken in one transaction; the rest comes with the next tick."""
SWEPT = timedelta(days=7)
"""Alerts that began so long ago may have ended while we were away: their message on the broker is taken away."""

log = structlog.get_logger()


class Rounds:
    """Goes the rounds, on the line's tick."""

    def __init__(
        self,
        *,
        records: Records,
        state: State,
        roster: Roster,
        silence: Silence,
        committer: Committer,
        board: Board,
        line: Callable[[], LineFacts],
    ) -> None:
        self._records, self._state, self._roster = records, state, roster
        self._silence, self._committer, self._board, self._line = silence, committer, board, line
        self._cursor = 0
        self._looked_at: datetime | None = None
        self._forgot_at: datetime | None = None
        self._set_back = SetBack()

    def start(self, now: datetime) -> None:
        """Read what a restart must know; the cursor first, so that no move is missed in between."""
        self._records.rules.seed(default_rules(), now)
        self._cursor = self._records.alerts.last_move()
        self._roster.refresh(now)
        self._roster.recall()
        self._silence.expect_all()
        self._show_all(now)
        log.info("recalled", devices=len(self._state.devices), open_alerts=len(self._state.open_alerts()))

    def go(self, now: datetime) -> None:
        """Do what is due. Raises StoreAway; what was not done is still due the next time."""
        self._hold_deadlines(now)
        if _is_due(self._looked_at, LOOK_EVERY, now):
            self._look(now)
            self._looked_at = now
        self._due(now)

    def open_by_state(self) -> dict[str, int]:
        """Count the open alerts."""
        return dict(Counter(alert.state.value for alert in self._state.open_alerts()))

    def _hold_deadlines(self, now: datetime) -> None:
        """Where our clock was set back, nobody waits so much longer."""
        back = self._set_back.by(now)
        if back is not None:
            moved = self._records.alerts.bring_forward(back, self._state.sites)
            self._silence.set_back(now)
            log.warning("our clock was set back", seconds=back.total_seconds(), deadlines=moved)
        self._set_back.note(now)

    def _look(self, now: datetime) -> None:
        if _is_due(self._forgot_at, FORGET_EVERY, now):
            self._forgot_at = now
            self._committer.teller.directories.forget()
        if self._roster.refresh(now):
            self._committer.teller.directories.forget_areas()
            self._silence.expect_all()
        self._follow()
        working = Working(self._state, self._records.alerts)
        self._silence.judge(working, self._line(), now)
        self._committer.commit(working, now)

    def _due(self, now: datetime) -> None:
        mine = self._records.alerts.due(now, AT_ONCE, self._state.sites)
        if not mine:
            return
        working = Working(self._state, self._records.alerts)
        for alert in mine:
            working.adopt(alert)
            working.take((alert.resident, alert.rule), partial(_overdue, alert.id, now))
        self._committer.commit(working, now)

    def _follow(self) -> None:
        """Take in what people did to alerts through the API."""
        while moves := self._records.alerts.moves_after(self._cursor):
            theirs = {move.alert for _, move in moves if move.by != ENGINE}
            for alert in self._records.alerts.alerts(sorted(theirs)) if theirs else ():
                if self._state.is_mine(alert.site):
                    self._state.put(alert)
                    self._board.show(alert)
            self._cursor = moves[-1][0]

    def _show_all(self, now: datetime) -> None:
        """Show the open alerts again, and take away those that ended while we were not there."""
        over = self._records.alerts.find(states=[AlertState.RESOLVED], since=now - SWEPT, limit=500)
        for alert in (*over, *self._state.open_alerts()):
            if self._state.is_mine(alert.site):
                self._board.show(alert)


def _overdue(alert: str, now: datetime, _: Working, found: Alert | None) -> Change | None:
    return overdue(found, now) if found is not None and found.id == alert else None


def _is_due(last: datetime | None, every: timedelta, now: datetime) -> bool:
    """Whether it is time again; also when our clock was set back."""
    return last is None or not timedelta(0) <= now - last < every
