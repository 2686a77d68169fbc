"""An alert and its moves, as data. How it moves: `domain.life`."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.limits import Side
from domain.readings import to_millis
from domain.rules import RuleKind
from domain.severity import Severity

_ALERTS = uuid.UUID("6f0f1f0e-9a0f-5c7b-8a55-0a8c6d1f2b11")


class AlertState(StrEnum):
    """Silenced, told, escalated and stale are not states: they are looked up."""

    PENDING = "pending"
    FIRING = "firing"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


OPEN_STATES = frozenset({AlertState.PENDING, AlertState.FIRING, AlertState.ACKNOWLEDGED})


class Disposition(StrEnum):
    """What it was, in the words of the person who resolved it."""

    REAL = "real"
    FALSE_ALARM = "false_alarm"
    TEST = "test"
    DEVICE_FAULT = "device_fault"
    AWAY = "away"


class MoveKind(StrEnum):
    """Why a row stands in an alert's timeline."""

    PENDING = "pending"
    FIRED = "fired"
    WORSENED = "worsened"
    AGAIN = "again"
    ESCALATED = "escalated"
    ACKNOWLEDGED = "acknowledged"
    REMINDED = "reminded"
    UNACKNOWLEDGED = "unacknowledged"
    UNANSWERED = "unanswered"
    HANDED_OVER = "handed_over"
    RESOLVED = "resolved"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something about one resident (or an area) that somebody must answer for. One open alert per (resident, rule).

    id             made of resident, rule and `started_at`: the same breach makes the same alert, however often it comes
    resident       whom it is about: an id, or `area:<id>` (see `domain.subjects`)
    kind, side     what its rule looks at, and on which side of the limit; texts are chosen by them
    facts          numbers that explain the value, by name: `usual`, `spread`, `from`, `within_s`, `known` …
    version        number of its moves; two writers cannot make the same one
    device         whose reading it was last; for an absence rule, the silent device
    value          the newest value by `observed_at`, in the metric's unit (None for absence)
    worst          the worst value so far
    limit          the number that was crossed; `limit_source` says where it is from
    started_at     event time of the first breach; fired_at: our clock when it fired (None while pending)
    held_since     event time from which `hold` counts (None: it does not count now)
    held_at        event time of the newest breach counted for `hold`; of SOS and falls: of the newest that was told
                   while somebody was on it (None: only the first was)
    clear_since    event time of the first clear reading after the last breach
    due_at         our clock: when the next step, reminder or repetition is due (None: nothing is)
    step           the escalation step told last (-1: nobody was told yet, because it was muted)
    unanswered_at  our clock: when its ladder came to the end and nobody had answered
    ended_at       what it covers up to (event time): the clear reading, or what a person's resolution covers
    late           its first reading was late: say "measured N ago", never "now"
    """

    id: str
    resident: str
    rule: str
    rule_version: int
    site: str
    device: str
    metric: str
    severity: Severity
    state: AlertState
    started_at: datetime
    observed_at: datetime
    version: int = 0
    kind: RuleKind = RuleKind.THRESHOLD
    side: Side | None = None
    facts: Mapping[str, float] = field(default_factory=dict)
    technical: bool = False
    latching: bool = False
    late: bool = False
    value: float | None = None
    worst: float | None = None
    limit: float | None = None
    limit_source: str = ""
    fired_at: datetime | None = None
    held_since: datetime | None = None
    held_at: datetime | None = None
    clear_since: datetime | None = None
    step: int = 0
    due_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    reminded_at: datetime | None = None
    unanswered_at: datetime | None = None
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    ended_at: datetime | None = None
    disposition: Disposition | None = None
    note: str = ""

    @property
    def is_open(self) -> bool:
        """Not over: pending, firing or acknowledged."""
        return self.state in OPEN_STATES

    def covers(self, moment: datetime) -> bool:
        """Whether a breach at `moment` (event time) belongs to this alert."""
        return self.started_at <= moment and (self.ended_at is None or moment <= self.ended_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A row of the timeline: what notification, log and statistics all read.

    n counts from 1 within the alert. `at` is our clock; `observed_at`, `value`, `limit` are of the reading behind it.
    `by` is the person or service; `step` the escalation step of a telling move.
    """

    alert: str
    n: int
    kind: MoveKind
    at: datetime
    severity: Severity
    by: str
    observed_at: datetime | None = None
    value: float | None = None
    limit: float | None = None
    step: int = 0
    note: str = ""
    disposition: Disposition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An alert as it is after some moves; `based_on` is the version it was read at (0: it is new).

    With no moves only the alert's numbers changed (value, clear_since): the version stays.
    """

    alert: Alert
    moves: tuple[Move, ...]
    based_on: int


def alert_id(resident: str, rule: str, started_at: datetime) -> str:
    """Name the alert of a breach: the same arguments give the same id (UUID 5)."""
    return str(uuid.uuid5(_ALERTS, f"{resident}|{rule}|{to_millis(started_at)}"))
