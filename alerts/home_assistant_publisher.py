"""Keeps what the broker keeps for Home Assistant in step with the records; used by one line's thread."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from alerts.home_assistant_retained import Retained
from alerts.home_assistant_topics import Topics
from alerts.home_assistant_view import Changed, View
from mqtt.facts import LineFacts
from mqtt.message import Message

LOOK_EVERY = timedelta(seconds=1)
SETTLED = timedelta(seconds=2)
"""So long after a line stands, all that the broker keeps has been told."""
AFTER_BIRTH = (0.5, 5.0)
"""Seconds: not everybody who tells Home Assistant of something does it in the same moment, when it starts."""
MOST_UNCONFIRMED = 500

log = structlog.get_logger()
_CHANCE = random.SystemRandom()


@dataclass(slots=True, kw_only=True)
class HomeAssistantFacts:
    """Counts since the start; `kept` is of now. `broke`: how often the publisher ended by a fault of its own."""

    published: int = 0
    removed: int = 0
    births: int = 0
    kept: int = 0
    broke: int = 0


class Publisher:
    """Publishes what differs, a bounded part at a time, and all of it when Home Assistant has started anew.

    publish  sends a retained message
    line     what is known of the line
    wait     seconds to wait after a birth
    """

    def __init__(
        self,
        view: View,
        retained: Retained,
        topics: Topics,
        *,
        publish: Callable[[str, bytes], None],
        line: Callable[[], LineFacts],
        facts: HomeAssistantFacts,
        wait: Callable[[], float] = lambda: _CHANCE.uniform(*AFTER_BIRTH),
    ) -> None:
        self._view, self._retained, self._topics = view, retained, topics
        self._publish, self._line, self._wait = publish, line, wait
        self._since: datetime | None = None
        self._begin_at: datetime | None = None
        self._birth_at: datetime | None = None
        self._looked_at: datetime | None = None
        self._unfinished = Changed.NOTHING
        self._todo: Iterator[tuple[str, bytes]] = iter(())
        self.facts = facts

    def handle(self, batch: Sequence[Message]) -> None:
        """Take in what the broker keeps, and that Home Assistant has started. A birth that is kept is an old one."""
        self._meet(self._line(), batch[-1].received_at)
        for message in batch:
            if message.topic != self._topics.birth:
                self._retained.learn(message)
            elif message.payload == b"online" and not message.retained:
                self.facts.births += 1
                self._birth_at = message.received_at + timedelta(seconds=self._wait())

    def round(self, now: datetime) -> None:
        """Publish what is due. Raises StoreAway."""
        line = self._line()
        self._meet(line, now)
        if not line.healthy or not self._is_over(self._begin_at, now):
            return
        self._begin_at = None
        self._look(now)
        self._send(MOST_UNCONFIRMED - line.unpublished)
        self.facts.kept = len(self._retained)

    def _send(self, room: int) -> None:
        for _ in range(room):
            topic, payload = next(self._todo, (None, b""))
            if topic is None:
                self._unfinished = Changed.NOTHING
                return
            self._publish(topic, payload)
            self.facts.published += bool(payload)
            self.facts.removed += not payload

    def _meet(self, line: LineFacts, now: datetime) -> None:
        """Begin anew with each new line."""
        if line.connected and line.since != self._since:
            self._since = line.since
            self._begin_at, self._birth_at, self._looked_at = now + SETTLED, None, None
            self._retained.forget()
            self._todo = iter(())

    def _look(self, now: datetime) -> None:
        """Begin a new pass where something changed; what an unfinished one had done is found done by the next."""
        changed = self._changed(now)
        if self._birth_at is not None and self._is_over(self._birth_at, now):
            self._birth_at, changed = None, Changed.ALL
            self._retained.doubt()
            log.info("home assistant has started: it is told all again")
        if changed is not Changed.NOTHING:
            self._unfinished = Changed.ALL if Changed.ALL in {changed, self._unfinished} else changed
            self._todo = self._pass(self._unfinished)

    def _changed(self, now: datetime) -> Changed:
        is_first = self._looked_at is None
        if self._looked_at is not None and timedelta(0) <= now - self._looked_at < LOOK_EVERY:
            return Changed.NOTHING
        changed = self._view.look(now)
        self._looked_at = now
        return Changed.ALL if is_first else changed

    def _pass(self, what: Changed) -> Iterator[tuple[str, bytes]]:
        if what is Changed.ALL:
            yield from self._retained.to_remove(self._view.topics())
        yield from self._retained.to_publish(self._view.messages(what))

    def _is_over(self, moment: datetime | None, now: datetime) -> bool:
        """Whether it has come; where our clock was set back, nobody waits so much longer."""
        return moment is None or not now < moment <= now + timedelta(seconds=max(AFTER_BIRTH))
