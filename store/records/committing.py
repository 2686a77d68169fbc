"""One transaction of alert moves and notifications: compare-and-set, conflicts told, nothing half done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, or_, update

from domain.alerts import Alert, Change
from domain.notifications import DeliveryState, Notification
from store.records.database import MOVES, Database, count_up
from store.records.rows import as_row, fetched, selected
from store.records.tables import alerts, moves, outbox
from store.records.tables.alerts import IS_OPEN

_NUMBERS = (
    "device",
    "started_at",
    "ended_at",
    "severity",
    "observed_at",
    "value",
    "facts",
    "worst",
    "limit",
    "held_since",
    "held_at",
    "clear_since",
    "facts",
    "note",
)
"""What a change without moves may touch: never the state, nor what `hasten` writes."""

_COUNT_ROWS = {"preserve_rowcount": True}
_COMPARE_AND_SET = update(alerts).where(
    alerts.c.id == bindparam("this_id"), alerts.c.version == bindparam("this_version")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A change that came too late, and the alert as it stands: of its id, else the open one of resident and rule."""

    change: Change
    found: Alert | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A worker's claim on rows of the outbox: until then nobody else sends them."""

    worker: str
    until: datetime


class Commit:
    """Writes changes in the order they are given, inside the caller's transaction."""

    def __init__(self, database: Database, connection: Connection, now: datetime, claim: Claim | None = None) -> None:
        self._database = database
        self._connection = connection
        self._now = now
        self._claim = claim
        self._moves: list[dict[str, Any]] = []
        self._late: set[str] = set()
        self._left_out: set[tuple[str, int]] = set()

    def run(self, changes: Sequence[Change], notifications: Sequence[Notification]) -> list[Conflict]:
        """Write all that can be written; give the conflicts."""
        # First of all the counter's lock: commits of several workers stand in line here, so that they neither
        # deadlock on each other's alerts nor show a later number before an earlier one.
        wanted = sum(len(change.moves) for change in changes)
        number = count_up(self._connection, MOVES, wanted) - wanted if changes else 0
        late = [change for change in changes if not self._write(change)]
        if self._moves:
            self._connection.execute(insert(moves), [row | {"number": number + i} for i, row in self._numbered()])
        self.tell([one for one in notifications if (one.alert, one.move) not in self._left_out])
        return [Conflict(change=change, found=self._standing(change.alert)) for change in late]

    def tell(self, notifications: Sequence[Notification]) -> None:
        """Put notifications into the outbox, claimed or due at once; one that is there already is passed over."""
        rows = [waiting_row(one, self._now, self._claim) for one in notifications]
        if rows:
            self._connection.execute(self._database.insert_new(outbox), rows)

    def _numbered(self) -> list[tuple[int, dict[str, Any]]]:
        return list(enumerate(self._moves, 1))

    def _write(self, change: Change) -> bool:
        alert = change.alert
        written = alert.id not in self._late and (self._change(change) if change.based_on else self._begin(alert))
        if written:
            self._moves += [as_row(move) for move in change.moves]
        else:
            self._late.add(alert.id)
            self._left_out |= {(move.alert, move.n) for move in change.moves}
        return written

    def _begin(self, alert: Alert) -> bool:
        made = self._database.insert_new(alerts)
        return self._connection.execute(made, as_row(alert), execution_options=_COUNT_ROWS).rowcount == 1

    def _change(self, change: Change) -> bool:
        row = as_row(change.alert)
        if not change.moves:
            row = {name: row[name] for name in _NUMBERS}
        this = {"this_id": change.alert.id, "this_version": change.based_on}
        return self._connection.execute(_COMPARE_AND_SET, row | this).rowcount == 1

    def _standing(self, alert: Alert) -> Alert | None:
        same = (alerts.c.resident == alert.resident) & (alerts.c.rule == alert.rule) & IS_OPEN
        found = fetched(self._connection, selected(alerts, Alert).where(or_(alerts.c.id == alert.id, same)), Alert)
        return min(found, key=lambda one: one.id != alert.id, default=None)


def waiting_row(notification: Notification, now: datetime, claim: Claim | None = None) -> dict[str, Any]:
    """Give the outbox's row of a new notification: claimed by whoever will send it, or due.

    It is due at once, or at its `not_before`; such a row is nobody's until then.
    """
    claim = claim if notification.not_before is None else None
    return as_row(notification) | {
        "state": DeliveryState.WAITING,
        "attempts": 1 if claim else 0,
        "next_attempt_at": claim.until if claim else max(now, notification.not_before or now),
        "worker": claim.worker if claim else "",
        "ended_at": None,
        "error": "",
        "receipt": "",
        "void": False,
    }
