"""Who is told next, after how long. Source of the ladder: clinical facts, "Response times people are held to"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from domain.people import AreaKind
from domain.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationStep:
    """Tell those who answer for the resident's area of this kind, `after` the step before it."""

    area: AreaKind
    after: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationPolicy:
    """Steps in order; the last is repeated every `repeat` until somebody answers.

    remind_after     how long an acknowledgement holds before its maker is reminded
    expires_after    how long after the reminder it stops counting
    """

    id: str
    steps: tuple[EscalationStep, ...]
    repeat: timedelta | None
    remind_after: timedelta
    expires_after: timedelta = timedelta(minutes=10)

    def wait_after(self, step: int) -> timedelta | None:
        """Give the time from telling `step` until the next telling is due; None: never."""
        if step + 1 < len(self.steps):
            return self.steps[step + 1].after
        return self.repeat

    def next_step(self, step: int) -> int:
        """Give the step after `step`; the last is its own successor."""
        return min(step + 1, len(self.steps) - 1)


def _ladder(*waits: timedelta) -> tuple[EscalationStep, ...]:
    levels = (AreaKind.BUILDING, AreaKind.GRID, AreaKind.COMMUNITY, AreaKind.STREET)
    return tuple(EscalationStep(area=area, after=after) for area, after in zip(levels, waits, strict=True))


_NOW = timedelta(0)
_CRITICAL = EscalationPolicy(
    id="critical",
    steps=_ladder(_NOW, timedelta(minutes=3), timedelta(minutes=3), timedelta(minutes=5)),
    repeat=timedelta(minutes=10),
    remind_after=timedelta(minutes=30),
)
_WARNING = EscalationPolicy(
    id="warning",
    steps=_ladder(_NOW, *[timedelta(minutes=15)] * 3),
    repeat=timedelta(hours=1),
    remind_after=timedelta(hours=2),
)
_INFO = EscalationPolicy(
    id="info",
    steps=(EscalationStep(area=AreaKind.BUILDING, after=_NOW),),
    repeat=None,
    remind_after=timedelta(hours=12),
)
_TECHNICAL = EscalationPolicy(
    id="technical",
    steps=(EscalationStep(area=AreaKind.COMMUNITY, after=_NOW),),
    repeat=timedelta(hours=24),
    remind_after=timedelta(hours=24),
)

POLICIES: Mapping[Severity, EscalationPolicy] = MappingProxyType(
    {Severity.CRITICAL: _CRITICAL, Severity.WARNING: _WARNING, Severity.INFO: _INFO}
)


def policy_for(severity: Severity, *, technical: bool) -> EscalationPolicy:
    """Give the ladder of an alert: technical alerts go to whoever keeps the devices, by the community's staff."""
    return _TECHNICAL if technical else POLICIES[severity]
