"""How often somebody may try to log in: by address and login, and by address alone."""

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.problems import TOO_MANY, Problem
from api.settings import ApiSettings


class Attempts:
    """Counts attempts of this process; thread-safe."""

    def __init__(self, settings: ApiSettings) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._of_login = parse(settings.login_attempts)
        self._of_address = parse(settings.login_attempts_address)

    def count(self, address: str, login: str) -> None:
        """Count one attempt; raises the 429 problem with Retry-After where it is one too many."""
        self._hit(self._of_address, address)
        self._hit(self._of_login, address, login)

    def _hit(self, limit: RateLimitItem, *who: str) -> None:
        if self._limiter.hit(limit, *who):
            return
        reset_at = self._limiter.get_window_stats(limit, *who).reset_time
        wait = max(1, math.ceil(reset_at - time.time()))
        raise Problem(TOO_MANY, headers={"Retry-After": str(wait)})
