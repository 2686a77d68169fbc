"""Two clocks: the world's, which stamps readings, and that of simulated life, which may run faster."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Simulated life leaves the world's time at `origin` and runs `speed` times as fast from there."""

    origin: datetime
    speed: float = 1.0

    def real(self, lived: datetime) -> datetime:
        """Return when the world is at an instant of simulated life."""
        return self.origin + (lived - self.origin) / self.speed

    def lived(self, real: datetime) -> datetime:
        """Return where simulated life is at an instant of the world."""
        return self.origin + timedelta(seconds=(real - self.origin).total_seconds() * self.speed)
