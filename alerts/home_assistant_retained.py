"""What the broker keeps of ours, as far as it is known, and what is to be published so that it keeps what it should."""

import hashlib
from collections.abc import Iterable, Iterator

from alerts.home_assistant_topics import Topics, written
from mqtt.message import Message


class Retained:
    """Knows a few bytes of each message. Those of other workers' sites, and other programs', are none of ours."""

    def __init__(self, topics: Topics, sites: frozenset[str]) -> None:
        self._topics = topics
        self._sites = frozenset(map(written, sites))
        self._kept: dict[str, bytes] = {}

    def forget(self) -> None:
        """Know nothing: a broker that is met anew tells what it keeps."""
        self._kept.clear()

    def doubt(self) -> None:
        """Know only that there is something: all of it is published again."""
        self._kept = dict.fromkeys(self._kept, b"")

    def learn(self, message: Message) -> None:
        """Take in what the broker keeps.

        What is said while we listen is our own word, or somebody's who removed a device at Home Assistant: that holds
        until the next start of either.
        """
        site = self._topics.site(message.topic)
        if message.retained and site is not None and (not self._sites or site in self._sites):
            self._note(message.topic, message.payload)

    def to_remove(self, topics: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Give what is kept and not one of these topics, emptied; what is taken is published.

        A configuration goes before its state, so that nobody reads an empty one.
        """
        for topic in sorted(self._kept.keys() - set(topics), reverse=True):
            self._note(topic, b"")
            yield topic, b""

    def to_publish(self, wanted: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """Give what is not kept as it is `wanted`; what is taken is published."""
        for topic, payload in wanted:
            if self._kept.get(topic) != _digest(payload):
                self._note(topic, payload)
                yield topic, payload

    def __len__(self) -> int:
        return len(self._kept)

    def _note(self, topic: str, payload: bytes) -> None:
        if payload:
            self._kept[topic] = _digest(payload)
        else:
            self._kept.pop(topic, None)


def _digest(payload: bytes) -> bytes:
    return hashlib.blake2b(payload, digest_size=12).digest()
