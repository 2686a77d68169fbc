"""How the house stands, for its staff."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from pydantic import JsonValue

from api.health import SILENT_AFTER
from api.shapes.shape import Shape, example
from mqtt.facts import LineFacts
from store.records.outbox import Backlog
from store.records.services import ServiceFacts

_NOW = "2026-11-24T08:00:00Z"
_LINE: dict[str, Any] = {
    "connected": True,
    "subscribed": True,
    "since": "2026-11-24T07:00:00Z",
    "broker": "127.0.0.1:1883",
    "last_message_at": _NOW,
    "last_message_age_seconds": 0.4,
    "last_error": None,
    "received": 36_000,
    "acked": 36_000,
    "duplicates": 0,
    "reconnects": 1,
    "let_go_since": None,
    "let_go_reason": None,
}
_SERVICE: dict[str, Any] = {
    "name": "ingest",
    "told_at": _NOW,
    "age_seconds": 0.6,
    "silent": False,
    "line": _LINE,
    "counts": {"messages": 36_000, "reports": 36_000, "readings": 90_000, "quarantined": 2, "unclaimed": 0},
    "delivery": {},
}
_BACKLOG: dict[str, Any] = {"due": 0, "oldest_due_seconds": None, "held": 2, "failed": 0}
_QUARANTINE: dict[str, Any] = {"counts": {"implausible": 3}, "kept": 3, "newest_age_seconds": 4000.0}
_CERTIFICATE: dict[str, Any] = {"name": "broker's certificate", "until": "2027-11-24T08:00:00Z"}
_DISK: dict[str, Any] = {"free_bytes": 42_000_000_000, "total_bytes": 250_000_000_000}


class LineShape(Shape):
    """A line to the broker; `let_go_since` says that a store is away and messages rest at the broker."""

    model_config = example(_LINE)

    connected: bool
    subscribed: bool
    since: datetime | None
    broker: str | None
    last_message_at: datetime | None
    last_message_age_seconds: float | None
    last_error: str | None
    received: int
    acked: int
    duplicates: int
    reconnects: int
    let_go_since: datetime | None
    let_go_reason: str | None

    @classmethod
    def of(cls, line: LineFacts, now: datetime) -> Self:
        """Show a line of this process."""
        same = cls.model_fields.keys() - {"last_message_age_seconds"}
        told = {name: getattr(line, name) for name in same}
        return cls(**told, last_message_age_seconds=_age(line.last_message_at, now))


class ServiceShape(Shape):
    """A service, by what it told last; `silent`: it has said nothing for so long that something is wrong with it."""

    model_config = example(_SERVICE)

    name: str
    told_at: datetime
    age_seconds: float
    silent: bool
    line: dict[str, JsonValue]
    counts: dict[str, JsonValue]
    delivery: dict[str, JsonValue]

    @classmethod
    def of(cls, told: ServiceFacts, now: datetime) -> Self:
        """Show a service."""
        age = round((now - told.told_at).total_seconds(), 3)
        parts = {name: _mapping(told.facts.get(name)) for name in ("line", "counts", "delivery")}
        return cls(name=told.name, told_at=told.told_at, age_seconds=age, silent=age > SILENT_AFTER, **parts)


class BacklogShape(Shape):
    """What waits in the outbox: `due` could have gone, `held` is for later, `failed` went nowhere and is kept."""

    model_config = example(_BACKLOG)

    due: int
    oldest_due_seconds: float | None
    held: int
    failed: int

    @classmethod
    def of(cls, backlog: Backlog, failed: int, now: datetime) -> Self:
        """Show what waits."""
        return cls(due=backlog.due, oldest_due_seconds=_age(backlog.due_since, now), held=backlog.held, failed=failed)


class QuarantineCounts(Shape):
    """How many there were for each reason, for ever; how many are kept, and how old the newest is."""

    model_config = example(_QUARANTINE)

    counts: dict[str, int]
    kept: int
    newest_age_seconds: float | None


class CertificateShape(Shape):
    """A certificate of the line to the broker, and until when it holds."""

    model_config = example(_CERTIFICATE)

    name: str
    until: datetime


class DiskShape(Shape):
    """The disk that holds the data of this machine."""

    model_config = example(_DISK)

    free_bytes: int
    total_bytes: int


class HouseShape(Shape):
    """How all of it stands at `at`. `line` is the API's own; `webhooks` counts what waits and what ended within a day.

    `disk` is null where the data rest on another machine. `certificates` is empty where the broker's URL names no CA.
    """

    model_config = example(
        {
            "at": _NOW,
            "version": "0.1.0",
            "up_since": "2026-11-24T07:00:00Z",
            "ready": True,
            "reasons": [],
            "stores": {"records": {"answered": True, "took_ms": 0.4}, "readings": {"answered": True, "took_ms": 0.3}},
            "services": [_SERVICE],
            "line": _LINE,
            "outbox": _BACKLOG,
            "webhooks": {"waiting": 0, "sent": 12, "failed": 0},
            "quarantine": _QUARANTINE,
            "unclaimed": 1,
            "certificates": [_CERTIFICATE],
            "certificates_seen_at": _NOW,
            "certificates_error": "",
            "disk": _DISK,
        }
    )

    at: datetime
    version: str
    up_since: datetime
    ready: bool
    reasons: list[str]
    stores: dict[str, dict[str, JsonValue]]
    services: list[ServiceShape]
    line: LineShape | None
    outbox: BacklogShape
    webhooks: dict[str, int]
    quarantine: QuarantineCounts
    unclaimed: int
    certificates: list[CertificateShape]
    certificates_seen_at: datetime | None
    certificates_error: str
    disk: DiskShape | None


def _age(since: datetime | None, now: datetime) -> float | None:
    return round((now - since).total_seconds(), 3) if since is not None else None


def _mapping(told: object) -> dict[str, Any]:
    return dict(told) if isinstance(told, Mapping) else {}
