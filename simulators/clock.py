"""The one clock at the rim; everything inside takes instants."""

import threading
from datetime import UTC, datetime


class Clock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the instant."""
        return datetime.now(UTC)

    def wait_until(self, instant: datetime, stop: threading.Event) -> bool:
        """Sleep until an instant. Returns true as soon as `stop` is set."""
        seconds = (instant - self.now()).total_seconds()
        return stop.wait(seconds) if seconds > 0 else stop.is_set()
