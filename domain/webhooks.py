"""Webhooks: which events other systems are told of, what is said, and when it is tried again. Pure."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from domain.alerts import Alert, Move, MoveKind
from domain.moves import HISTORY
from domain.notifications import DeliveryState
from domain.subjects import area_of

_MESSAGES = uuid.UUID("a3c1d7c2-0d49-5a7b-9c55-7a4d0e7f4b21")


class EventKind(StrEnum):
    """What can be told."""

    FIRED = "alert.fired"
    RAISED = "alert.raised"
    AGAIN = "alert.again"
    ESCALATED = "alert.escalated"
    ACKNOWLEDGED = "alert.acknowledged"
    UNACKNOWLEDGED = "alert.unacknowledged"
    UNANSWERED = "alert.unanswered"
    RESOLVED = "alert.resolved"
    DEVICE_CLAIMED = "device.claimed"
    DEVICE_REPLACED = "device.replaced"
    DEVICE_MOVED = "device.moved"
    DEVICE_RELEASED = "device.released"
    DEVICE_RETIRED = "device.retired"
    CONSENT_GIVEN = "consent.given"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    TEST = "webhook.test"


KIND_OF: Mapping[MoveKind, EventKind] = MappingProxyType(
    {
        MoveKind.FIRED: EventKind.FIRED,
        MoveKind.WORSENED: EventKind.RAISED,
        MoveKind.AGAIN: EventKind.AGAIN,
        MoveKind.ESCALATED: EventKind.ESCALATED,
        MoveKind.ACKNOWLEDGED: EventKind.ACKNOWLEDGED,
        MoveKind.UNACKNOWLEDGED: EventKind.UNACKNOWLEDGED,
        MoveKind.UNANSWERED: EventKind.UNANSWERED,
        MoveKind.RESOLVED: EventKind.RESOLVED,
    }
)
"""Moves that are no events: pending and gone (nobody was told), reminded, handed over."""
FROM_TRAIL = frozenset(
    {
        EventKind.DEVICE_CLAIMED,
        EventKind.DEVICE_REPLACED,
        EventKind.DEVICE_MOVED,
        EventKind.DEVICE_RELEASED,
        EventKind.DEVICE_RETIRED,
        EventKind.CONSENT_GIVEN,
        EventKind.CONSENT_WITHDRAWN,
    }
)
"""Kinds that are read off the trail (`domain.trail_words`), not off the moves."""
CHOSEN = frozenset(KIND_OF.values()) | FROM_TRAIL
"""Kinds that a webhook can ask for; a test is sent to whoever asks for one."""

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""After which attempts are made again, as Standard Webhooks proposes: ten of them, over three days."""
LONGEST_WAIT = timedelta(hours=24)
OLD_SECRET_HOLDS = timedelta(hours=24)
"""How long after a rotation both secrets sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Another system that is told what happens in an area and below.

    after        number of the last move that was looked at for it
    after_trail  number of the last row of the trail that was looked at for it; None: it never asked for what is there
    old_secret   signs as well, until `old_until`
    """

    id: str
    area: str
    name: str
    url: str
    kinds: frozenset[EventKind]
    secret: str = field(repr=False)
    made_by: str
    made_at: datetime
    after: int
    after_trail: int | None = None
    old_secret: str | None = field(default=None, repr=False)
    old_until: datetime | None = None
    enabled: bool = True
    disabled_why: str = ""
    disabled_at: datetime | None = None

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """Give the secrets that sign at `now`, the newest first."""
        old = self.old_secret if self.old_until is not None and now < self.old_until else None
        return (self.secret, old) if old else (self.secret,)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookMessage:
    """One event for one webhook, and how its sending stands. `subject`: the resident, `area:<id>`, or nobody."""

    id: str
    webhook: str
    event: str
    kind: EventKind
    subject: str
    body: bytes = field(repr=False)
    created_at: datetime
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    next_attempt_at: datetime
    ended_at: datetime | None = None
    status: int | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A row of the trail that is an event. `about`: the resident, or `area:<id>`, as in a message's `subject`."""

    n: int
    at: datetime
    kind: EventKind
    thing: str
    about: str
    source: str = "urn:banister"


def message_of(
    webhook: Webhook, alert: Alert, move: Move, place: tuple[str, ...], now: datetime
) -> WebhookMessage | None:
    """Give what a webhook is told of a move; None where it has not asked for it."""
    kind = KIND_OF.get(move.kind)
    if kind is None or kind not in webhook.kinds:
        return None
    event = f"{move.alert}.{move.n}"
    head = {"id": event, "source": f"urn:banister:site:{alert.site}", "subject": alert.id}
    body = _event(head, kind, move.at, _said(alert, move, place))
    return _waiting(webhook, kind, alert.resident, body, now)


def change_told(webhook: Webhook, change: Change, data: Mapping[str, str | None], now: datetime) -> WebhookMessage:
    """Give what a webhook is told of a change to a device or a consent: ids, and nothing else."""
    head = {"id": f"trail.{change.n}", "source": change.source, "subject": change.thing}
    return _waiting(webhook, change.kind, change.about, _event(head, change.kind, change.at, data), now)


def trial_of(webhook: Webhook, event: str, now: datetime) -> WebhookMessage:
    """Give a message that says only that messages arrive."""
    body = _event({"id": event, "source": "urn:banister"}, EventKind.TEST, now, {"webhook": webhook.id})
    return _waiting(webhook, EventKind.TEST, "", body, now)


def next_attempt(attempts: int, now: datetime, *, chance: float, retry_after: float | None = None) -> datetime | None:
    """Give when to try again after `attempts` have failed; None: never.

    Up to a fifth more or less, by `chance` (0..1). What the other side asked for (seconds) is a least wait, a day at
    most.
    """
    if attempts > len(WAITS):
        return None
    wait = WAITS[max(attempts, 1) - 1] * (0.8 + 0.4 * chance)
    asked = timedelta(seconds=min(max(retry_after or 0.0, 0.0), LONGEST_WAIT.total_seconds()))
    return now + max(wait, asked)


def _waiting(
    webhook: Webhook, kind: EventKind, subject: str, body: Mapping[str, object], now: datetime
) -> WebhookMessage:
    return WebhookMessage(
        id=str(uuid.uuid5(_MESSAGES, f"{webhook.id}|{body['id']}")),
        webhook=webhook.id,
        event=str(body["id"]),
        kind=kind,
        subject=subject,
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
        created_at=now,
        next_attempt_at=now,
    )


def _event(head: Mapping[str, str], kind: EventKind, at: datetime, data: Mapping[str, object]) -> dict[str, object]:
    typed = {"specversion": "1.0", **head, "type": f"org.banister.{kind}.v1", "time": _time(at)}
    return {**typed, "datacontenttype": "application/json", "data": data}


def _said(alert: Alert, move: Move, place: tuple[str, ...]) -> dict[str, object]:
    """Give the least that serves: which alert, whose, how bad, where. No name, no telephone, nothing measured."""
    area = area_of(alert.resident)
    return {
        "alert": alert.id,
        "move": move.n,
        "rule": alert.rule,
        "severity": move.severity.word,
        "technical": alert.technical,
        "late": alert.late or move.note == HISTORY,
        "resident": None if area else alert.resident,
        "area": area,
        "place": list(place),
        "started_at": _time(alert.started_at),
        "disposition": move.disposition.value if move.disposition else None,
    }


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
