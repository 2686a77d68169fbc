"""The moves of all alerts, read from the records once for all streams; what a stream has missed is read again."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from api.alert_shapes import places_of, shown
from api.live.bell import Bell
from api.live.lifeline import Lifeline
from api.shapes.alerts import AlertMove, MoveShape
from domain.alerts import Move, MoveKind
from domain.errors import StoreAway
from domain.people import Placement
from store.records import Records

log = structlog.get_logger()

NOBODY_WAS_TOLD = frozenset({MoveKind.PENDING, MoveKind.GONE})
"""Moves of alerts that never fired: no stream carries them."""
_KEPT = 1000
_PAGE = 500
_EVERY = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One move, ready to be sent to those who may see the alerts of the resident or area."""

    cursor: int
    kind: str
    placement: Placement
    data: str


class MoveFeed:
    """Keeps the newest entries; a stream holds nothing but its cursor, so a slow one costs no memory."""

    def __init__(self, records: Records, clock: Callable[[], datetime]) -> None:
        self.bell = Bell()
        self._records = records
        self._clock = clock
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._entries: deque[Entry] = deque(maxlen=_KEPT)
        self._begins = self.head = records.alerts.last_move()
        self._thread = Lifeline("alert feed", self._run)

    @property
    def died(self) -> str | None:
        """Why the feed's thread ended by itself."""
        return self._thread.died

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wake every stream so that it ends too."""
        self._stopping.set()
        self.bell.ring()
        self._thread.join(1)

    def after(self, cursor: int) -> tuple[int, list[Entry]]:
        """Give what came after the cursor (at most a page), and the cursor behind that; may read the records."""
        with self._lock:
            if cursor >= self._begins:
                return self.head, [entry for entry in self._entries if entry.cursor > cursor]
        return self._read(cursor)

    def _run(self) -> None:
        while not self._stopping.wait(_EVERY):
            try:
                while self._poll():
                    pass
            except StoreAway as error:
                log.warning("alert feed: the records are away", reason=str(error))

    def _poll(self) -> bool:
        head, entries = self._read(self.head)
        if head == self.head:
            return False
        with self._lock:
            for entry in entries:
                if len(self._entries) == _KEPT:
                    self._begins = self._entries[0].cursor
                self._entries.append(entry)
            self.head = head
        self.bell.ring()
        return True

    def _read(self, cursor: int) -> tuple[int, list[Entry]]:
        moves = self._records.alerts.moves_after(cursor, _PAGE)
        if not moves:
            return cursor, []
        return moves[-1][0], self._entries_of(moves)

    def _entries_of(self, moves: Sequence[tuple[int, Move]]) -> list[Entry]:
        told = [(cursor, move) for cursor, move in moves if move.kind not in NOBODY_WAS_TOLD]
        wanted = {move.alert for _, move in told}
        alerts = {alert.id: alert for alert in self._records.alerts.alerts(wanted)} if wanted else {}
        places = places_of(self._records, {alert.resident for alert in alerts.values()})
        shapes = {one.id: one for one in shown(self._records, list(alerts.values()), self._clock(), places)}
        entries = []
        for cursor, move in told:
            placement = places.get(alerts[move.alert].resident) if move.alert in alerts else None
            if placement is not None:
                data = AlertMove(move=MoveShape.of(move), alert=shapes[move.alert]).model_dump_json()
                entries.append(Entry(cursor=cursor, kind=move.kind.value, placement=placement, data=data))
        return entries
