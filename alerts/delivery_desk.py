"""What the outbox's worker does with rows: claim, check, hand to a sender, and mark what became of them. No thread."""

import dataclasses
import random
import time
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog

from alerts.delivery_answered import answered_meanwhile
from alerts.delivery_backoff import wait_before_next
from alerts.delivery_facts import DeliveryFacts
from alerts.delivery_lanes import Held, Lanes
from alerts.delivery_ledger import Ledger
from alerts.delivery_parcels import endpoint_of, parcel_of
from alerts.delivery_pool import SenderPool
from alerts.delivery_settings import DeliverySettings
from alerts.delivery_wire import Outcome
from alerts.set_back import SetBack
from domain.errors import NotFound
from domain.notifications import Message
from domain.people import Role
from store.records import Records
from store.records.outbox import Delivery as Row

CLAIM = 50
FRESH_SECONDS = 0.05
"""A message that waited longer in its lane is read anew before it is sent: it may be void by now."""
MARGIN_SECONDS = 2.0
"""A claim must outlast the attempt by so much."""
FULL_LANE = timedelta(seconds=1)
"""How long a row stays in the outbox that finds too many before it."""

log = structlog.get_logger()


class Desk:
    """Used by one thread. `turn` raises StoreAway with nothing lost: the next turn goes on where it stopped."""

    def __init__(
        self,
        records: Records,
        settings: DeliverySettings,
        pool: SenderPool,
        *,
        worker: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._records, self._settings, self._pool = records, settings, pool
        self._worker, self._clock = worker, clock
        self._ledger, self._lanes, self._facts = Ledger(records), Lanes(), DeliveryFacts()
        self._claimed: deque[tuple[Row, float]] = deque()
        self._in_flight: dict[str, Held] = {}
        self._in_hand: set[str] = set()
        self._set_back = SetBack()
        self._began = False
        self._more = True

    @property
    def has_more(self) -> bool:
        """Whether another turn is worth while at once."""
        return self._more or bool(self._ledger)

    @property
    def is_clear(self) -> bool:
        """Nothing is on its way, and everything known is written down."""
        return not (self._in_flight or self._ledger)

    def facts(self) -> DeliveryFacts:
        """Give a snapshot."""
        return dataclasses.replace(
            self._facts,
            held=len(self._lanes) + len(self._claimed),
            in_flight=len(self._in_flight),
            sick_endpoints=self._lanes.sick,
            children_killed=self._pool.killed,
            unwritten=len(self._ledger),
        )

    def adopt(self, rows: Iterable[Row]) -> None:
        """Take rows in hand that were claimed for us when they were written."""
        now, moment = self._clock(), time.monotonic()
        for row in rows:
            if row.notification.id not in self._in_hand:
                self._claimed.append((row, moment + (row.next_attempt_at - now).total_seconds()))
                self._in_hand.add(row.notification.id)

    def turn(self, *, stopping: bool) -> None:
        """Claim what waits, send what may be sent, write down what is known; when stopping, give back instead."""
        self._hold_deadlines(self._clock())
        if stopping:
            self._put_back(self._lanes.clear(), self._clock(), "the service stopped")
        else:
            if self._claimed:  # somebody waits for these: they go before the look for others
                self._accept()
                self._send()
            self._claim()
            self._accept()
            self._send()
        self._write()

    def finish(self) -> None:
        """Write down all that is known; raises StoreAway."""
        while self._ledger:
            self._write()

    def settle(self, outcomes: Iterable[Outcome]) -> None:
        """Decide what follows from each outcome; nothing is written yet."""
        for outcome in outcomes:
            held, now = self._in_flight.pop(outcome.id), self._clock()
            if outcome.error is None:
                self._facts.sent += 1
                self._facts.last_sent_at = now
                self._lanes.ended(held.endpoint)
                self._ledger.sent(held.row.notification, now)
            elif outcome.for_good:
                self._lanes.ended(held.endpoint)
                self._fail(held.row, outcome.error)
            else:
                self._try_later(held, outcome.error, outcome.retry_after)

    def _write(self) -> None:
        self._in_hand.difference_update(self._ledger.write())

    def _hold_deadlines(self, now: datetime) -> None:
        back = self._set_back.by(now)
        if back is not None:
            self._records.outbox.bring_forward(back, self._worker, now)
        self._set_back.note(now)

    def _claim(self) -> None:
        if not self._began:
            # What the worker of this name had in hand when it was killed must not wait for its claim to end.
            self._records.outbox.take_back(self._worker, self._clock())
            self._began = True
        self._more = False
        lease = self._settings.lease
        rows = self._records.outbox.waiting(self._clock(), limit=CLAIM, lease=lease, worker=self._worker)
        self._more = len(rows) == CLAIM
        until = time.monotonic() + lease.total_seconds()
        self._claimed.extend((row, until) for row in rows if row.notification.id not in self._in_hand)
        self._in_hand.update(row.notification.id for row in rows)

    def _accept(self) -> None:
        while self._claimed:
            row, until = self._claimed[0]
            message = self._message(row)
            self._claimed.popleft()
            if message is not None:
                held = Held(
                    row=row, message=message, endpoint=endpoint_of(message), since=time.monotonic(), until=until
                )
                self._hold(held)

    def _hold(self, held: Held) -> None:
        rest = self._lanes.rest_of(held.endpoint, held.since)
        if rest:
            self._put_back([held], self._clock() + timedelta(seconds=rest), "its endpoint rests", spread=True)
        elif self._lanes.is_full(held.endpoint, critical=held.critical):
            self._put_back([held], self._clock() + FULL_LANE, "waits behind others")
        else:
            self._lanes.add(held)

    def _message(self, row: Row) -> Message | None:
        """Give what is to be told; None where that is settled: it is void, or the receiver is gone."""
        try:
            message = self._records.outbox.message(row.notification, self._settings.links)
        except NotFound as error:
            self._fail(row, str(error))
            return None
        if message.alert is not None and not message.channel.enabled:
            self._fail(row, "its channel was switched off meanwhile")
            return None
        if answered_meanwhile(message, to_relative=self._is_to_relative(message)):
            self._facts.void += 1
            self._ledger.void(row.notification, self._clock(), "answered meanwhile")
            return None
        return message

    def _is_to_relative(self, message: Message) -> bool:
        """Look it up only where it matters: somebody has answered."""
        alert = message.alert
        if alert is None or (alert.acknowledged_by or alert.resolved_by) is None:
            return False
        return self._records.people.person(message.notification.person).role is Role.RELATIVE

    def _send(self) -> None:
        shortest = self._settings.delivery_deadline_s + MARGIN_SECONDS
        for held in self._lanes.ready():
            if held.until - time.monotonic() < shortest:
                self._lanes.drop(held)  # the claim ends too soon; it will be claimed anew
                self._in_hand.discard(held.id)
            elif self._may_begin(held) and not self._begin(held):
                return

    def _may_begin(self, held: Held) -> bool:
        """Endpoints that failed the last time get no more than half of the room."""
        return not self._lanes.is_suspect(held.endpoint) or self._lanes.sick_and_busy < self._pool.capacity // 2

    def _begin(self, held: Held) -> bool:
        """Hand it to a sender; False where none has room."""
        fresh = time.monotonic() - held.since < FRESH_SECONDS
        message = held.message if fresh else self._message(held.row)
        if message is None:
            self._lanes.drop(held)
            return True
        try:
            parcel = parcel_of(message, self._clock())
        except (LookupError, ValueError, TypeError) as error:
            log.exception("a message cannot be put into words", notification=held.id)
            self._lanes.drop(held)
            self._fail(held.row, f"cannot be put into words: {error!r}")
            return True
        if not self._pool.take(parcel):
            return False
        self._lanes.begin(held)
        self._in_flight[held.id] = held
        return True

    def _try_later(self, held: Held, error: str, retry_after: float | None) -> None:
        self._facts.retried += 1
        self._facts.last_error = error
        now, failures = self._clock(), self._lanes.failed(held.endpoint)
        rest = wait_before_next(failures, critical=True, chance=0.5, retry_after=retry_after)
        others = self._lanes.rest(held.endpoint, time.monotonic() + rest.total_seconds())
        self._put_back(others, now + rest, f"rests: {error}", spread=True)
        wait = self._wait(held, retry_after)
        if now + wait - held.row.notification.created_at > self._settings.give_up:
            self._fail(held.row, f"given up: {error}")
        else:
            self._ledger.again(held.row.notification, now + wait, error)

    def _put_back(self, rows: list[Held], at: datetime, error: str, *, spread: bool = False) -> None:
        for held in rows:
            later = max(at, self._clock() + self._wait(held)) if spread else at
            self._ledger.again(held.row.notification, later, error)

    def _wait(self, held: Held, retry_after: float | None = None) -> timedelta:
        chance = random.random()  # noqa: S311 - spreads retries, keeps no secret
        return wait_before_next(held.row.attempts, critical=held.critical, chance=chance, retry_after=retry_after)

    def _fail(self, row: Row, error: str) -> None:
        self._facts.failed += 1
        self._facts.last_error = error
        self._ledger.failed(row.notification, self._clock(), error)
