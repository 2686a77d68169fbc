"""Hours of the local day."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalHours:
    """A stretch of the local day, [starts, ends); it may cross midnight."""

    starts: time
    ends: time

    def holds(self, local: time) -> bool:
        """Whether a local time of day falls into it."""
        if self.starts <= self.ends:
            return self.starts <= local < self.ends
        return local >= self.starts or local < self.ends
