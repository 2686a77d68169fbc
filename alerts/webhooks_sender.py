"""The thread that tells other systems by their webhooks, beside the engine and the delivery and apart from both."""

import dataclasses
import threading
from collections.abc import Callable
from datetime import datetime

import structlog

from alerts.webhooks_desk import WebhookDesk, WebhookFacts
from alerts.webhooks_post import Post
from alerts.webhooks_settings import WebhookSettings
from domain.errors import StoreAway
from store.records import Records

POLL_SECONDS = 1.0
"""How long a move may wait until it is seen."""
REST_SECONDS = 0.2
"""How long a turn is put off after the one before: what comes meanwhile is written in one transaction. The records have
one lock for all who write, and alerts go first.
"""
_STOP_WITHIN = 1.0
log = structlog.get_logger()


class WebhookSender:
    """`alive` turns False when the thread ends, by `stop` or because something broke."""

    def __init__(
        self,
        records: Records,
        settings: WebhookSettings,
        clock: Callable[[], datetime],
        post: Post | None = None,
        poll: float = POLL_SECONDS,
    ) -> None:
        self._clock = clock
        self._poll = poll
        post = post or Post(settings.allowed, settings.webhook_deadline_s, clock)
        self._desk = WebhookDesk(records, settings, post, clock)
        self._facts = WebhookFacts()
        self._stopping = threading.Event()
        self._away_since: datetime | None = None
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin to follow and to send."""
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing more and end; what is on its way is made again after the next start, with the same id."""
        self._stopping.set()
        self._desk.wake()
        if self._thread.ident is not None:
            self._thread.join(_STOP_WITHIN)

    @property
    def alive(self) -> bool:
        """Whether the thread lives."""
        return self._thread.is_alive()

    def facts(self) -> WebhookFacts:
        """Give the newest snapshot. From any thread."""
        return self._facts

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._desk.wait(self._poll)
            self._safely(self._desk.turn)
            self._facts = dataclasses.replace(self._desk.facts, records_away_since=self._away_since)
            self._stopping.wait(min(self._poll, REST_SECONDS))
        self._safely(lambda: self._desk.settle(self._clock()))

    def _safely(self, work: Callable[[], None]) -> None:
        try:
            work()
        except StoreAway as error:
            if self._away_since is None:
                self._away_since = self._clock()
                log.warning("the records are away: no webhook is sent", error=str(error))
            self._stopping.wait(self._poll)
        else:
            self._away_since = None
