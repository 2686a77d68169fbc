"""Tells whoever took a post over of the open alerts that came with it. The API makes the moves, we tell of them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from alerts.engine_commit import Committer
from alerts.engine_state import State
from domain.alerts import Alert, Move, MoveKind
from store.records import Records

LOOK_BACK = timedelta(hours=6)
"""After a restart: what was handed over so long ago and nobody was told of is told now."""
_MOVES = 5000
"""So many moves are looked through then."""


class Handed:
    """Tells of hand-overs as they are seen, and of those that a crash left untold."""

    def __init__(self, records: Records, state: State, committer: Committer) -> None:
        self._records = records
        self._state = state
        self._committer = committer

    def tell(self, alerts: Iterable[Alert], moves: Iterable[Move], now: datetime) -> None:
        """Tell of those of these moves that hand an alert over; `alerts` are theirs, as they stand."""
        known = {alert.id: alert for alert in alerts if alert.is_open and self._state.is_mine(alert.site)}
        for move in moves:
            if move.kind is MoveKind.HANDED_OVER and move.alert in known:
                self._committer.tell_of(known[move.alert], move, now)

    def recall(self, cursor: int, now: datetime) -> None:
        """Tell, after a restart, of what was handed over lately and is not in the outbox."""
        since, start = now - LOOK_BACK, max(0, cursor - _MOVES)
        handed: list[Move] = []
        while found := self._records.alerts.moves_after(start):
            handed += [move for _, move in found if move.kind is MoveKind.HANDED_OVER and move.at > since]
            start = found[-1][0]
        untold = [move for move in handed if not self._was_told(move)]
        self.tell(self._records.alerts.alerts(sorted({move.alert for move in untold})), untold, now)

    def _was_told(self, move: Move) -> bool:
        return any(one.notification.move == move.n for one in self._records.outbox.of_alert(move.alert))
