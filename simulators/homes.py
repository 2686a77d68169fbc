"""Homes with a door: it opens when somebody goes out, comes back or calls, and is quiet at night. Pure and seeded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from simulators.chance import Dice
from simulators.rhythm import HOUR, day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The door stood open from `opened` until `closed`."""

    opened: datetime
    closed: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A home whose door follows the days of one person (the seed is that of the person's body)."""

    seed: int
    timezone: tzinfo

    def openings(self, start: datetime) -> Iterator[Opening]:
        """Yield what begins at or after an instant, in order and without an end; none touches the next."""
        day = start.astimezone(self.timezone).replace(hour=0, minute=0, second=0, microsecond=0)
        while True:
            for opened, closed in _openings(self.seed, day.toordinal()):
                opening = Opening(opened=day + timedelta(seconds=opened), closed=day + timedelta(seconds=closed))
                if opening.opened >= start:
                    yield opening
            day += timedelta(days=1)


def _openings(seed: int, ordinal: int) -> list[tuple[float, float]]:
    """Return (opened, closed) of one day in seconds of the local clock."""
    dice = Dice(seed, "door", ordinal)
    moments = [edge for walk in day_of(seed, ordinal).walks if walk.outdoors for edge in (walk.start, walk.end)]
    moments += [dice.between(10 * HOUR, 19 * HOUR) for _ in range(dice.whole(0, 2))]
    kept: list[tuple[float, float]] = []
    for moment in sorted(moments):
        closed = moment + dice.between(6, 70)
        if not kept or moment > kept[-1][1] + 30:
            kept.append((moment, closed))
    return kept
