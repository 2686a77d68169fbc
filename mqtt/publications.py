"""What waits to be published, in order, from any thread."""

import collections
import threading
from typing import NamedTuple

import structlog

from mqtt.connection import Connection

MOST_WAITING = 20_000
MOST_UNCONFIRMED = 1_000

log = structlog.get_logger()


class Publication(NamedTuple):
    """One message of ours."""

    topic: str
    payload: bytes
    qos: int
    retain: bool


class Publications:
    """A queue in front of the connection; bounded, and it says so when the oldest has to go."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: collections.deque[Publication] = collections.deque()

    def put(self, publication: Publication) -> None:
        """Queue a message."""
        with self._lock:
            self._waiting.append(publication)
            dropped = self._waiting.popleft() if len(self._waiting) > MOST_WAITING else None
        if dropped is not None:
            log.error("publication dropped, too many wait", topic=dropped.topic, most=MOST_WAITING)

    def send(self, connection: Connection) -> None:
        """Hand over as much as the connection should hold unconfirmed."""
        while self._waiting and connection.unpublished < MOST_UNCONFIRMED:
            with self._lock:
                publication = self._waiting.popleft()
            connection.publish(publication.topic, publication.payload, publication.qos, publication.retain)

    def __len__(self) -> int:
        return len(self._waiting)
