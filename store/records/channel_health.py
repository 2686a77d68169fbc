"""Whether channels work: when each took a message last, and when it failed for good."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Label, ScalarSelect, Select, bindparam, func, literal_column, select

from store.records.tables import channels, outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a channel did lately; `error` is of the last message that it failed for good.

    disabled_at, disabled_why  since when and why it was switched off by the service (None, "": it was not)
    """

    last_sent_at: datetime | None = None
    last_failed_at: datetime | None = None
    error: str = ""
    disabled_at: datetime | None = None
    disabled_why: str = ""


_OWN = outbox.c.channel == channels.c.id
_SENT = _OWN, outbox.c.state == literal_column("'sent'")
_FAILED = _OWN, outbox.c.state == literal_column("'failed'"), outbox.c.void.is_(False)


def _last(tests: tuple[Any, ...], name: str) -> Label[Any]:
    found: ScalarSelect[Any] = select(func.max(outbox.c.ended_at)).where(*tests).scalar_subquery()
    return found.label(name)


_ERROR = select(outbox.c.error).where(*_FAILED).order_by(outbox.c.ended_at.desc()).limit(1).scalar_subquery()
_HEALTH: Select[*tuple[Any, ...]] = select(
    channels.c.id,
    _last(_SENT, "last_sent_at"),
    _last(_FAILED, "last_failed_at"),
    func.coalesce(_ERROR, "").label("error"),
    channels.c.disabled_at,
    channels.c.disabled_why,
).where(channels.c.id.in_(bindparam("these", expanding=True)))


def health(connection: Connection, these: Collection[str]) -> dict[str, Health]:
    """Give the health of those of these channels that there are."""
    found = [dict(row) for row in connection.execute(_HEALTH, {"these": list(these)}).mappings()]
    return {row.pop("id"): Health(**row) for row in found}
