"""What the sender of webhooks does: follow the moves, claim what is due, and write down what became of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Update, func, literal_column, select, update

from domain.alerts import Alert, Move, MoveKind
from domain.notifications import DeliveryState
from domain.subjects import area_of
from domain.webhooks import Webhook, WebhookMessage, message_of
from store.records.database import MOVES, Database, counted
from store.records.messages import place_of
from store.records.places import subjects_within
from store.records.rows import as_row, batches, built, selected
from store.records.tables import alerts, households, moves, residents, webhook_messages, webhooks
from store.records.webhook_trail import WebhookTrail
from store.records.webhooks import message_of_row, webhook_of

_ENABLED = selected(webhooks, Webhook).where(webhooks.c.enabled, webhooks.c.removed_at.is_(None))
# Written as a literal: SQLite uses a partial index only where the query says the same words.
_WAITING = webhook_messages.c.state == literal_column("'waiting'")
_AGE = (webhook_messages.c.next_attempt_at, webhook_messages.c.created_at, webhook_messages.c.id)
_A_PAGE = 500


class WebhookSending:
    """Several workers may do it at once: cursors and claims are compared before they are set."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.trail = WebhookTrail(database)

    def webhooks(self) -> list[Webhook]:
        """Give those that are on."""
        with self._database.reading() as connection:
            return [webhook_of(row) for row in connection.execute(_ENABLED).mappings()]

    def behind(self) -> list[Webhook]:
        """Give those that are on and have not been told of the newest moves."""
        with self._database.reading() as connection:
            head = counted(connection, MOVES)
            behind = _ENABLED.where(webhooks.c.after < head)
            return [webhook_of(row) for row in connection.execute(behind).mappings()]

    def follow(self, behind: Collection[Webhook], now: datetime) -> int:
        """Write messages of the next moves and put the cursors behind them, in one transaction; give how many moves.

        A message that is there already is passed over; where another worker was first nothing is done. What there is
        to say is looked up before: nobody who has alerts to write waits for that.
        """
        with self._database.reading() as connection:
            head = counted(connection, MOVES)  # first: what is written meanwhile has a higher number
            found = [_next(connection, one, head, now) for one in behind]
        if not found:
            return 0
        with self._database.writing() as connection:
            return sum(self._write(connection, one) for one in found)

    def _write(self, connection: Connection, one: "_Next") -> int:
        here = update(webhooks).where(webhooks.c.id == one.webhook.id, webhooks.c.after == one.webhook.after)
        if not connection.execute(here.where(webhooks.c.enabled).values(after=one.last)).rowcount:
            return 0
        for some in batches(one.messages):
            rows = [as_row(message) for message in some]
            connection.execute(self._database.insert_new(webhook_messages), rows)
        return one.moves

    def due(self, now: datetime, busy: Collection[str], limit: int) -> list[WebhookMessage]:
        """Give what may be sent now: of each webhook that is on and not `busy` the message that is due longest."""
        free = select(webhooks.c.id).where(webhooks.c.enabled, webhooks.c.removed_at.is_(None))
        if busy:
            free = free.where(webhooks.c.id.not_in(busy))
        place = func.row_number().over(partition_by=webhook_messages.c.webhook, order_by=_AGE).label("place")
        late = select(webhook_messages.c.id, place).where(
            _WAITING, webhook_messages.c.next_attempt_at <= now, webhook_messages.c.webhook.in_(free)
        )
        in_line = late.subquery()
        firsts = selected(webhook_messages, WebhookMessage).join(in_line, in_line.c.id == webhook_messages.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(firsts.where(in_line.c.place == 1).order_by(*_AGE).limit(limit)).mappings()
            return [message_of_row(row) for row in rows]

    def claim(self, messages: Collection[WebhookMessage], until: datetime) -> list[WebhookMessage]:
        """Begin attempts in one transaction: nobody else makes one of these before `until`.

        Left out is what somebody else was first with, and what has ended.
        """
        with self._database.writing() as connection:
            return [one for one in messages if connection.execute(_claim(one, until)).rowcount]

    def disable(self, webhook: Webhook, why: str, now: datetime) -> bool:
        """Switch off what cannot be reached, unless somebody has just led it elsewhere; what waits goes on waiting."""
        same = update(webhooks).where(webhooks.c.id == webhook.id, webhooks.c.url == webhook.url, webhooks.c.enabled)
        with self._database.writing() as connection:
            off = same.values(enabled=False, disabled_why=why, disabled_at=now)
            return connection.execute(off).rowcount > 0

    def sent(self, statuses: Mapping[str, int], now: datetime) -> None:
        """Write down that these messages were taken, each with the status of its answer; in one transaction."""
        taken = {"state": DeliveryState.SENT, "ended_at": now, "error": ""}
        with self._database.writing() as connection:
            for message, status in statuses.items():
                connection.execute(_this(message).values(**taken, status=status))

    def again(self, message: str, at: datetime, status: int | None, error: str) -> None:
        """Write down that it was not taken, and when it is tried again."""
        self._end(message, {"next_attempt_at": at, "status": status, "error": error})

    def failed(self, message: str, now: datetime, status: int | None, error: str) -> None:
        """Give it up."""
        self._end(message, {"state": DeliveryState.FAILED, "ended_at": now, "status": status, "error": error})

    def took_something(self, webhook: str, since: datetime) -> bool:
        """Whether any message was taken since then."""
        taken = select(webhook_messages.c.id).where(
            webhook_messages.c.webhook == webhook,
            webhook_messages.c.state == DeliveryState.SENT,
            webhook_messages.c.ended_at >= since,
        )
        with self._database.reading() as connection:
            return connection.execute(taken.limit(1)).first() is not None

    def _end(self, message: str, values: Mapping[str, Any]) -> None:
        with self._database.writing() as connection:
            connection.execute(_this(message).values(**values))


def _this(message: str) -> Update:
    return update(webhook_messages).where(webhook_messages.c.id == message, _WAITING)


def _claim(message: WebhookMessage, until: datetime) -> Update:
    this = update(webhook_messages).where(
        webhook_messages.c.id == message.id, _WAITING, webhook_messages.c.next_attempt_at == message.next_attempt_at
    )
    return this.values(attempts=webhook_messages.c.attempts + 1, next_attempt_at=until)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Next:
    """What a webhook is to be told next, up to which move, and how many moves that is."""

    webhook: Webhook
    last: int
    moves: int
    messages: list[WebhookMessage]


def _next(connection: Connection, webhook: Webhook, head: int, now: datetime) -> _Next:
    next_ones = select(moves.c.number).where(moves.c.number > webhook.after, moves.c.number <= head)
    numbers = list(connection.execute(next_ones.order_by(moves.c.number).limit(_A_PAGE)).scalars())
    last = numbers[-1] if numbers else head
    messages = _messages(connection, webhook, last, now)
    return _Next(webhook=webhook, last=last, moves=len(numbers), messages=messages)


def _messages(connection: Connection, webhook: Webhook, last: int, now: datetime) -> list[WebhookMessage]:
    found = (
        select(moves, alerts, residents.c.deceased_at, households.c.building, households.c.flat)
        .join(alerts, alerts.c.id == moves.c.alert)
        .outerjoin(residents, residents.c.id == alerts.c.resident)
        .outerjoin(households, households.c.id == residents.c.household)
        .where(moves.c.number > webhook.after, moves.c.number <= last)
        .where(alerts.c.resident.in_(subjects_within([webhook.area])))
        .order_by(moves.c.number)
    )
    messages, places = [], _Places(connection)
    for row in connection.execute(found).mappings().all():
        move = built(row, moves, Move)
        if _is_told(move, row[residents.c.deceased_at]):
            place = places.of(row[alerts.c.resident], row[households.c.building], row[households.c.flat])
            messages.append(message_of(webhook, built(row, alerts, Alert), move, place, now))
    return [one for one in messages if one is not None]


def _is_told(move: Move, deceased_at: datetime | None) -> bool:
    """Whether it may be told: nothing new is said of the dead, but what is open elsewhere must end there too."""
    return deceased_at is None or move.at < deceased_at or move.kind is MoveKind.RESOLVED


class _Places:
    """Where things are, by names; looked up once an area."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ways: dict[str, tuple[str, ...]] = {}

    def of(self, subject: str, building: str | None, flat: str | None) -> tuple[str, ...]:
        """Give the way down, from the community to the flat or the area."""
        area = area_of(subject)
        here = area or building or ""
        if here not in self._ways:
            self._ways[here] = place_of(self._connection, here)[0]
        return self._ways[here] if area or not flat else (*self._ways[here], flat)
