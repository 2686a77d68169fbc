"""What the outbox's worker does with rows: claim, check, hand to a sender, and mark what became of them. No thread."""

import dataclasses
import random
import time
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from alerts.delivery_backoff import wait_before_next
from alerts.delivery_dispatch import Dispatch, Flight
from alerts.delivery_facts import DeliveryFacts
from alerts.delivery_judge import Judge, Settled
from alerts.delivery_lanes import Circuit, Held, Lanes
from alerts.delivery_last_minute import remember_last_minute
from alerts.delivery_ledger import Ledger
from alerts.delivery_parcels import endpoint_of
from alerts.delivery_pool import Pool
from alerts.delivery_settings import DeliverySettings
from alerts.delivery_wire import Outcome
from alerts.set_back import SetBack
from domain.notifications import Notification
from store.records import Records
from store.records.outbox import Delivery as Row

CLAIM = 50
FULL_LANE = timedelta(seconds=1)
"""How long a row stays in the outbox that finds too many before it."""
FAILS_OVER_AFTER = 3
"""So many failures of a channel in a row, and what is critical goes by the next one as well."""


class Desk:
    """Used by one thread. `turn` raises StoreAway with nothing lost: the next turn goes on where it stopped."""

    def __init__(
        self,
        records: Records,
        settings: DeliverySettings,
        pool: Pool,
        *,
        worker: str,
        clock: Callable[[], datetime],
        moment: Callable[[], float] = time.monotonic,
    ) -> None:
        self._records, self._settings, self._pool = records, settings, pool
        self._worker, self._clock, self._moment = worker, clock, moment
        self._ledger, self._lanes, self._facts = Ledger(records), Lanes(), DeliveryFacts()
        self._in_hand = self._ledger.in_hand
        self._judge = Judge(records, settings.links)
        self._dispatch = Dispatch(
            records,
            settings,
            pool,
            lanes=self._lanes,
            judge=self._judge,
            in_hand=self._in_hand,
            worker=worker,
            clock=clock,
            moment=moment,
            settle=self._settle,
        )
        self._claimed: deque[tuple[Row, float]] = deque()
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
        return not (self._dispatch.in_flight or self._ledger)

    def facts(self) -> DeliveryFacts:
        """Give a snapshot."""
        moment = self._moment()
        circuits = self._lanes.circuits(moment)
        return dataclasses.replace(
            self._facts,
            held=len(self._lanes) + len(self._claimed),
            in_flight=len(self._dispatch.in_flight),
            sick_endpoints=self._lanes.sick,
            circuits_open=circuits[Circuit.OPEN],
            circuits_half_open=circuits[Circuit.HALF_OPEN],
            limited_endpoints=self._lanes.limited(moment),
            children_killed=self._pool.killed,
            unwritten=len(self._ledger),
        )

    def adopt(self, rows: Iterable[Row]) -> None:
        """Take rows in hand that were claimed for us when they were written; those that are to wait were not."""
        now, moment = self._clock(), self._moment()
        for row in rows:
            if row.notification.id not in self._in_hand and row.notification.not_before is None:
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
                self._dispatch.send()
            self._claim()
            self._accept()
            self._dispatch.send()
        self._ledger.write()

    def finish(self) -> None:
        """Write down all that is known; raises StoreAway."""
        while self._ledger:
            self._ledger.write()

    def settle(self, outcomes: Iterable[Outcome]) -> None:
        """Decide what follows from each outcome; nothing is written yet."""
        for outcome in outcomes:
            flight = self._dispatch.in_flight.pop(outcome.id)
            if outcome.error is None:
                self._sent(flight, outcome)
            elif outcome.for_good:
                self._lanes.ended(flight.carrier.endpoint, self._moment())
                self._refused(flight, outcome.error, gone=outcome.gone)
            else:
                self._try_later(flight, outcome.error, outcome.retry_after)

    def _hold_deadlines(self, now: datetime) -> None:
        back = self._set_back.by(now)
        if back is not None:
            self._records.outbox.bring_forward(back, self._worker, now)
        self._set_back.note(now)

    def _claim(self) -> None:
        if not self._began:
            # What the worker of this name had in hand when it was killed must not wait for its claim to end.
            self._records.outbox.take_back(self._worker, self._clock())
            remember_last_minute(self._records, self._lanes, self._clock(), self._moment())
            self._began = True
        self._more = False
        lease = self._settings.lease
        rows = self._records.outbox.waiting(self._clock(), limit=CLAIM, lease=lease, worker=self._worker)
        self._more = len(rows) == CLAIM
        until = self._moment() + lease.total_seconds()
        self._claimed.extend((row, until) for row in rows if row.notification.id not in self._in_hand)
        self._in_hand.update(row.notification.id for row in rows)

    def _accept(self) -> None:
        while self._claimed:
            row, until = self._claimed[0]
            message = self._judge.judge(row, self._clock())
            self._claimed.popleft()
            if isinstance(message, Settled):
                self._settle(row.notification, message)
            else:
                endpoint = endpoint_of(message)
                self._hold(Held(row=row, message=message, endpoint=endpoint, since=self._moment(), until=until))

    def _hold(self, held: Held) -> None:
        rest = self._lanes.rest_of(held.endpoint, held.since)
        if rest:
            self._put_back([held], self._clock() + timedelta(seconds=rest), "its endpoint rests", spread=True)
            self._fail_over(held, self._lanes.failures_of(held.endpoint))
        elif self._lanes.is_full(held.endpoint, critical=held.critical):
            self._put_back([held], self._clock() + FULL_LANE, "waits behind others")
        else:
            self._lanes.add(held)

    def _settle(self, row: Notification, settled: Settled) -> None:
        """Note why a row is not sent now."""
        if settled.failed:
            self._fail(row, settled.why)
        elif settled.later is not None:
            self._ledger.again(row, self._clock() + settled.later, settled.why)
        else:
            self._facts.void += 1
            self._ledger.void(row, self._clock(), settled.why)

    def _sent(self, flight: Flight, outcome: Outcome) -> None:
        now, carrier = self._clock(), flight.carrier.row.notification
        self._facts.sent += 1
        self._facts.carried += len(flight.companions)
        self._facts.last_sent_at = now
        self._lanes.ended(flight.carrier.endpoint, self._moment())
        self._ledger.sent(carrier, now, outcome.receipt)
        self._ledger.carried([one.row.notification for one in flight.companions], carrier, now)
        for one in flight.rows:
            if outcome.acknowledged and one.message.acknowledge_link:
                self._facts.acknowledged += 1
                self._ledger.acknowledged(one.row.notification, now)

    def _refused(self, flight: Flight, error: str, *, gone: bool) -> None:
        if gone:
            self._ledger.gone(flight.carrier.row.notification, self._clock(), error)
        for one in flight.rows:
            self._fail(one.row.notification, error)

    def _try_later(self, flight: Flight, error: str, retry_after: float | None) -> None:
        self._facts.retried += 1
        self._facts.last_error = error
        now, endpoint = self._clock(), flight.carrier.endpoint
        failures = self._lanes.failed(endpoint)
        rest = wait_before_next(failures, critical=True, chance=0.5, retry_after=retry_after)
        others = self._lanes.rest(endpoint, self._moment() + rest.total_seconds())
        self._put_back(others, now + rest, f"rests: {error}", spread=True)
        at = now + self._wait(flight.carrier, retry_after)  # of all: they go out together again
        for held in flight.rows:
            if at - _begun_at(held.row.notification) > self._settings.give_up:
                self._fail(held.row.notification, f"given up: {error}")
            else:
                self._fail_over(held, max(failures, held.row.attempts))
                self._ledger.again(held.row.notification, at, error)

    def _fail_over(self, held: Held, failures: int) -> None:
        if held.critical and failures >= FAILS_OVER_AFTER:
            self._facts.failed_over += 1
            self._ledger.fail_over(held.row.notification, self._clock())

    def _put_back(self, rows: list[Held], at: datetime, error: str, *, spread: bool = False) -> None:
        for held in rows:
            later = max(at, self._clock() + self._wait(held)) if spread else at
            self._ledger.again(held.row.notification, later, error)

    def _wait(self, held: Held, retry_after: float | None = None) -> timedelta:
        chance = random.random()  # noqa: S311 - spreads retries, keeps no secret
        return wait_before_next(held.row.attempts, critical=held.critical, chance=chance, retry_after=retry_after)

    def _fail(self, row: Notification, error: str) -> None:
        self._facts.failed += 1
        self._facts.last_error = error
        self._ledger.failed(row, self._clock(), error)


def _begun_at(row: Notification) -> datetime:
    """Give since when it might have gone out."""
    return max(row.created_at, row.not_before or row.created_at)
