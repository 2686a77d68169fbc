"""Escalation policies: who is told next, after how long."""

from datetime import datetime, timedelta
from typing import Any, Literal, Self

from pydantic import Field

from api.paths import PRINTABLE, SAYS_WHY
from api.shapes.shape import Shape, example
from domain.escalation import EscalationPolicy, EscalationStep, Receivers
from domain.people import AreaKind
from domain.rosters import Duty
from domain.severity import Severity

_STEPS: list[dict[str, Any]] = [
    {"receivers": [{"area": "building", "duty": "primary"}], "after_seconds": 0},
    {
        "receivers": [{"area": "building", "duty": "deputy"}, {"area": "grid", "duty": "primary"}],
        "after_seconds": 180,
    },
]
_FORM: dict[str, Any] = {
    "severity": "critical",
    "technical": False,
    "area": None,
    "steps": _STEPS,
    "repeat_seconds": 600,
    "remind_after_seconds": 1800,
    "expires_after_seconds": 600,
    "why": "The grid officer asked to be told with the deputies.",
}
_POLICY: dict[str, Any] = {"id": "critical", "version": 2, **_FORM}
_VERSION: dict[str, Any] = {"policy": _POLICY, "set_by": "staff-chen", "set_at": "2026-11-24T08:00:00Z"}

_DAY = 86_400
_WEEK = 7 * _DAY
Grade = Literal["info", "warning", "critical"]


class ReceiversShape(Shape):
    """Those on duty for the resident's area of this kind; `deputy`: their deputies."""

    area: AreaKind
    duty: Duty = Duty.PRIMARY


class StepShape(Shape):
    """Tell all of these, so long after the step before."""

    receivers: list[ReceiversShape] = Field(min_length=1, max_length=8)
    after_seconds: int = Field(ge=0, le=_DAY)

    @classmethod
    def of(cls, step: EscalationStep) -> Self:
        """Show a step."""
        receivers = [ReceiversShape(area=one.area, duty=one.duty) for one in step.receivers]
        return cls(receivers=receivers, after_seconds=int(step.after.total_seconds()))

    def step(self) -> EscalationStep:
        """Give the step."""
        receivers = tuple(dict.fromkeys(Receivers(area=one.area, duty=one.duty) for one in self.receivers))
        return EscalationStep(receivers=receivers, after=timedelta(seconds=self.after_seconds))


class PolicyForm(Shape):
    """Which alerts it is for, its steps in order, and why it is to be so.

    The first step is told at once. The last is told again every `repeat_seconds` until somebody answers (null: never).
    An acknowledgement is recalled after `remind_after_seconds`, and counts no more `expires_after_seconds` later.
    """

    model_config = example(_FORM)

    severity: Grade
    technical: bool = False
    area: str | None = Field(default=None, min_length=1, max_length=128, pattern=PRINTABLE)
    """For everybody in this area; null: for all who have no nearer one."""
    steps: list[StepShape] = Field(min_length=1, max_length=10)
    repeat_seconds: int | None = Field(ge=60, le=_WEEK)
    remind_after_seconds: int = Field(ge=60, le=_WEEK)
    expires_after_seconds: int = Field(default=600, ge=60, le=_DAY)
    why: str = Field(min_length=1, max_length=500, pattern=SAYS_WHY)

    def policy(self, policy_id: str) -> EscalationPolicy:
        """Give the policy."""
        return EscalationPolicy(
            id=policy_id,
            severity=Severity.of(self.severity),
            technical=self.technical,
            area=self.area,
            steps=tuple(one.step() for one in self.steps),
            repeat=timedelta(seconds=self.repeat_seconds) if self.repeat_seconds is not None else None,
            remind_after=timedelta(seconds=self.remind_after_seconds),
            expires_after=timedelta(seconds=self.expires_after_seconds),
            why=self.why,
        )


class PolicyShape(Shape):
    """A ladder as it stands."""

    model_config = example(_POLICY)

    id: str
    version: int
    severity: str
    technical: bool
    area: str | None
    steps: list[StepShape]
    repeat_seconds: int | None
    remind_after_seconds: int
    expires_after_seconds: int
    why: str

    @classmethod
    def of(cls, policy: EscalationPolicy) -> Self:
        """Show a policy."""
        return cls(
            id=policy.id,
            version=policy.version,
            severity=policy.severity.word,
            technical=policy.technical,
            area=policy.area,
            steps=[StepShape.of(one) for one in policy.steps],
            repeat_seconds=int(policy.repeat.total_seconds()) if policy.repeat is not None else None,
            remind_after_seconds=int(policy.remind_after.total_seconds()),
            expires_after_seconds=int(policy.expires_after.total_seconds()),
            why=policy.why,
        )


class PolicyList(Shape):
    """The newest version of every policy. Where none is for an alert, the defaults hold."""

    model_config = example({"items": [_POLICY]})

    items: list[PolicyShape]


class PolicyVersion(Shape):
    """A policy as it was set by somebody."""

    model_config = example(_VERSION)

    policy: PolicyShape
    set_by: str
    set_at: datetime


class PolicyHistory(Shape):
    """A policy as it stands, and all its versions, the newest first."""

    model_config = example({"policy": _POLICY, "versions": [_VERSION]})

    policy: PolicyShape
    versions: list[PolicyVersion]
