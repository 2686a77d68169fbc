"""Who is told next, after how long. Source of the default ladders: clinical facts, "Response times …"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from domain.people import AreaKind
from domain.rosters import Duty
from domain.severity import Severity

NOBODY_YET = -1
"""The step of an alert that nobody was told of yet, because it was muted when it fired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivers:
    """Those on duty for the resident's area of this kind: who answers for it, or their deputies."""

    area: AreaKind
    duty: Duty = Duty.PRIMARY


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationStep:
    """Tell all of these, `after` the step before it."""

    receivers: tuple[Receivers, ...]
    after: timedelta

    @property
    def area(self) -> AreaKind:
        """The highest area that is told: what the step is called by."""
        return max((one.area for one in self.receivers), key=list(AreaKind)[::-1].index)


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationPolicy:
    """Steps in order; the last is repeated every `repeat` until somebody answers.

    severity, technical  the alerts that it is for
    area             id of the area whose residents it is for (None: everybody who has no nearer one)
    remind_after     how long an acknowledgement holds before its maker is reminded
    expires_after    how long after the reminder it stops counting
    why              why it was changed to what it says (empty for the defaults)
    """

    id: str
    severity: Severity
    steps: tuple[EscalationStep, ...]
    repeat: timedelta | None
    remind_after: timedelta
    technical: bool = False
    area: str | None = None
    expires_after: timedelta = timedelta(minutes=10)
    version: int = 1
    why: str = ""

    def wait_after(self, step: int) -> timedelta | None:
        """Give the time from telling `step` until the next telling is due; None: never."""
        if step + 1 < len(self.steps):
            return self.steps[step + 1].after
        return self.repeat

    def due_after(self, step: int) -> timedelta | None:
        """Give the time from telling `step` until somebody looks again: as `wait_after`.

        After a last step that is not repeated it is looked whether anybody answered: info and devices' alerts are told
        once and that is all, the others must not end unanswered without a word.
        """
        wait = self.wait_after(step)
        looks = wait is None and self.severity > Severity.INFO and not self.technical
        return self.expires_after if looks else wait

    def next_step(self, step: int) -> int:
        """Give the step after `step` (NOBODY_YET: the first); the last is its own successor."""
        return min(step + 1, len(self.steps) - 1)

    def is_last(self, step: int) -> bool:
        """Whether nobody new comes after this step; one that a newer version took away is its last."""
        return step >= len(self.steps) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladders:
    """The policies that hold for somebody: one for each severity, and for technical alerts."""

    policies: Mapping[tuple[Severity, bool], EscalationPolicy] = field(repr=False)

    def policy(self, severity: Severity, *, technical: bool) -> EscalationPolicy:
        """Give the ladder of an alert."""
        return self.policies[severity, technical]


def ladders(policies: Iterable[EscalationPolicy], areas: Sequence[str] = ()) -> Ladders:
    """Give what holds for somebody in `areas` (ids from the building up to the street): the nearest policy of each.

    What is missing is filled from the defaults: an alert without a ladder would be an alert that nobody hears of.
    """
    near = {area: place for place, area in enumerate(areas)}
    chosen = dict(DEFAULT_LADDERS.policies)
    general_first = sorted(policies, key=lambda one: -near.get(one.area, len(near)) if one.area else -len(near) - 1)
    for one in general_first:
        if one.steps and (one.area is None or one.area in near):
            chosen[one.severity, one.technical] = one
    return Ladders(policies=MappingProxyType(chosen))


_NOW = timedelta(0)
_STEWARD = Receivers(area=AreaKind.BUILDING)
_DEPUTY = Receivers(area=AreaKind.BUILDING, duty=Duty.DEPUTY)
_OFFICER = Receivers(area=AreaKind.GRID)
_COMMUNITY = Receivers(area=AreaKind.COMMUNITY)
_STREET = Receivers(area=AreaKind.STREET)


def _ladder(*waits: timedelta) -> tuple[EscalationStep, ...]:
    levels = ((_STEWARD,), (_DEPUTY, _OFFICER), (_COMMUNITY,), (_STREET,))
    return tuple(EscalationStep(receivers=those, after=after) for those, after in zip(levels, waits, strict=True))


def default_policies() -> tuple[EscalationPolicy, ...]:
    """Give the ladders that every installation starts with."""
    return (
        EscalationPolicy(
            id="critical",
            severity=Severity.CRITICAL,
            steps=_ladder(_NOW, timedelta(minutes=3), timedelta(minutes=3), timedelta(minutes=5)),
            repeat=timedelta(minutes=10),
            remind_after=timedelta(minutes=30),
        ),
        EscalationPolicy(
            id="warning",
            severity=Severity.WARNING,
            steps=_ladder(_NOW, *[timedelta(minutes=15)] * 3),
            repeat=timedelta(hours=1),
            remind_after=timedelta(hours=2),
        ),
        EscalationPolicy(
            id="info",
            severity=Severity.INFO,
            steps=(EscalationStep(receivers=(_STEWARD,), after=_NOW),),
            repeat=None,
            remind_after=timedelta(hours=12),
        ),
        *(_technical(severity) for severity in Severity),
    )


def _technical(severity: Severity) -> EscalationPolicy:
    """Tell whoever keeps the devices, by the community's staff; once a day for what nobody takes on."""
    return EscalationPolicy(
        id=f"technical_{severity.word}",
        severity=severity,
        technical=True,
        steps=(EscalationStep(receivers=(_COMMUNITY,), after=_NOW),),
        repeat=timedelta(hours=24),
        remind_after=timedelta(hours=24),
    )


DEFAULT_LADDERS = Ladders(policies=MappingProxyType({(one.severity, one.technical): one for one in default_policies()}))
