"""What is done for webhooks on each turn: moves become messages, due ones go out, and what came of them is kept."""

import queue
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from alerts.delivery_backoff import LARGEST, wait_before_next
from alerts.webhooks_post import Answer, Post
from alerts.webhooks_settings import WebhookSettings
from domain.webhooks import Webhook, WebhookMessage, next_attempt
from store.records import Records

FORGET_EVERY = timedelta(hours=1)
_TOGETHER = 8
"""Webhooks for which messages are written in one transaction: one for each costs alerts their turn at the records, one
for all would hold the records up for long.
"""
_BROKE = Answer(error="the attempt broke: the log says why")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """An attempt that is being made; `answer` is of one that is over."""

    webhook: Webhook
    message: WebhookMessage
    answer: Answer = _BROKE


@dataclass(slots=True, kw_only=True)
class WebhookFacts:
    """Counts since the start; in_flight, sick and away are of now. `sick`: webhooks whose last attempt failed."""

    written: int = 0
    sent: int = 0
    retried: int = 0
    failed: int = 0
    disabled: int = 0
    in_flight: int = 0
    sick: int = 0
    records_away_since: datetime | None = None


class WebhookDesk:
    """Used by one thread; each attempt has a thread of its own, at most one for a webhook.

    Webhooks that failed last have a quarter of the places: however many are sick, the others find room.
    """

    def __init__(self, records: Records, settings: WebhookSettings, post: Post, clock: Callable[[], datetime]) -> None:
        self._records = records
        self._settings = settings
        self._post = post
        self._clock = clock
        self._over: queue.SimpleQueue[Sending | None] = queue.SimpleQueue()
        self._unwritten: list[Sending] = []
        self._busy: set[str] = set()
        self._failures: dict[str, int] = {}
        self._rest_until: dict[str, datetime] = {}
        self._forget_at: datetime | None = None
        self.facts = WebhookFacts()

    def wake(self) -> None:
        """End a `wait` at once; from any thread."""
        self._over.put(None)

    def wait(self, seconds: float) -> None:
        """Wait for an attempt to be over, at most so long."""
        try:
            over = [self._over.get(timeout=seconds)]
            while not self._over.empty():
                over.append(self._over.get_nowait())
        except queue.Empty:
            return
        self._unwritten += [one for one in over if one is not None]

    def turn(self) -> None:
        """Do all that is due. Raises StoreAway; what is not written then is written on a later turn."""
        now = self._clock()
        self.settle(now)
        sending = self._records.webhook_sending
        behind = sending.behind()
        for first in range(0, len(behind), _TOGETHER):
            self.facts.written += sending.follow(behind[first : first + _TOGETHER], now)
        for webhook in sending.trail.behind():
            self.facts.written += sending.trail.follow(webhook, now)
        self._send(now)
        self._forget(now)
        self.facts.in_flight, self.facts.sick = len(self._busy), len(self._failures)

    def settle(self, now: datetime) -> None:
        """Write down what came of attempts; all that were taken in one transaction: alerts wait for the same lock."""
        taken = [one for one in self._unwritten if not one.answer.error]
        if taken:
            self._records.webhook_sending.sent({one.message.id: one.answer.status or 0 for one in taken}, now)
        for one in taken:
            self._is_well(one.webhook.id)
            self._done(one)
        self.facts.sent += len(taken)
        while self._unwritten:
            self._write(self._unwritten[0], now)
            self._done(self._unwritten[0])

    def _done(self, one: Sending) -> None:
        self._unwritten.remove(one)
        self._busy.discard(one.webhook.id)

    def _send(self, now: datetime) -> None:
        known = {one.id: one for one in self._records.webhook_sending.webhooks()}
        for one in self._failures.keys() - known.keys():
            self._is_well(one)
        due = self._records.webhook_sending.due(now, self._busy | self._resting(now), len(known))
        chosen = self._chosen([one for one in due if one.webhook in known])
        if chosen:
            for message in self._records.webhook_sending.claim(chosen, now + self._settings.lease):
                self._begin(Sending(webhook=known[message.webhook], message=message))

    def _chosen(self, due: list[WebhookMessage]) -> list[WebhookMessage]:
        """Give those that there is room for."""
        places = self._settings.webhook_senders - len(self._busy)
        for_sick = self._settings.webhook_senders // 4 - len(self._busy & self._failures.keys())
        well = [one for one in due if one.webhook not in self._failures]
        sick = [one for one in due if one.webhook in self._failures]
        return [*well, *sick[: max(0, for_sick)]][: max(0, places)]

    def _resting(self, now: datetime) -> set[str]:
        """Give webhooks that are left alone; a clock that was set back makes no rest longer than it ever is."""
        return {one for one, until in self._rest_until.items() if now < until <= now + LARGEST}

    def _begin(self, one: Sending) -> None:
        self._busy.add(one.webhook.id)
        threading.Thread(target=self._attempt, args=(one,), name="webhook attempt", daemon=True).start()

    def _attempt(self, one: Sending) -> None:
        over = one
        try:
            over = Sending(webhook=one.webhook, message=one.message, answer=self._post.send(one.webhook, one.message))
        finally:
            self._over.put(over)

    def _write(self, one: Sending, now: datetime) -> None:
        """Write down that it was not taken, and what follows."""
        answer, sending = one.answer, self._records.webhook_sending
        attempts = one.message.attempts + 1
        chance = random.random()  # noqa: S311 - no secret
        again = next_attempt(attempts, now, chance=chance, retry_after=answer.retry_after)
        if answer.ended:
            sending.again(one.message.id, now, answer.status, answer.error)
            self._disable(one.webhook, f"the receiver said that it has ended: {answer.error}", now)
        elif again is not None:
            sending.again(one.message.id, again, answer.status, answer.error)
            self.facts.retried += 1
        else:
            self._give_up(one, now)
        self._is_sick(one.webhook.id, now)

    def _give_up(self, one: Sending, now: datetime) -> None:
        """End a message that was tried for days; with it the webhook, where nothing was taken all that time."""
        sending, since = self._records.webhook_sending, one.message.created_at
        sending.failed(one.message.id, now, one.answer.status, one.answer.error)
        self.facts.failed += 1
        log.warning("a webhook did not take a message", webhook=one.webhook.id, message=one.message.id)
        if not sending.took_something(one.webhook.id, since):
            self._disable(one.webhook, f"nothing was taken since {since:%Y-%m-%d %H:%M} UTC: {one.answer.error}", now)

    def _disable(self, webhook: Webhook, why: str, now: datetime) -> None:
        self.facts.disabled += self._records.webhook_sending.disable(webhook, why, now)
        log.warning("a webhook was switched off", webhook=webhook.id, why=why)

    def _is_well(self, webhook: str) -> None:
        self._failures.pop(webhook, None)
        self._rest_until.pop(webhook, None)

    def _is_sick(self, webhook: str, now: datetime) -> None:
        """Leave it alone for a while: other messages wait for it to be well."""
        self._failures[webhook] = self._failures.get(webhook, 0) + 1
        self._rest_until[webhook] = now + wait_before_next(self._failures[webhook], critical=False, chance=0.5)

    def _forget(self, now: datetime) -> None:
        if self._forget_at is None or not timedelta(0) <= self._forget_at - now <= FORGET_EVERY:
            self._forget_at = now + FORGET_EVERY
            self._records.webhooks.forget(now, self._settings.keep)
