"""Webhooks as they were set, and the log of what was sent to each."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Update, func, insert, select, update

from domain.errors import NotFound
from domain.notifications import DeliveryState
from domain.webhooks import CHOSEN, FROM_TRAIL, EventKind, Webhook, WebhookMessage
from store.records.audit import Entry, record
from store.records.database import AUDIT, MOVES, Database, counted
from store.records.places import areas_below
from store.records.rows import as_row, selected
from store.records.tables import areas, audit, moves, webhook_messages, webhooks
from store.records.versions import whatever

_WEBHOOKS = selected(webhooks, Webhook).where(webhooks.c.removed_at.is_(None)).order_by(webhooks.c.made_at)
_MESSAGES = selected(webhook_messages, WebhookMessage)
Seen = Callable[[Webhook], None]
_SET = frozenset({"name", "url", "kinds", "enabled"})
"""What a keeper sets: the trail says which."""
_REMOVED = "the webhook was removed"


class Webhooks:
    """What keepers of webhooks do. Sending: `records.webhook_sending`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, webhook: Webhook, entry: Entry) -> None:
        """Add one; it is told what happens from now on, whatever its cursors say. NotFound: no such area."""
        with self._database.writing() as connection:
            if connection.execute(select(areas.c.id).where(areas.c.id == webhook.area)).first() is None:
                raise NotFound(f"no area {webhook.area!r}")
            connection.execute(insert(webhooks), webhook_row(webhook) | _from_now_on(connection))
            record(connection, [entry])

    def webhook(self, webhook: str) -> Webhook:
        """Give one that was not removed."""
        with self._database.reading() as connection:
            return _one(connection, webhook)

    def within(self, areas: Collection[str]) -> list[Webhook]:
        """Give those of these areas and of all below, the oldest first."""
        theirs = _WEBHOOKS.where(webhooks.c.area.in_(select(areas_below(areas).c.id)))
        with self._database.reading() as connection:
            return [webhook_of(row) for row in connection.execute(theirs).mappings()]

    def edit(self, webhook: str, edit: Callable[[Webhook], Webhook], entry: Entry) -> Webhook:
        """Change one: `edit` gets it as it stands and gives it as it shall be; whatever it raises changes nothing.

        Where it is switched on it is told what happens from now on, and what waited when it was switched off; where it
        asks for events of devices and consents for the first time, of those what happens from now on.
        """
        with self._database.writing() as connection:
            before = _one(connection, webhook, for_update=True)
            was, row = webhook_row(before), webhook_row(edit(before))
            changed = {name: row[name] for name in row if row[name] != was[name]}
            if changed:
                changed |= _cursors(connection, was, row)
                connection.execute(_this(webhook).values(**changed))
                record(connection, [replace(entry, detail=" ".join([entry.detail, *sorted(changed.keys() & _SET)]))])
            return _one(connection, webhook)

    def rotate(self, webhook: str, secret: str, old_until: datetime, entry: Entry, seen: Seen = whatever) -> Webhook:
        """Give it a new secret; the one before signs as well until `old_until`."""
        with self._database.writing() as connection:
            before = _one(connection, webhook, for_update=True)
            seen(before)
            connection.execute(_this(webhook).values(secret=secret, old_secret=before.secret, old_until=old_until))
            record(connection, [entry])
            return _one(connection, webhook)

    def remove(self, webhook: str, entry: Entry, seen: Seen = whatever) -> None:
        """End it; what waits is given up."""
        now = entry.at
        waiting = update(webhook_messages).where(
            webhook_messages.c.webhook == webhook, webhook_messages.c.state == DeliveryState.WAITING
        )
        with self._database.writing() as connection:
            seen(_one(connection, webhook, for_update=True))
            connection.execute(_this(webhook).values(enabled=False, removed_at=now, secret="", old_secret=None))
            connection.execute(waiting.values(state=DeliveryState.FAILED, ended_at=now, error=_REMOVED))
            record(connection, [entry])

    def put_message(self, message: WebhookMessage) -> None:
        """Let a message wait that no move caused: a test."""
        with self._database.writing() as connection:
            connection.execute(self._database.insert_new(webhook_messages), as_row(message))

    def message(self, webhook: str, message: str) -> WebhookMessage:
        """Give one message of a webhook."""
        this = _MESSAGES.where(webhook_messages.c.webhook == webhook, webhook_messages.c.id == message)
        with self._database.reading() as connection:
            row = connection.execute(this).mappings().first()
        if row is None:
            raise NotFound(f"no message {message!r}")
        return message_of_row(row)

    def log(
        self, webhook: str, *, state: DeliveryState | None = None, before: datetime | None = None, limit: int = 100
    ) -> list[WebhookMessage]:
        """Give what was and is to be sent, the newest first."""
        wanted = _MESSAGES.where(webhook_messages.c.webhook == webhook)
        if state is not None:
            wanted = wanted.where(webhook_messages.c.state == state)
        if before is not None:
            wanted = wanted.where(webhook_messages.c.created_at < before)
        newest = wanted.order_by(webhook_messages.c.created_at.desc(), webhook_messages.c.id).limit(limit)
        with self._database.reading() as connection:
            return [message_of_row(row) for row in connection.execute(newest).mappings()]

    def send_again(self, webhook: str, message: str, now: datetime) -> None:
        """Let one message go out once more, whatever became of it."""
        this = update(webhook_messages).where(webhook_messages.c.webhook == webhook, webhook_messages.c.id == message)
        with self._database.writing() as connection:
            if not connection.execute(_due_again(this, now)).rowcount:
                raise NotFound(f"no message {message!r}")

    def send_since(self, webhook: str, since: datetime, now: datetime, *, sent_too: bool = False) -> int:
        """Let go out once more what was made since and failed, and what was never written: it was off, say.

        With `sent_too` also what was taken. Gives how many messages that are there wait again.
        """
        ended = [DeliveryState.FAILED, *([DeliveryState.SENT] if sent_too else [])]
        past = update(webhook_messages).where(
            webhook_messages.c.webhook == webhook,
            webhook_messages.c.created_at >= since,
            webhook_messages.c.state.in_(ended),
            webhook_messages.c.kind != EventKind.TEST.value,
        )
        firsts = {"after": (moves.c.number, moves.c.at), "after_trail": (audit.c.n, audit.c.at)}
        with self._database.reading() as connection:
            found = {
                name: connection.execute(select(func.min(number)).where(at >= since)).scalar()
                for name, (number, at) in firsts.items()
            }
        with self._database.writing() as connection:
            here = as_row(_one(connection, webhook, for_update=True))
            back = {
                name: first - 1
                for name, first in found.items()
                if first is not None and here[name] is not None and first <= here[name]
            }
            if back:
                connection.execute(_this(webhook).values(**back))
            return connection.execute(_due_again(past, now)).rowcount

    def counts(self, since: datetime) -> dict[DeliveryState, int]:
        """Give how many messages wait, and how many came to either end since then."""
        counting = select(webhook_messages.c.state, func.count()).group_by(webhook_messages.c.state)
        recent = (webhook_messages.c.ended_at.is_(None)) | (webhook_messages.c.ended_at >= since)
        with self._database.reading() as connection:
            found = {state: int(count) for state, count in connection.execute(counting.where(recent))}
        return {state: found.get(state, 0) for state in DeliveryState}

    def forget(self, now: datetime, keep: timedelta) -> int:
        """Delete what ended so long ago, and secrets that sign no more; give how many messages it was."""
        old = webhook_messages.delete().where(webhook_messages.c.ended_at < now - keep)
        spent = update(webhooks).where(webhooks.c.old_until <= now).values(old_secret=None, old_until=None)
        with self._database.writing() as connection:
            connection.execute(spent)
            return connection.execute(old).rowcount


