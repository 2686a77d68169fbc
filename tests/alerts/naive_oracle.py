"""What must be open after which readings, written from the design's section 4 alone: all sorted, all judged anew.

One rule: high at 101, critical at 131, clear at 95 or below for two minutes. It knows nothing of the engine.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

HIGH, CRITICAL, CLEAR = 101, 131, 95
CLEAR_FOR = timedelta(minutes=2)


@dataclass(slots=True)
class Episode:
    """A stretch of readings that must be one alert."""

    started_at: datetime
    worst: float
    clear_since: datetime | None = None
    over: bool = False

    @property
    def what(self) -> tuple[datetime, float, bool]:
        """Give since when, how bad, and whether it was ever critical."""
        return self.started_at, self.worst, self.worst >= CRITICAL


@dataclass(slots=True)
class Oracle:
    """All readings that count, as pairs of time and value; None is one that cannot be believed."""

    readings: set[tuple[datetime, float | None]] = field(default_factory=set)

    def episodes(self) -> list[Episode]:
        """Judge everything from the beginning, in order."""
        found: list[Episode] = []
        for at, value in sorted(self.readings, key=lambda one: (one[0], one[1] or 0)):
            running = found[-1] if found and not found[-1].over else None
            if value is not None and value >= HIGH:
                if running is None:
                    found.append(Episode(at, value))
                else:
                    running.worst, running.clear_since = max(running.worst, value), None
            elif running is not None and value is None:
                running.clear_since = None
            elif running is not None and value is not None and value <= CLEAR:
                running.clear_since = running.clear_since or at
                running.over = at - running.clear_since >= CLEAR_FOR
        return found

    def forget(self, until: datetime) -> None:
        """Count no longer what belongs to an alert that a person has resolved."""
        self.readings = {one for one in self.readings if one[0] > until}
