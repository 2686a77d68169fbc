"""Who was told of an alert that waits for an answer, who comes next and when: the demo's ladders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.alerts import Alert, AlertState, MoveKind
from domain.escalation import EscalationPolicy, EscalationStep, ladders
from domain.rosters import Duty
from domain.subjects import area_of
from store.records import Records

FASTER = 10
"""Life in the demo is so many times as fast, and so are its ladders."""
SHOWN = 3
_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step: who that is (`building`, `deputy+grid` …), and when they were told first ("": not yet)."""

    name: str
    told_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderLine:
    """One alert on its way up. `state` says whether somebody has answered; `due` in how many seconds more happens."""

    who: str
    what: str
    rungs: tuple[Rung, ...]
    state: str
    is_answered: bool
    due: float | None


def hurry(records: Records, now: datetime) -> None:
    """Let every ladder wait a tenth as long; one that does so already stays."""
    for policy in records.policies.policies():
        if policy.why != _WHY:
            records.policies.put(_faster(policy), "demo", now)


_WHY = f"the demo's life runs {FASTER} times as fast"


def _faster(policy: EscalationPolicy) -> EscalationPolicy:
    return replace(
        policy,
        steps=tuple(replace(step, after=step.after / FASTER) for step in policy.steps),
        repeat=policy.repeat / FASTER if policy.repeat else None,
        remind_after=policy.remind_after / FASTER,
        expires_after=policy.expires_after / FASTER,
        why=_WHY,
    )


def climbing(
    records: Records, alerts: Sequence[Alert], names: Mapping[str, str], now: datetime
) -> tuple[LadderLine, ...]:
    """Give the ladders of the gravest alerts that somebody must answer for, the longest open first."""
    waiting = [one for one in alerts if one.state in {AlertState.FIRING, AlertState.ACKNOWLEDGED} and not one.technical]
    gravest = sorted(waiting, key=lambda one: (-one.severity, one.fired_at or one.started_at))
    policies = records.policies.policies() if gravest else []
    return tuple(_line(records, one, policies, names, now) for one in gravest[:SHOWN])


def _line(
    records: Records, alert: Alert, policies: Sequence[EscalationPolicy], names: Mapping[str, str], now: datetime
) -> LadderLine:
    areas = () if area_of(alert.resident) else records.people.placement(alert.resident).areas
    policy = ladders(policies, areas).policy(alert.severity, technical=alert.technical)
    told: dict[int, str] = {}
    for move in records.alerts.timeline(alert.id):
        if move.kind in {MoveKind.FIRED, MoveKind.ESCALATED}:
            told.setdefault(move.step, f"{move.at.astimezone(_ZONE):%H:%M:%S}")
    return LadderLine(
        who=names.get(alert.resident, alert.resident),
        what=alert.rule,
        rungs=tuple(Rung(name=_name(step), told_at=told.get(n, "")) for n, step in enumerate(policy.steps)),
        state=_state(alert),
        is_answered=alert.acknowledged_by is not None,
        due=(alert.due_at - now).total_seconds() if alert.due_at is not None else None,
    )


def _name(step: EscalationStep) -> str:
    return "+".join("deputy" if one.duty is Duty.DEPUTY else one.area.value for one in step.receivers)


def _state(alert: Alert) -> str:
    if alert.acknowledged_by is not None:
        return f"{alert.acknowledged_by} is on it"
    return "nobody has answered, up to the top" if alert.unanswered_at is not None else "nobody has answered"
