"""The outbox's worker: a thread that claims what waits, lets it be sent, and marks it after it was accepted.

A crash between the sending and the mark sends it once more with the same idempotency key; nothing is marked before.
"""

import dataclasses
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import structlog

from alerts.delivery_desk import Desk
from alerts.delivery_facts import DeliveryFacts
from alerts.delivery_pool import SenderPool
from alerts.delivery_settings import DeliverySettings
from domain.errors import StoreAway
from store import vapid
from store.records import Records
from store.records.outbox import Claim
from store.records.outbox import Delivery as Row

POLL_SECONDS = 1.0
"""How long a row may wait whose writer did not call `wake` (another service's, or one that is due again)."""

log = structlog.get_logger()


class Delivery:
    """A thread beside the engine. `alive` turns False when it ends, by `stop` or because something broke."""

    def __init__(
        self, records: Records, settings: DeliverySettings, *, worker: str, clock: Callable[[], datetime]
    ) -> None:
        """Name the worker as the instance of the service: two that run at once must not share a name."""
        self._clock = clock
        self._worker, self._lease = worker, settings.lease
        self._handed: deque[Row] = deque()
        self._pool = SenderPool(settings.channels(records.secret(vapid.SECRET)), settings.delivery_senders)
        self._desk = Desk(records, settings, self._pool, worker=worker, clock=clock)
        self._facts = DeliveryFacts()
        self._stop_by: float | None = None
        self._away_until = 0.0
        self._away_since: datetime | None = None
        self._thread = threading.Thread(target=self._run, name="delivery", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def wake(self) -> None:
        """Say that rows were committed: they are claimed at once. From any thread."""
        self._pool.wake()

    def claim(self, now: datetime) -> Claim:
        """Give the claim under which rows that are written now are sent by us. From any thread."""
        return Claim(worker=self._worker, until=now + self._lease)

    def hand_over(self, rows: Sequence[Row]) -> None:
        """Take rows that were committed with our claim: they are sent without being read first. From any thread."""
        self._handed.extend(rows)
        self._pool.wake()

    def stop(self, within: float) -> None:
        """Claim nothing more, and end: once what is on its way has an answer, at most so many seconds from now."""
        if self._thread.ident is None:
            self._pool.close()
            return
        self._stop_by = time.monotonic() + within
        self._pool.wake()
        self._thread.join(within + 1.0)

    @property
    def alive(self) -> bool:
        """Whether the thread lives. Where it does not and nobody has stopped it, nobody is told any more."""
        return self._thread.is_alive()

    def facts(self) -> DeliveryFacts:
        """Give the newest snapshot. From any thread."""
        return self._facts

    def _run(self) -> None:
        try:
            while not self._is_over():
                self._desk.settle(self._pool.wait(self._patience()))
                self._desk.adopt(self._handed_over())
                self._turn()
                self._facts = dataclasses.replace(self._desk.facts(), records_away_since=self._away_since)
            self._write_the_rest()
        finally:
            self._pool.close()

    def _handed_over(self) -> Iterator[Row]:
        while self._handed:
            yield self._handed.popleft()

    def _write_the_rest(self) -> None:
        """Mark what was accepted, so that it is not told twice."""
        try:
            self._desk.finish()
        except StoreAway as error:
            log.warning("the records are away: what was accepted just now will be told again", error=str(error))

    def _is_over(self) -> bool:
        return self._stop_by is not None and (self._desk.is_clear or time.monotonic() >= self._stop_by)

    def _patience(self) -> float:
        if self._stop_by is not None:
            return min(POLL_SECONDS, max(0.0, self._stop_by - time.monotonic()))
        return 0.0 if self._desk.has_more and self._away_since is None else POLL_SECONDS

    def _turn(self) -> None:
        """Do what may be done now; the records may be away at every point of it."""
        if time.monotonic() < self._away_until:
            return
        try:
            self._desk.turn(stopping=self._stop_by is not None)
        except StoreAway as error:
            self._away_until = time.monotonic() + POLL_SECONDS
            if self._away_since is None:
                self._away_since = self._clock()
                log.exception("the records are away: nothing new is sent", error=str(error))
        else:
            self._away_since = None