def webhook_row(webhook: Webhook) -> dict[str, Any]:
    """Give a webhook as its row."""
    return as_row(webhook) | {"kinds": _words(webhook.kinds), "removed_at": None}


def webhook_of(row: Mapping[Any, Any]) -> Webhook:
    """Read a row; a kind that is none any more (after a downgrade) is passed over."""
    return Webhook(**{**row, "kinds": frozenset(EventKind(one) for one in row["kinds"] if one in CHOSEN)})


def message_of_row(row: Mapping[Any, Any]) -> WebhookMessage:
    """Read a message's row."""
    return WebhookMessage(**{**row, "kind": EventKind(row["kind"])})


def _words(kinds: frozenset[EventKind]) -> list[str]:
    return sorted(kind.value for kind in kinds)


def _from_now_on(connection: Connection) -> dict[str, int]:
    return {"after": counted(connection, MOVES), "after_trail": counted(connection, AUDIT)}


def _cursors(connection: Connection, was: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, int]:
    """Give where a webhook goes on from, where a change makes it pass over what it was not to be told."""
    here = _from_now_on(connection)
    if row["enabled"] and not was["enabled"]:
        return here
    asks_anew = FROM_TRAIL.intersection(row["kinds"]) and not FROM_TRAIL.intersection(was["kinds"])
    return {"after_trail": here["after_trail"]} if asks_anew else {}


def _one(connection: Connection, webhook: str, *, for_update: bool = False) -> Webhook:
    wanted = _WEBHOOKS.where(webhooks.c.id == webhook)
    row = connection.execute(wanted.with_for_update() if for_update else wanted).mappings().first()
    if row is None:
        raise NotFound(f"no webhook {webhook!r}")
    return webhook_of(row)


def _this(webhook: str) -> Update:
    return update(webhooks).where(webhooks.c.id == webhook, webhooks.c.removed_at.is_(None))


def _due_again(these: Update, now: datetime) -> Update:
    fresh = {"state": DeliveryState.WAITING, "attempts": 0, "next_attempt_at": now, "ended_at": None}
    return these.values(**fresh, status=None, error="")
