"""All messages that should stand at the broker for Home Assistant, made of what the records say now."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from enum import IntEnum
from functools import partial
from typing import Any

from alerts import home_assistant_configs as configs
from alerts import home_assistant_states as states
from alerts.home_assistant_place import Place, place
from alerts.home_assistant_settings import HomeAssistantSettings
from alerts.home_assistant_topics import Topics, community_name, device_name, flat_name
from domain.alerts import Alert
from domain.subjects import area_of
from store.records import Records

FACTS_EVERY = timedelta(minutes=1)
"""What is heard of devices (a firmware, a first `online`) counts up no revision, and is looked at so often."""
SHARE = 20
"""Reading it all may take so small a part of the time (one in …), whatever is changed meanwhile."""


class Changed(IntEnum):
    """What is to be looked through again."""

    NOTHING = 0
    ALERTS = 1
    ALL = 2


Made = tuple[str, Callable[[], dict[str, Any]]]
"""A topic, and what makes its message."""


class View:
    """Reads again what changed. `service` is the instance whose word of being there holds for what we say."""

    def __init__(
        self, records: Records, settings: HomeAssistantSettings, sites: frozenset[str], topics: Topics, service: str
    ) -> None:
        self._records, self._settings, self._sites = records, settings, sites
        self._topics, self._service, self._language = topics, service, settings.home_assistant_language
        self._place = Place(communities={}, flats={}, homes={}, devices=())
        self._shown: list[Alert] = []
        self._revision = self._move = -1
        self._read_at: datetime | None = None
        self._rest_until = 0.0

    def look(self, now: datetime) -> Changed:
        """Take in what changed. Raises StoreAway."""
        changed = Changed.ALL if self._look_at_place(now) else Changed.NOTHING
        move = self._records.alerts.last_move() if self._settings.tells_alerts else self._move
        if move != self._move:
            self._shown = states.shown(self._records.alerts.open())
            self._move, changed = move, changed or Changed.ALERTS
        return changed

    def topics(self) -> set[str]:
        """Name all topics."""
        return {topic for topic, _ in self._all()}

    def messages(self, what: Changed = Changed.ALL) -> Iterator[tuple[str, bytes]]:
        """Give each topic with its payload, one at a time: they are many, and made when they are looked at."""
        for topic, make in self._states() if what is Changed.ALERTS else self._all():
            yield topic, json.dumps(make(), ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

    def _look_at_place(self, now: datetime) -> bool:
        revision = self._records.revision()
        is_old = self._read_at is None or not timedelta(0) <= now - self._read_at < FACTS_EVERY
        began = time.monotonic()
        if (revision == self._revision and not is_old) or began < self._rest_until:
            return False
        if self._settings.tells_alerts or self._settings.tells_devices:
            self._place = place(self._records, self._sites, devices=self._settings.tells_devices)
        self._revision, self._read_at = revision, now
        self._rest_until = time.monotonic() + SHARE * (time.monotonic() - began)
        return True

    def _all(self) -> Iterator[Made]:
        yield from self._states()
        if self._settings.tells_alerts:
            yield from self._configs()
        for status, flat in self._place.devices:
            site, _, said = status.device.id.partition(".")
            yield self._topics.config(device_name(site, said)), partial(configs.of_device, status, flat, self._language)

    def _states(self) -> Iterator[Made]:
        if not self._settings.tells_alerts:
            return
        here = self._by_flat()
        for flat in self._place.flats.values():
            state = partial(states.of_flat, here.get(flat.id, []), self._language)
            yield self._topics.state(flat_name(flat.site, flat.id)), state
        for site in self._place.communities:
            there = [one for one in self._shown if one.site == site]
            yield self._topics.state(community_name(site)), partial(states.of_community, there)

    def _configs(self) -> Iterator[Made]:
        told = self._topics, self._service, self._language
        for flat in self._place.flats.values():
            yield self._topics.config(flat_name(flat.site, flat.id)), partial(configs.of_flat, flat, *told)
        for site, called in self._place.communities.items():
            yield self._topics.config(community_name(site)), partial(configs.of_community, site, called, *told)

    def _by_flat(self) -> dict[str, list[Alert]]:
        found: dict[str, list[Alert]] = {}
        for alert in self._shown:
            if area_of(alert.resident) is None and alert.resident in self._place.homes:
                found.setdefault(self._place.homes[alert.resident], []).append(alert)
        return found
