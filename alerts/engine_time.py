"""What passing time asks of the engine: escalations and reminders, silences, and what people did meanwhile."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from alerts.engine_arranged import Arranged
from alerts.engine_audit import Audit
from alerts.engine_board import Board
from alerts.engine_commit import Committer
from alerts.engine_handed import Handed
from alerts.engine_overdue import Overdue
from alerts.engine_roster import Roster
from alerts.engine_silence import Silence
from alerts.engine_state import State
from alerts.engine_unanswered import RULE, Unanswered
from alerts.engine_working import Working
from alerts.set_back import SetBack
from alerts.telling_limits import WINDOW
from domain.alerts import Alert, AlertState
from domain.defaults import default_rules
from domain.escalation import Ladders, default_policies
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
        self._directories, self._mutes = committer.teller.directories, committer.teller.mutes
        self._arranged = Arranged(records, state, self._mutes)
        self._overdue = Overdue(self._mutes, self._ladders)
        self._unanswered = Unanswered(records.alerts, self._directories, state.ladders)
        self._handed = Handed(records, state, committer)
        self._audit = Audit(records, state, self._directories, self._overdue)
        self._cursor = 0
        self._looked_at: datetime | None = None
        self._forgot_at: datetime | None = None
        self._set_back = SetBack()

    def start(self, now: datetime) -> None:
        """Read what a restart must know; the cursor first, so that no move is missed in between."""
        self._records.rules.seed(default_rules(), now)
        self._records.policies.seed(default_policies(), now)
        self._cursor = self._records.alerts.last_move()
        self._roster.refresh(now)
        self._roster.recall()
        self._arranged.refresh(now, self._records.revision())
        self._mutes.recall(self._state.open_alerts(), now)
        self._committer.teller.recall(now, now - WINDOW)
        self._handed.recall(self._cursor, now)
        self._silence.expect_all()
        self._show_all(now)
        log.info("recalled", devices=len(self._state.devices), open_alerts=len(self._state.open_alerts()))

    def go(self, now: datetime) -> None:
        """Do what is due. Raises StoreAway; what was not done is still due the next time."""
        self._hold_deadlines(now)
        looks = _is_due(self._looked_at, LOOK_EVERY, now)
        if looks:
            self._look(now)
            self._looked_at = now
        self._due(now)
        if looks:
            self._look_after_ladders(now)

    def open_by_state(self) -> dict[str, int]:
        """Count the open alerts."""
        return dict(Counter(alert.state.value for alert in self._state.open_alerts()))

    @property
    def restarted(self) -> int:
        """How many ladders stood still and were restarted."""
        return self._audit.restarted

    def _hold_deadlines(self, now: datetime) -> None:
        """Where our clock was set back, nobody waits so much longer."""
        back = self._set_back.by(now)
        if back is not None:
            moved = self._records.alerts.bring_forward(back, self._state.sites)
            self._silence.set_back(now)
            self._committer.teller.limits.forget()
            log.warning("our clock was set back", seconds=back.total_seconds(), deadlines=moved)
        self._set_back.note(now)

    def _look(self, now: datetime) -> None:
        if _is_due(self._forgot_at, FORGET_EVERY, now):
            self._forgot_at = now
            self._directories.forget()
        revision = self._records.revision()
        changed = self._roster.refresh(now, revision)
        unsettled = self._roster.unsettled()
        if unsettled is not None:
            self._silence.expect_anew(unsettled)
        elif changed:
            self._silence.expect_all()
        if self._arranged.refresh(now, revision):
            self._directories.forget_areas()
        self._follow(now)
        self._close(now)
        self._mutes.look(now)
        working = Working(self._state, self._records.alerts)
        self._silence.judge(working, self._line(), now)
        self._committer.commit(working, now)

    def _due(self, now: datetime) -> None:
        working = Working(self._state, self._records.alerts)
        for alert in self._records.alerts.due(now, AT_ONCE, self._state.sites):
            self._overdue.take(alert, working, now)
        self._committer.commit(working, now)

    def _look_after_ladders(self, now: datetime) -> None:
        """Raise what nobody answered, restart what stands still, and say beforehand where nobody would answer."""
        working = Working(self._state, self._records.alerts)
        self._unanswered.look(self._state.watched_alerts(), self._arranged.rules.get(RULE), working, now)
        self._audit.look(self._arranged.rules, working, now)
        self._committer.commit(working, now)

    def _follow(self, now: datetime) -> None:
        """Take in what people did to alerts through the API."""
        while moves := self._records.alerts.moves_after(self._cursor):
            theirs = [move for _, move in moves if move.by != ENGINE]
            found = self._records.alerts.alerts(sorted({move.alert for move in theirs})) if theirs else []
            for alert in found:
                if self._state.is_mine(alert.site):
                    self._state.put(alert)
                    self._board.show(alert)
            self._handed.tell(found, theirs, now)
            self._cursor = moves[-1][0]

    def _close(self, now: datetime) -> None:
        """End what was begun about somebody in the moment before we learned that they have died."""
        gone = self._state.gone
        for resident in {one.resident for one in self._state.open_alerts() if one.resident in gone} if gone else ():
            for alert in self._records.erasure.close(resident, ENGINE, now):
                self._state.put(alert)
                self._board.show(alert)

    def _ladders(self, alert: Alert) -> Ladders:
        return self._state.ladders.of(self._directories.areas_of(alert.resident))

    def _show_all(self, now: datetime) -> None:
        """Show the open alerts again, and take away those that ended while we were not there."""
        over = self._records.alerts.find(states=[AlertState.RESOLVED], since=now - SWEPT, limit=500)
        for alert in (*over, *self._state.open_alerts()):
            if self._state.is_mine(alert.site):
                self._board.show(alert)


def _is_due(last: datetime | None, every: timedelta, now: datetime) -> bool:
    """Whether it is time again; also when our clock was set back."""
    return last is None or not timedelta(0) <= now - last < every
