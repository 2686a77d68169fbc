"""When a resident was away: asked only where a rule is about to fire, which is rare."""

from dataclasses import dataclass
from datetime import datetime

from store.records.mutes import Mutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """until: they are away until then (None: they are not); back_at: when the last away that is over ended."""

    until: datetime | None = None
    back_at: datetime | None = None


class Aways:
    """Reads the records."""

    def __init__(self, mutes: Mutes) -> None:
        self._mutes = mutes

    def of(self, resident: str, now: datetime) -> Whereabouts:
        """Say whether a resident is away, and since when they are back."""
        begun = [one for one in self._mutes.aways_of(resident) if one.starts_at <= now and one.starts_at < one.ends_at]
        return Whereabouts(
            until=max((one.ends_at for one in begun if one.ends_at > now), default=None),
            back_at=max((one.ends_at for one in begun if one.ends_at <= now), default=None),
        )
