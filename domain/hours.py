"""Hours of the local day."""

from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalHours:
    """A stretch of the local day, [starts, ends); it may cross midnight."""

    starts: time
    ends: time

    @property
    def lasts(self) -> timedelta:
        """How long they are by the clock on the wall: from nothing, where they end as they start, to under a day."""
        starts, ends = (
            timedelta(hours=one.hour, minutes=one.minute, seconds=one.second) for one in (self.starts, self.ends)
        )
        return (ends - starts) % timedelta(days=1)

    def holds(self, local: time) -> bool:
        """Whether a local time of day falls into it."""
        if self.starts <= self.ends:
            return self.starts <= local < self.ends
        return local >= self.starts or local < self.ends
