"""What is said on an open connection besides the messages: the greeting, subscriptions, publications, the goodbye."""

import selectors
import time

import structlog

from mqtt.connection import Connection, Greeting
from mqtt.filters import FilterBook
from mqtt.publications import Publications
from mqtt.waiter import Waiter

ANSWER_WITHIN = 10.0
GOODBYE_WITHIN = 0.4
MOST_FILTERS = 200
"""Filters in one SUBSCRIBE, so that no packet grows past what brokers take."""

log = structlog.get_logger()


class Session:
    """Keeps the broker's session in step with what is wanted, for as long as a connection stands."""

    def __init__(
        self,
        connection: Connection,
        filters: FilterBook,
        publications: Publications,
        status: str | None,
        user: str | None,
    ) -> None:
        self._connection = connection
        self._filters = filters
        self._publications = publications
        self._status = status
        self._user = user
        self._answer_by = 0.0
        self.up_since: float | None = None

    def begin(self) -> None:
        """CONNECT was said; the broker has some seconds to answer."""
        self.up_since = None
        self._answer_by = time.monotonic() + ANSWER_WITHIN

    def greet(self) -> str | None:
        """Take the CONNACK in, once; gives the reason of a refusal."""
        greeting = self._connection.greeting
        if greeting is None or self.up_since is not None:
            return None
        if not greeting.accepted:
            return f"the broker refuses the login of {self._user or 'nobody'}: {greeting.reason}"
        self._accepted(greeting)
        return None

    def converse(self) -> str | None:
        """Say what there is to say; gives the reason to give the connection up."""
        now = time.monotonic()
        if now > self._answer_by and (self.up_since is None or self._filters.waiting):
            return f"no answer within {ANSWER_WITHIN:g} s"
        if self.up_since is not None:
            self._take_answers(now)
            self._ask(now)
            self._publications.send(self._connection)
        return None

    def say_goodbye(self, waiter: Waiter) -> None:
        """Say offline and DISCONNECT after what is still to be published; what arrives meanwhile will come again."""
        connection = self._connection
        if self.up_since is None or connection.open_line is None:
            return
        end = time.monotonic() + GOODBYE_WITHIN
        self._publications.send(connection)
        while connection.unpublished and self._pump(waiter, end):
            pass
        if self._status is not None:
            connection.publish(self._status, b"offline", 0, retain=True)
        connection.disconnect()
        while connection.want_write() and self._pump(waiter, end):
            pass

    def _accepted(self, greeting: Greeting) -> None:
        self.up_since = time.monotonic()
        self._filters.line_opened(session_present=greeting.session_present)
        if self._status is not None:
            self._connection.publish(self._status, b"online", 1, retain=True)

    def _take_answers(self, now: float) -> None:
        for packet_id, codes in self._connection.answers:
            refused = self._filters.answered(packet_id, codes, now)
            if refused:
                log.error("subscription refused, asking again later", filters=refused)
        self._connection.answers.clear()

    def _ask(self, now: float) -> None:
        dropped = self._filters.to_drop()
        if dropped:
            self._connection.unsubscribe(dropped)
        missing = self._filters.to_ask(now)
        for start in range(0, len(missing), MOST_FILTERS):
            part = missing[start : start + MOST_FILTERS]
            _, packet_id = self._connection.subscribe([(filter_, 1) for filter_ in part])
            if packet_id is not None:
                self._filters.asked(packet_id, part)
                self._answer_by = now + ANSWER_WITHIN

    def _pump(self, waiter: Waiter, end: float) -> bool:
        """Let bytes go out and confirmations come in; False when the time is over or the connection gone."""
        line, left = self._connection.open_line, end - time.monotonic()
        if line is None or left <= 0:
            return False
        writing = selectors.EVENT_WRITE if self._connection.want_write() else 0
        waiter.watch(line, selectors.EVENT_READ | writing)
        events = waiter.wait(left)
        if events & selectors.EVENT_WRITE:
            self._connection.loop_write()
        if events & selectors.EVENT_READ:
            self._connection.discard()
        return True
