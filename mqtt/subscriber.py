"""The at-least-once subscriber: one loop in the calling thread; nothing is acknowledged before it is committed."""

import dataclasses
import selectors
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import structlog

from domain.errors import Away, StoreAway
from mqtt.access import BrokerAccess
from mqtt.backoff import Backoff
from mqtt.connection import Batch, Connection
from mqtt.facts import LineFacts
from mqtt.filters import FilterBook
from mqtt.message import Message
from mqtt.publications import Publication, Publications
from mqtt.reach import Reach
from mqtt.session import Session
from mqtt.topics import service_topic
from mqtt.waiter import Waiter

SLOW_AFTER = 1.0
"""Seconds: a batch that takes longer may come again meanwhile, since brokers wait 2 s or more."""
STEADY_AFTER = 5.0
"""A line that stood this long, in seconds, was no failure of its broker's."""

log = structlog.get_logger()


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Subscriber:
    """Hands over what arrives, batch by batch, and acknowledges a batch after `handle` has returned.

    `handle` commits what the batch causes. It may raise StoreAway: then the line is let go without acknowledging (the
    broker's session is the spool), `probe` is asked until it no longer raises, and the line is taken up again. Whatever
    else `handle` or `idle` raises leaves `run`. `idle` is called about every `tick` seconds in the same thread, with or
    without a broker. With `instance`, `care/v1/service/<instance>/status` says online and offline.
    """

    def __init__(
        self,
        access: BrokerAccess,
        *,
        client_id: str,
        filters: Iterable[str],
        handle: Callable[[list[Message]], None],
        instance: str | None = None,
        probe: Callable[[], object] | None = None,
        idle: Callable[[datetime], None] | None = None,
        tick: float = 0.25,
        clean_session: bool = False,
        batch_limit: int = 1000,
        keepalive: int = 60,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._handle, self._probe, self._idle, self._clock = handle, probe, idle, clock
        self._tick, self._batch_limit = tick, batch_limit
        status = service_topic(instance) if instance is not None else None
        self._filters, self._publications, self._waiter = FilterBook(filters), Publications(), Waiter()
        self._connection = Connection(access, client_id=client_id, clean_session=clean_session)
        if status is not None:
            self._connection.will_set(status, b"offline", qos=1, retain=True)
        self._reach = Reach(access, self._connection, keepalive)
        self._session = Session(self._connection, self._filters, self._publications, status, access.username)
        self._store_backoff = Backoff()
        self._stopping = False  # a plain flag: a lock could be held by whom a signal interrupts
        self._facts = LineFacts()
        self._resume_at = self._tick_at = 0.0
        self._refusal: str | None = None
        self._more = False

    def run(self) -> None:
        """Stay on the line until `stop`; raises what `handle` or `idle` raised. Runs once."""
        try:
            while not self._stopping:
                self._turn()
            self._session.say_goodbye(self._waiter)
        finally:
            self._hang_up()
            self._note(connected=False, since=self._clock())
            self._waiter.close()

    def stop(self) -> None:
        """End `run` soon; from any thread or signal handler."""
        self._stopping = True
        self._waiter.wake()

    def publish(self, topic: str, payload: bytes | str, *, qos: int = 1, retain: bool = False) -> None:
        """Queue a message of ours; from any thread. It is sent once there is a broker, and again until confirmed."""
        data = payload.encode() if isinstance(payload, str) else payload
        self._publications.put(Publication(topic, data, qos, retain))
        self._waiter.wake()

    def add_filter(self, filter_: str) -> None:
        """Subscribe to one more filter; from any thread."""
        self._filters.want(filter_)
        self._waiter.wake()

    def remove_filter(self, filter_: str) -> None:
        """Unsubscribe; from any thread."""
        self._filters.unwant(filter_)
        self._waiter.wake()

    @property
    def facts(self) -> LineFacts:
        """A snapshot; from any thread."""
        known = self._facts
        return dataclasses.replace(
            known,
            subscribed=known.connected and self._filters.complete,
            refused=self._filters.refused,
            unpublished=len(self._publications) + self._connection.unpublished,
        )

    def _turn(self) -> None:
        events = self._waiter.wait(self._patience())
        try:
            if self._connection.open_line is not None:
                self._serve(events)
            elif self._reach.dialling:
                self._tried(self._reach.go_on(ready=events != 0))
            elif time.monotonic() >= self._resume_at:
                self._take_up()
            self._tick_if_due()
        except StoreAway as error:
            self._let_go(error)
        self._watch()

    def _patience(self) -> float:
        now = time.monotonic()
        if self._more:
            return 0.0
        offline = self._connection.open_line is None and not self._reach.dialling
        return min(1.0, self._tick_at - now, self._resume_at - now if offline else 1.0)

    def _watch(self) -> None:
        line = self._connection.open_line
        if line is None:
            self._waiter.watch(*self._reach.watched)
        else:
            wants = selectors.EVENT_WRITE if self._connection.want_write() else 0
            self._waiter.watch(line, selectors.EVENT_READ | wants)

    def _tick_if_due(self) -> None:
        now = time.monotonic()
        if now >= self._tick_at:
            self._tick_at = now + self._tick
            if self._idle is not None:
                self._idle(self._clock())

    def _take_up(self) -> None:
        if self._facts.let_go_since is not None and self._probe is not None:
            try:
                self._probe()
            except (Away, OSError) as error:
                self._resume_at = time.monotonic() + self._store_backoff.next()
                self._note(let_go_reason=str(error))
                return
        self._tried(self._reach.begin())

    def _tried(self, error: str | None) -> None:
        if error is not None:
            self._fail(error)
        elif self._connection.open_line is not None:
            self._session.begin()

    def _serve(self, events: int) -> None:
        connection = self._connection
        if events & selectors.EVENT_WRITE:
            connection.loop_write()
        if events & selectors.EVENT_READ or self._more:
            self._receive()
        error = self._session.converse() if connection.open_line is not None else None
        connection.loop_misc()
        if error is not None or connection.open_line is None:
            self._lost(error or "the line was cut")

    def _receive(self) -> None:
        batch = self._connection.read(self._batch_limit, self._clock())
        self._more = batch.more
        if self._session.up_since is None:
            self._greet()
        if batch.messages:
            began = time.monotonic()
            self._handle(batch.messages)
            self._store_backoff.reset()
            if time.monotonic() - began > SLOW_AFTER:
                self._connection.remember(batch)
        self._count(batch, self._connection.acknowledge(batch))

    def _greet(self) -> None:
        refusal = self._session.greet()
        if refusal is not None:
            self._refusal = refusal
        elif self._session.up_since is not None:
            broker = str(self._reach.address)
            log.info("line up", broker=broker)
            self._note(connected=True, since=self._clock(), broker=broker, last_error=None)
            self._note(let_go_since=None, let_go_reason=None)

    def _count(self, batch: Batch, acked: int) -> None:
        facts = self._facts
        self._note(
            received=facts.received + len(batch.messages) + len(batch.again),
            acked=facts.acked + acked,
            duplicates=facts.duplicates + sum(message.duplicate for message in batch.messages) + len(batch.again),
            last_message_at=batch.messages[-1].received_at if batch.messages else facts.last_message_at,
        )

    def _lost(self, error: str) -> None:
        if self._session.up_since is not None:
            if time.monotonic() - self._session.up_since > STEADY_AFTER:
                self._reach.worked()
            else:
                error += " soon after the greeting (does another program use this client id?)"
            self._note(connected=False, since=self._clock(), reconnects=self._facts.reconnects + 1)
        self._hang_up()
        self._fail(self._refusal or error)
        self._refusal = None

    def _fail(self, error: str) -> None:
        broker = str(self._reach.address)
        self._resume_at = time.monotonic() + self._reach.failed()
        self._note(broker=broker, last_error=error)
        log.warning("no line", broker=broker, error=error)

    def _let_go(self, error: StoreAway) -> None:
        self._resume_at = time.monotonic() + self._store_backoff.next()
        self._note(let_go_since=self._facts.let_go_since or self._clock(), let_go_reason=str(error))
        self._session.say_goodbye(self._waiter)
        self._hang_up()
        if self._facts.connected:
            log.error("the store is away: the line is let go, messages wait at the broker", reason=str(error))
            self._note(connected=False, since=self._clock())

    def _hang_up(self) -> None:
        self._waiter.watch(None)
        self._reach.give_up()
        self._connection.drop()
        self._session.up_since = None
        self._more = False

    def _note(self, **changes: Any) -> None:
        self._facts = dataclasses.replace(self._facts, **changes)
