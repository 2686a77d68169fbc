"""Which filters are wanted, asked for, granted and refused."""

import threading
from collections.abc import Iterable

from mqtt.backoff import Backoff

REFUSED = 0x80


class FilterBook:
    """Keeps what the broker's session is known to hold in step with what is wanted.

    `want` and `unwant` may be called from any thread; all else belongs to the line's thread.
    """

    def __init__(self, wanted: Iterable[str]) -> None:
        self._lock = threading.Lock()
        self._wanted = frozenset(wanted)
        self._granted: frozenset[str] = frozenset()
        self._asked: dict[int, list[str]] = {}
        self._refused: frozenset[str] = frozenset()
        self._again_at = 0.0
        self._backoff = Backoff(first=1.0, longest=30.0)

    def want(self, filter_: str) -> None:
        """Ask for this filter at the next turn, unless the session has it."""
        with self._lock:
            self._wanted |= {filter_}

    def unwant(self, filter_: str) -> None:
        """Give this filter up at the next turn."""
        with self._lock:
            self._wanted -= {filter_}

    def line_opened(self, *, session_present: bool) -> None:
        """Forget what was asked and not answered; and without a session, what was granted."""
        self._asked.clear()
        self._again_at = 0.0
        if not session_present:
            self._granted = frozenset()

    def to_ask(self, now: float) -> list[str]:
        """Name the filters for the next SUBSCRIBE; refused ones only once their wait is over."""
        asked = {filter_ for filters in self._asked.values() for filter_ in filters}
        missing = self._wanted - self._granted - asked
        return sorted(missing if now >= self._again_at else missing - self._refused)

    def to_drop(self) -> list[str]:
        """Name the filters for the next UNSUBSCRIBE, taken out of the book at once."""
        dropped = self._granted - self._wanted
        self._granted -= dropped
        return sorted(dropped)

    def asked(self, packet_id: int, filters: list[str]) -> None:
        """Remember which filters this SUBSCRIBE named."""
        self._asked[packet_id] = filters

    def answered(self, packet_id: int, codes: list[int], now: float) -> list[str]:
        """Take the SUBACK in; gives the filters that it refuses."""
        filters = self._asked.pop(packet_id, [])
        refused = [filter_ for filter_, code in zip(filters, codes, strict=False) if code >= REFUSED]
        self._granted |= frozenset(filters) - frozenset(refused)
        self._refused = (self._refused - set(filters)) | frozenset(refused)
        if refused:
            self._again_at = now + self._backoff.next()
        elif not self._refused:
            self._backoff.reset()
        return refused

    @property
    def waiting(self) -> bool:
        """A SUBACK is outstanding."""
        return bool(self._asked)

    @property
    def refused(self) -> tuple[str, ...]:
        """Filters that are wanted and were refused last."""
        return tuple(sorted(self._refused & self._wanted))

    @property
    def complete(self) -> bool:
        """Everything that is wanted is granted."""
        return self._wanted <= self._granted
