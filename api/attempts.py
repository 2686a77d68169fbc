"""How often somebody may try: to log in, to open signed links, to send test messages, to try rules."""

import contextlib
import math
import threading
import time
from collections.abc import Iterator

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.problems import TOO_MANY, Problem
from api.settings import ApiSettings

_TESTS = (parse("6/minute"), parse("20/hour"))
"""Test messages of one channel: somebody's telephone rings for each."""
_CODES = (parse("5/minute"), parse("30/hour"))
"""Codes of one person's second factor, wherever they come from: six digits can be guessed by who may go on."""
_DRY_RUN_TAKES = "10"


class Attempts:
    """Counts attempts of this process; thread-safe."""

    def __init__(self, settings: ApiSettings) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._of_login = parse(settings.login_attempts)
        self._of_address = parse(settings.login_attempts_address)
        self._trying = threading.Lock()

    def count(self, address: str, login: str) -> None:
        """Count one attempt; raises the 429 problem with Retry-After where it is one too many."""
        self._hit(self._of_address, address)
        self._hit(self._of_login, address, login)

    def count_code(self, person: str) -> None:
        """Count one code of a second factor; the 429 problem where it is one too many."""
        for limit in _CODES:
            self._hit(limit, "code", person)

    def count_own(self, person: str) -> None:
        """Count one time that somebody who is logged in shows their password; the 429 problem for one too many."""
        self._hit(self._of_login, "own", person)

    def count_link(self, address: str) -> None:
        """Count one opening of a signed link, as a login of any name; the 429 problem where it is one too many."""
        self._hit(self._of_address, address, "links")

    def count_sign_on(self, address: str) -> None:
        """Count one setting out for single sign-on; the 429 problem where it is one too many."""
        self._hit(self._of_address, address, "sign-on")

    def count_return(self, address: str) -> None:
        """Count one return from the provider with the logins of all names; the 429 problem for one too many."""
        self._hit(self._of_address, address)

    def count_test(self, channel: str) -> None:
        """Count one test message by a channel; the 429 problem where it is one too many."""
        for limit in _TESTS:
            self._hit(limit, channel)

    @contextlib.contextmanager
    def one_dry_run(self) -> Iterator[None]:
        """Let one rule be tried at a time, for the process has alerts to serve; the 429 problem for another."""
        if not self._trying.acquire(blocking=False):
            raise Problem(TOO_MANY, detail="another rule is being tried", headers={"Retry-After": _DRY_RUN_TAKES})
        try:
            yield
        finally:
            self._trying.release()

    def _hit(self, limit: RateLimitItem, *who: str) -> None:
        if self._limiter.hit(limit, *who):
            return
        reset_at = self._limiter.get_window_stats(limit, *who).reset_time
        wait = max(1, math.ceil(reset_at - time.time()))
        raise Problem(TOO_MANY, headers={"Retry-After": str(wait)})
