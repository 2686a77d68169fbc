"""A clock for tests of services that run in real time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(kw_only=True)
class Clock:
    """The real time, moved by hand."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        """Give the time."""
        return datetime.now(UTC) + self.ahead
