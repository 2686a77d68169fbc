"""The alerts of a week: how each ended, and how fast somebody answered. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median

from domain.alerts import Alert, Move, MoveKind
from domain.limits import Side
from domain.rules import RuleKind
from domain.severity import Severity


class Ended(StrEnum):
    """How an alert ended: in the words of whoever resolved it, by itself, or not yet."""

    REAL = "real"
    FALSE_ALARM = "false_alarm"
    TEST = "test"
    DEVICE_FAULT = "device_fault"
    AWAY = "away"
    BY_ITSELF = "by_itself"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekAlert:
    """One alert; `answered_by` and `answered_seconds` are of the first person who answered, None where nobody did."""

    alert: str
    rule: str
    kind: RuleKind
    metric: str
    side: Side | None
    severity: Severity
    fired_at: datetime
    value: float | None
    answered_by: str | None
    answered_seconds: float | None
    ended: Ended
    ended_at: datetime | None


def week_alert(alert: Alert, timeline: Iterable[Move]) -> WeekAlert | None:
    """Give an alert as the week tells it; None for one that never fired."""
    if alert.fired_at is None:
        return None
    first = next((one for one in timeline if _answers(one)), None)
    return WeekAlert(
        alert=alert.id,
        rule=alert.rule,
        kind=alert.kind,
        metric=alert.metric,
        side=alert.side,
        severity=alert.severity,
        fired_at=alert.fired_at,
        value=alert.value if alert.worst is None else alert.worst,
        answered_by=first.by if first else None,
        answered_seconds=max((first.at - alert.fired_at).total_seconds(), 0.0) if first else None,
        ended=_ended(alert),
        ended_at=alert.resolved_at,
    )


def _answers(move: Move) -> bool:
    return move.kind is MoveKind.ACKNOWLEDGED or (move.kind is MoveKind.RESOLVED and move.disposition is not None)


def _ended(alert: Alert) -> Ended:
    if alert.resolved_at is None:
        return Ended.OPEN
    return Ended(alert.disposition.value) if alert.disposition is not None else Ended.BY_ITSELF


def median_answer(alerts: Sequence[WeekAlert]) -> float | None:
    """Give the middle time to an answer, in seconds; None where nobody answered any."""
    taken = [one.answered_seconds for one in alerts if one.answered_seconds is not None]
    return median(taken) if taken else None
