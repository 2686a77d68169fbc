"""Whether our clock was set back, seen by whoever looks at it again and again: deadlines must hold all the same."""

from datetime import datetime, timedelta

NOTABLE = timedelta(seconds=5)
"""Less than that is the clock being kept right."""


class SetBack:
    """Compares each look at the clock with the newest one before."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def by(self, now: datetime) -> timedelta | None:
        """Give by how much it was set back since `note`; None where it was not."""
        back = self._last - now if self._last is not None else timedelta(0)
        return back if back > NOTABLE else None

    def note(self, now: datetime) -> None:
        """Take this as the time to compare with, once what follows from it is done."""
        self._last = now
