"""How much an endpoint may still be sent where its provider counts. No IO, no clock.

A provider's minute is any minute, so what was sent is remembered and not refilled by the second: twenty in a moment,
and twenty more as the bucket fills, would be thirty-nine in its minute, and DingTalk shuts such a robot out for ten.

A quarter of each minute is kept back: what does not fit into the rest waits for the next of these slots, a few seconds
apart, and goes out as one message. So nothing waits for a whole minute, and nothing is dropped.
"""

from collections import deque
from collections.abc import Sequence

from alerts.channels.limits import Limit

KEPT_BACK = 4
"""One slot in so many."""
_SPACED_FROM = 30.0
"""Limits over shorter times than this (seconds) only space messages out: nothing is kept back or merged for them."""
_LONGER = 1.03
_MORE = 0.15
"""Our window is so much longer than the provider's: messages do not take equally long on their way."""


class Allowance:
    """Of one endpoint. `moment` is monotonic time in seconds."""

    def __init__(self, limits: Sequence[Limit]) -> None:
        self._limits = limits
        self._sent: deque[float] = deque()
        self._longest = max((_window(limit) for limit in limits), default=0.0)

    def spend(self, moment: float) -> None:
        """Note that a message was sent."""
        while self._sent and self._sent[0] <= moment - self._longest:
            self._sent.popleft()
        self._sent.append(moment)

    def next_at(self, moment: float) -> float:
        """Give when the next message may go out; not later than `moment` where it may now."""
        return max((self._next_by(limit, moment) for limit in self._limits), default=moment)

    def fits(self, messages: int, moment: float) -> bool:
        """Whether so many messages may go out one by one, without touching what is kept back."""
        counted = [limit for limit in self._limits if limit.seconds >= _SPACED_FROM]
        return all(self._used(limit, moment) + messages <= limit.count - _kept_back(limit) for limit in counted)

    def is_used(self, moment: float) -> bool:
        """Whether anything that was sent still counts."""
        return bool(self._sent) and self._sent[-1] > moment - self._longest

    def _used(self, limit: Limit, moment: float) -> int:
        return sum(one > moment - _window(limit) for one in self._sent)

    def _next_by(self, limit: Limit, moment: float) -> float:
        used, kept = self._used(limit, moment), _kept_back(limit)
        if used >= limit.count:
            return self._sent[-limit.count] + _window(limit)
        if kept and used >= limit.count - kept:
            return self._sent[-1] + _window(limit) / kept
        return moment


def _window(limit: Limit) -> float:
    return limit.seconds * _LONGER + _MORE


def _kept_back(limit: Limit) -> int:
    return limit.count // KEPT_BACK if limit.seconds >= _SPACED_FROM else 0
