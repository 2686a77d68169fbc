"""The thread that tells other systems by their webhooks, beside the engine and the delivery and apart from both."""

import dataclasses
import threading
import time
from collections.abc import Callable
from datetime import datetime

import structlog

from alerts.webhooks_desk import WebhookDesk, WebhookFacts
from alerts.webhooks_post import Post
from alerts.webhooks_settings import WebhookSettings
from domain.errors import StoreAway
from store.records import Records

POLL_SECONDS = 1.0
log = structlog.get_logger()


class WebhookSender:
    """`alive` turns False when the thread ends, by `stop` or because something broke."""

    def __init__(
        self, records: Records, settings: WebhookSettings, clock: Callable[[], datetime], post: Post | None = None
    ) -> None:
        self._clock = clock
        post = post or Post(settings.allowed, settings.webhook_deadline_s, clock)
        self._desk = WebhookDesk(records, settings, post, clock)
        self._facts = WebhookFacts()
        self._stop_by: float | None = None
        self._away_since: datetime | None = None
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin to follow and to send."""
        self._thread.start()

    def stop(self, within: float) -> None:
        """Begin nothing more and end; what is on its way is made again after the next start, with the same id."""
        self._stop_by = time.monotonic() + within
        if self._thread.ident is not None:
            self._thread.join(within + POLL_SECONDS)

    @property
    def alive(self) -> bool:
        """Whether the thread lives."""
        return self._thread.is_alive()

    def facts(self) -> WebhookFacts:
        """Give the newest snapshot. From any thread."""
        return self._facts

    def _run(self) -> None:
        while self._stop_by is None:
            self._desk.wait(POLL_SECONDS)
            self._safely(self._desk.turn)
            self._facts = dataclasses.replace(self._desk.facts, records_away_since=self._away_since)
        self._desk.wait(max(0.0, min(0.2, self._stop_by - time.monotonic())))
        self._safely(lambda: self._desk.settle(self._clock()))

    def _safely(self, work: Callable[[], None]) -> None:
        try:
            work()
        except StoreAway as error:
            if self._away_since is None:
                self._away_since = self._clock()
                log.warning("the records are away: no webhook is sent", error=str(error))
            time.sleep(POLL_SECONDS / 4)
        else:
            self._away_since = None
