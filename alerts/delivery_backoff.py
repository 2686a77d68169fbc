"""How long to wait before the next attempt. Pure."""

from datetime import timedelta

FIRST, LARGEST = timedelta(seconds=5), timedelta(minutes=5)
FIRST_CRITICAL, LARGEST_CRITICAL = timedelta(seconds=2), timedelta(seconds=60)
_DOUBLINGS = 16


def wait_before_next(attempts: int, *, critical: bool, chance: float, retry_after: float | None = None) -> timedelta:
    """Give the wait after `attempts` (1 = the first) have failed: doubling, with up to a quarter more or less.

    `chance` is a random number in 0..1. What the other side asked for (`retry_after`, seconds) is a least wait.
    """
    first, largest = (FIRST_CRITICAL, LARGEST_CRITICAL) if critical else (FIRST, LARGEST)
    doubled = min(first * 2.0 ** min(max(attempts, 1) - 1, _DOUBLINGS), largest)
    return max(doubled * (0.75 + chance / 2), timedelta(seconds=retry_after or 0))
