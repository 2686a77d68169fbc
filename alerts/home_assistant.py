"""Tells Home Assistant, by MQTT discovery, of flats with their alerts and of devices: on a line of its own.

Nothing of it stands in the way of an alert: the engine's line, its queue and its thread are others.
"""

import dataclasses
import threading
from collections.abc import Mapping
from typing import Any

import structlog

from alerts.home_assistant_publisher import HomeAssistantFacts, Publisher
from alerts.home_assistant_retained import Retained
from alerts.home_assistant_settings import HomeAssistantSettings
from alerts.home_assistant_topics import Topics
from alerts.home_assistant_view import View
from mqtt.access import BrokerAccess
from mqtt.subscriber import Subscriber
from store.records import Records

REST = 30.0
"""Seconds until it is tried again after a fault of its own."""
_STOP_WITHIN = 1.0

log = structlog.get_logger()


class HomeAssistant:
    """Off where no prefix is set. A fault of its own is logged and counted, and ends no alert.

    name  of the worker: its word of being there holds for the alerts that are shown
    """

    def __init__(
        self,
        records: Records,
        settings: HomeAssistantSettings,
        access: BrokerAccess,
        *,
        name: str,
        sites: frozenset[str] = frozenset(),
        rest: float = REST,
    ) -> None:
        self._records, self._settings, self._access = records, settings, access
        self._name, self._sites, self._rest = name, sites, rest
        self._topics = Topics(settings.home_assistant_prefix)
        self._counts = HomeAssistantFacts()
        self._stopping = threading.Event()
        self._line: Subscriber | None = None
        self._thread = threading.Thread(target=self._run, name="home assistant", daemon=True)

    def start(self) -> None:
        """Begin, where it is switched on."""
        if self._settings.home_assistant_prefix:
            self._thread.start()

    def stop(self) -> None:
        """End; what the broker keeps stays there."""
        self._stopping.set()
        if self._line is not None:
            self._line.stop()
        if self._thread.ident is not None:
            self._thread.join(_STOP_WITHIN)

    def facts(self) -> Mapping[str, Any]:
        """Give what was done, and how the line is; nothing where it is off. From any thread."""
        line = self._line
        if line is None:
            return {}
        return dataclasses.asdict(self._counts) | {"line": dataclasses.asdict(line.facts)}

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._tell()
            except Exception:
                log.exception("home assistant is told nothing for a while", again_in_s=self._rest)
                self._counts.broke += 1
                self._stopping.wait(self._rest)

    def _tell(self) -> None:
        view = View(self._records, self._settings, self._sites, self._topics, self._name)
        publisher = Publisher(
            view,
            Retained(self._topics, self._sites),
            self._topics,
            publish=lambda topic, payload: line.publish(topic, payload, retain=True),
            line=lambda: line.facts,
            facts=self._counts,
        )
        line = Subscriber(
            self._access,
            client_id=f"{self._name}-home-assistant",
            filters=self._topics.filters,
            handle=publisher.handle,
            probe=self._records.check,
            idle=publisher.round,
            clean_session=True,
        )
        self._line = line
        if not self._stopping.is_set():
            line.run()
