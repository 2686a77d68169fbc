"""Deadlines in buckets, so that a tick looks only at those whose time has come."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar

BUCKET = 10.0
"""Seconds to a bucket: what is due may be looked at so much late."""


class Queued(Protocol):
    """Whatever waits; `queued` while it stands in a bucket, so that it stands in one only."""

    queued: bool


Q = TypeVar("Q", bound=Queued)


class Buckets(Generic[Q]):
    """Times are epoch seconds."""

    def __init__(self) -> None:
        self._buckets: dict[int, list[Q]] = defaultdict(list)

    def put(self, one: Q, deadline: float) -> None:
        """Let it wait, unless it waits already."""
        if not one.queued:
            one.queued = True
            self._buckets[math.ceil(deadline / BUCKET)].append(one)

    def clear(self) -> None:
        """Let nothing wait any more; whoever does this resets `queued`."""
        self._buckets.clear()

    def take_out(self, wanted: Callable[[Q], bool]) -> None:
        """Let those wait no more: looks at all that wait."""
        for number, bucket in self._buckets.items():
            out = [one for one in bucket if wanted(one)]
            for one in out:
                one.queued = False
            if out:
                self._buckets[number] = [one for one in bucket if one.queued]

    def due(self, now: float) -> Iterator[Q]:
        """Take out what is due, one by one: what is not asked for stays due."""
        for number in sorted(one for one in self._buckets if one * BUCKET <= now):
            bucket = self._buckets[number]
            while bucket:
                one = bucket.pop()
                one.queued = False
                yield one
            del self._buckets[number]
