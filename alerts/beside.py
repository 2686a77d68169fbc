"""What tells other systems, beside the engine and the delivery: webhooks, and Home Assistant."""

import dataclasses
from collections.abc import Callable
from datetime import datetime
from typing import Any, Self

from alerts.home_assistant import HomeAssistant
from alerts.home_assistant_settings import HomeAssistantSettings
from alerts.webhooks_sender import WebhookSender
from alerts.webhooks_settings import WebhookSettings
from mqtt.access import BrokerAccess
from store.records import Records


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Both, each with a thread of its own."""

    webhooks: WebhookSender
    home_assistant: HomeAssistant

    @classmethod
    def of(
        cls, records: Records, broker: BrokerAccess, name: str, sites: frozenset[str], clock: Callable[[], datetime]
    ) -> Self:
        """Make them as the environment says."""
        return cls(
            webhooks=WebhookSender(records, WebhookSettings.read(), clock),
            home_assistant=HomeAssistant(records, HomeAssistantSettings.read(), broker, name=name, sites=sites),
        )

    def start(self) -> None:
        """Begin to tell."""
        self.webhooks.start()
        self.home_assistant.start()

    def stop(self) -> None:
        """End."""
        self.webhooks.stop()
        self.home_assistant.stop()

    def facts(self) -> dict[str, Any]:
        """Give what both have done."""
        return {
            "webhooks": dataclasses.asdict(self.webhooks.facts()),
            "home_assistant": self.home_assistant.facts(),
        }
