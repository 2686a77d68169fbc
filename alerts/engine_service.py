"""The service around the engine: what is subscribed to, the delivery beside it, what the house is told of both."""

import dataclasses
import os
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from alerts.beside import Beside
from alerts.delivery import Delivery
from alerts.engine import Engine
from devices import Dialects, filters
from domain.errors import BanisterError
from mqtt.facts import LineFacts
from mqtt.topics import all_readings
from store.records import Records

NAME = "alerts"
TELL_EVERY = timedelta(seconds=1)


class DeliveryDied(BanisterError):
    """Nobody is told any more: the service ends, and the supervisor starts it again."""


class WebhooksDied(BanisterError):
    """Other systems are told nothing any more: the service ends, and the supervisor starts it again."""


class Service:
    """What is done on each tick: the engine's rounds, a look at the delivery, facts told each second."""

    def __init__(
        self,
        *,
        name: str,
        engine: Engine,
        delivery: Delivery,
        beside: Beside,
        records: Records,
        line: Callable[[], LineFacts],
    ) -> None:
        self._name = name
        self._engine = engine
        self._delivery = delivery
        self._beside = beside
        self._records = records
        self._line = line
        self._told_at: datetime | None = None

    def __call__(self, now: datetime) -> None:
        """Go the rounds. Raises StoreAway, DeliveryDied and WebhooksDied."""
        if not self._delivery.alive:
            raise DeliveryDied("the delivery's thread has ended")
        if not self._beside.webhooks.alive:
            raise WebhooksDied("the webhooks' thread has ended")
        self._engine.idle(now)
        if self._told_at is None or not timedelta(0) <= now - self._told_at < TELL_EVERY:
            self._told_at = now
            self._records.services.tell(self._name, self._facts(), now)

    def _facts(self) -> dict[str, object]:
        line = dataclasses.asdict(self._line())
        delivery = dataclasses.asdict(self._delivery.facts())
        ours = {"pid": os.getpid(), "line": line, "delivery": delivery} | self._beside.facts()
        return told(ours | self._engine.facts())


def told(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Give facts as JSON: moments as text."""
    return {key: _plain(value) for key, value in facts.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return told(value)
    return value.isoformat() if isinstance(value, datetime) else value


def instance_of(sites: frozenset[str]) -> str:
    """Name the worker of these sites: client id at the broker, and name in the records."""
    return "-".join([NAME, *sorted(sites)])


def filters_for(dialects: Dialects, sites: frozenset[str]) -> tuple[str, ...]:
    """Give the filters of the dialects; of the native one only our sites', where we have some."""
    every = all_readings().removesuffix("+/readings")
    narrowed = [
        wanted.replace(every, every.replace("+", site, 1)) if wanted.startswith(every) else wanted
        for wanted in filters(dialects)
        for site in sorted(sites) or ["+"]
    ]
    return tuple(dict.fromkeys(narrowed))
