"""The words of a daily round: what is known of somebody, and why they need a look. Data only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from domain.alerts import Alert
from domain.baselines import Hour
from domain.muting import Away
from domain.own_bands import Band, Bands
from domain.people import DeviceKind
from domain.severity import Severity


class Why(StrEnum):
    """Why somebody needs a look."""

    OPEN_ALERT = "open_alert"
    NOTHING_HEARD = "nothing_heard"
    LITTLE_ACTIVITY = "little_activity"
    OFF_BAND = "off_band"
    RECENT_ALERT = "recent_alert"
    BACK_TODAY = "back_today"
    BATTERY_LOW = "battery_low"
    NO_DEVICE = "no_device"
    NO_CONSENT = "no_consent"


class Urgency(IntEnum):
    """How soon: things of the flat can wait for another day's round, an open critical alert cannot wait at all."""

    SOMETIME = 0
    TODAY = 1
    SOON = 2
    NOW = 3

    @property
    def word(self) -> str:
        """Give it in words."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason with its facts. `facts` are numbers by name; what does not apply is empty or None."""

    why: Why
    urgency: Urgency
    since: datetime | None = None
    alert: str = ""
    rule: str = ""
    severity: Severity | None = None
    metric: str = ""
    device: str = ""
    facts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worn:
    """A device of theirs; None: never heard of, or its charge is not known."""

    id: str
    kind: DeviceKind
    heard_at: datetime | None
    battery: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the readings of the last day say, beside what is usual.

    hours   of each vital sign; amounts  of what is counted (openings, steps), by metric
    vitals, daily  what is usual of them (`domain.own_bands`)
    """

    hours: Mapping[str, Sequence[Hour]] = field(default_factory=dict)
    amounts: Mapping[str, float] = field(default_factory=dict)
    vitals: Mapping[str, Bands] = field(default_factory=dict)
    daily: Mapping[str, Band | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """All that is known of one resident.

    alerts    those that are open, and those that ended within a day
    away      where they are, if they are not at home now; back_at: when the last away ended, within a day
    agreed    they have agreed to be watched over
    measured  None: their readings were not looked at
    """

    resident: str
    alerts: Sequence[Alert] = ()
    devices: Sequence[Worn] = ()
    away: Away | None = None
    back_at: datetime | None = None
    agreed: bool = True
    deceased: bool = False
    measured: Measured | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Somebody who needs a look; the most urgent reason stands first."""

    resident: str
    reasons: tuple[Reason, ...]

    @property
    def urgency(self) -> Urgency:
        """How soon."""
        return self.reasons[0].urgency
