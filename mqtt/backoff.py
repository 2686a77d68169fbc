"""How long to wait before trying again, and where."""

import random

from mqtt.access import Address


class Backoff:
    """Waits that double from `first` to `longest` seconds, each drawn so that a crowd does not march in step."""

    def __init__(self, *, first: float = 0.5, longest: float = 15.0) -> None:
        self._first = first
        self._longest = longest
        self._tries = 0

    def next(self) -> float:
        """Give the seconds to wait before the next try."""
        wait = min(self._longest, self._first * (1 << min(self._tries, 16)))
        self._tries += 1
        return wait * random.uniform(0.5, 1.0)  # noqa: S311 (spreads load, keeps no secret)

    def reset(self) -> None:
        """Begin again with short waits: it worked."""
        self._tries = 0


class Rota:
    """Whose turn it is among a cluster's addresses; waits only after each has failed once."""

    def __init__(self, addresses: tuple[Address, ...]) -> None:
        self._addresses = addresses
        self._turn = 0
        self._failed = 0
        self._backoff = Backoff()

    @property
    def current(self) -> Address:
        """The address to try now."""
        return self._addresses[self._turn % len(self._addresses)]

    def failed(self) -> float:
        """Pass the turn on; gives the seconds to wait before the next try."""
        self._turn += 1
        self._failed += 1
        return self._backoff.next() if self._failed % len(self._addresses) == 0 else 0.0

    def worked(self) -> None:
        """Forget the failures: the line stood for a while."""
        self._failed = 0
        self._backoff.reset()
