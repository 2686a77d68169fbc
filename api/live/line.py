"""The API's own line to the broker, in its own thread."""

import uuid

from api.live.hub import Hub
from api.live.lifeline import Lifeline
from mqtt.access import BrokerAccess
from mqtt.facts import LineFacts
from mqtt.subscriber import Subscriber


class LiveLine:
    """Receives only what somebody looks at; nothing rests in the broker when nobody does."""

    def __init__(self, access: BrokerAccess, hub: Hub) -> None:
        client_id = f"api-{uuid.uuid4().hex[:8]}"  # nothing is kept for it, so two of us need not share a name
        self._subscriber = Subscriber(
            access, client_id=client_id, instance="api", filters=(), handle=hub.take, clean_session=True
        )
        self._thread = Lifeline("line", self._subscriber.run)
        hub.attach(self._subscriber)

    @property
    def facts(self) -> LineFacts:
        """A snapshot of what is known about the line."""
        return self._subscriber.facts

    @property
    def died(self) -> str | None:
        """Why the line's thread ended by itself; None while it lives."""
        return self._thread.died

    def start(self) -> None:
        """Take up the line."""
        self._thread.start()

    def stop(self) -> None:
        """Hang up."""
        self._subscriber.stop()
        self._thread.join(1)
