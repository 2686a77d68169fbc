"""Events of devices and consents for webhooks: rows of the trail become messages, by a cursor of each webhook.

What is looked at is not what is told: most rows of the trail are looks, and there are many of them. So nothing is
written before a row turns up that is an event, or the cursor has fallen far behind.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select, update

from domain.subjects import area_subject
from domain.trail_words import TOLD, Told, told_by
from domain.webhooks import FROM_TRAIL, Change, EventKind, Webhook, WebhookMessage, change_told
from store.records.database import AUDIT, Database, counted
from store.records.places import subjects_within
from store.records.rows import as_row, selected
from store.records.tables import areas, audit, consents, devices, ownerships, residents, webhook_messages, webhooks
from store.records.webhooks import webhook_of

_A_PAGE = 500
_FAR_BEHIND = 2_000
"""Rows of the trail that a cursor may lie behind before it is moved for its own sake."""
_EVENTS = audit.c.deed.in_(TOLD), audit.c.allowed, audit.c.detail != ""


class WebhookTrail:
    """Several workers may do it at once: cursors are compared before they are set."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def behind(self) -> list[Webhook]:
        """Give those that are on, ask for what stands in the trail, and have something of it to look at."""
        wanted = selected(webhooks, Webhook).where(webhooks.c.enabled, webhooks.c.removed_at.is_(None))
        with self._database.reading() as connection:
            head = counted(connection, AUDIT)
            rows = connection.execute(wanted.where(webhooks.c.after_trail < head)).mappings()
            late = [one for one in map(webhook_of, rows) if one.kinds & FROM_TRAIL]
            if not late:
                return []
            first = min(_cursor(one) for one in late)
            newest = select(audit.c.n).where(audit.c.n > first, *_EVENTS).order_by(audit.c.n.desc()).limit(1)
            last = connection.execute(newest).scalar() or 0
        return [one for one in late if _cursor(one) < last or head - _cursor(one) > _FAR_BEHIND]

    def follow(self, webhook: Webhook, now: datetime) -> int:
        """Write messages of the next events and put the cursor behind them, in one transaction; give how many events.

        A message that is there already is passed over; where another worker was first nothing is done.
        """
        with self._database.writing() as connection:
            head = counted(connection, AUDIT)  # first: what is written meanwhile has a higher number
            rows = connection.execute(_next(_cursor(webhook), head)).all()
            behind = rows[-1].n if len(rows) == _A_PAGE else head
            here = update(webhooks).where(
                webhooks.c.id == webhook.id, webhooks.c.after_trail == _cursor(webhook), webhooks.c.enabled
            )
            if not connection.execute(here.values(after_trail=behind)).rowcount:
                return 0
            found = [_message(connection, webhook, row, now) for row in rows]
            messages = [as_row(one) for one in found if one is not None]
            if messages:
                connection.execute(self._database.insert_new(webhook_messages), messages)
            return len(messages)


def _cursor(webhook: Webhook) -> int:
    return webhook.after_trail or 0


def _next(after: int, head: int) -> Select[Any]:
    rows = select(audit).where(audit.c.n > after, audit.c.n <= head, *_EVENTS)
    return rows.order_by(audit.c.n).limit(_A_PAGE)


def _message(connection: Connection, webhook: Webhook, row: Row[Any], now: datetime) -> WebhookMessage | None:
    told = told_by(row.deed, row.subject, row.detail)
    if told is None or told.kind not in webhook.kinds:
        return None
    if told.kind in {EventKind.CONSENT_GIVEN, EventKind.CONSENT_WITHDRAWN}:
        return _of_consent(connection, webhook, told, row, now)
    return _of_device(connection, webhook, told, row, now)


def _of_consent(
    connection: Connection, webhook: Webhook, told: Told, row: Row[Any], now: datetime
) -> WebhookMessage | None:
    wanted = select(consents.c.resident, consents.c.relative).where(consents.c.id == told.thing)
    found = connection.execute(wanted).first()
    if found is None or not _within(connection, webhook, [found.resident], row.at):
        return None
    change = Change(n=row.n, at=row.at, kind=told.kind, thing=told.thing, about=found.resident)
    data = {"consent": told.thing, "resident": found.resident, "relative": found.relative}
    return change_told(webhook, change, data, now)


def _of_device(
    connection: Connection, webhook: Webhook, told: Told, row: Row[Any], now: datetime
) -> WebhookMessage | None:
    """Tell whose it is or was, as far as they live in the webhook's area; one that was nobody's goes by its site."""
    site = connection.execute(select(devices.c.site).where(devices.c.id == told.thing)).scalar()
    here, before = _owners(connection, told.thing, row.at, moved=told.kind is EventKind.DEVICE_MOVED)
    about = [one for one in (here, before) if one is not None] or _communities(connection, site)
    seen = _within(connection, webhook, about, row.at)
    if site is None or not seen:
        return None
    source = f"urn:banister:site:{site}"
    first = next(one for one in about if one in seen)
    change = Change(n=row.n, at=row.at, kind=told.kind, thing=told.thing, about=first, source=source)
    data = {"device": told.thing, "resident": here if here in seen else None}
    more = {"before": before if before in seen else None} if told.kind is EventKind.DEVICE_MOVED else {}
    return change_told(webhook, change, data | more, now)


def _owners(connection: Connection, device: str, at: datetime, *, moved: bool) -> tuple[str | None, str | None]:
    """Give whose a device was right at that moment, and of one that moved then, whose it had been."""
    newest = (
        select(ownerships.c.resident, ownerships.c.since, ownerships.c.until)
        .where(ownerships.c.device == device, ownerships.c.since <= at)
        .order_by(ownerships.c.since.desc())
        .limit(2)
    )
    rows = connection.execute(newest).all()
    if not rows or (rows[0].until is not None and rows[0].until < at):
        return None, None
    left = [one.resident for one in rows[1:] if moved and one.until == rows[0].since]
    return rows[0].resident, left[0] if left else None


def _communities(connection: Connection, site: str | None) -> list[str]:
    return [area_subject(one) for one in connection.execute(select(areas.c.id).where(areas.c.site == site)).scalars()]


def _within(connection: Connection, webhook: Webhook, subjects: Collection[str], at: datetime) -> frozenset[str]:
    """Give those that the webhook's area holds. Of somebody who has died nothing is told that happened later."""
    below = subjects_within([webhook.area]).subquery()
    over = or_(residents.c.deceased_at <= at, residents.c.erased_at.is_not(None))
    gone = select(residents.c.id).where(residents.c.id.in_(subjects), over)
    held = select(below.c[0]).where(below.c[0].in_(subjects), below.c[0].not_in(gone))
    return frozenset(connection.execute(held).scalars())
