"""A subscriber running in a thread, and what it was handed."""

import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self

from domain.errors import StoreAway
from mqtt.access import BrokerAccess
from mqtt.message import Message
from mqtt.subscriber import Subscriber
from mqtt.topics import all_readings
from tests.brokers import eventually


class Station:
    """Runs the subscriber until the with block ends; keeps messages, batches and the exception that ended it."""

    def __init__(
        self,
        access: BrokerAccess,
        *,
        filters: Iterable[str] = (all_readings(),),
        handle: Callable[[list[Message]], None] | None = None,
        client_id: str = "station",
        **options: Any,
    ) -> None:
        self.messages: list[Message] = []
        self.error: BaseException | None = None
        self.store_away = threading.Event()
        self._handle = handle
        self.line = Subscriber(access, client_id=client_id, filters=filters, handle=self._take, **options)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _take(self, batch: list[Message]) -> None:
        if self.store_away.is_set():
            raise StoreAway("the disk is full")
        if self._handle is not None:
            self._handle(batch)
        self.messages += batch

    def _run(self) -> None:
        try:
            self.line.run()
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            self.error = error

    def start(self) -> Self:
        self._thread.start()
        return self

    def up(self) -> Self:
        """Wait until messages can come in."""
        eventually(lambda: self.line.facts.healthy, what="a healthy line")
        return self

    def start_up(self) -> Self:
        """Start, and wait until messages can come in."""
        try:
            return self.start().up()
        except BaseException:  # the test fails: no thread may stay behind
            self.line.stop()
            raise

    def __enter__(self) -> Self:
        return self if self._thread.ident else self.start()

    def holds(self, payloads: Iterable[bytes]) -> None:
        """Wait until each of these has been handed over and acknowledged."""
        wanted = set(payloads)
        eventually(lambda: wanted <= self.payloads(), what=f"the arrival of {len(wanted)} messages")
        eventually(lambda: self.line.facts.acked == self.line.facts.received, what="the last acknowledgement")

    def payloads(self) -> set[bytes]:
        return {message.payload for message in tuple(self.messages)}

    def ended(self) -> bool:
        self._thread.join(10)
        return not self._thread.is_alive()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.line.stop()
        assert self.ended(), "the line did not stop"
