"""Numbers of a device itself: how far its clock is from ours, how many of its reports are missing."""

from domain.clocks import is_certain, is_slow, lagging, offset
from domain.derived import Asked, Derived, shown
from domain.evaluation import Condition, evaluate
from domain.rules import ClockRule, GapRule


def clocks(rule: ClockRule, asked: Asked) -> tuple[Derived, ...]:
    """Give the seconds that the clock is ahead (negative: behind). Unknown while it may be a buffer that is sent."""
    report, memory = asked.report, asked.memory
    ahead = offset(report)
    if ahead is None:
        return ()
    verdict = evaluate(rule, abs(ahead))
    if is_certain(report, ahead) or verdict.condition is not Condition.BREACHED:
        memory.lag(report.device, None)
    else:
        lag = lagging(memory.lags.get(report.device), report, -ahead)
        memory.lag(report.device, lag)
        if not is_slow(lag):
            return (asked.unknown(),)
    told = shown(verdict, 0.0, 1 if ahead > 0 else -1)
    return (Derived(observed_at=report.observed_at, verdict=told, value=round(ahead, 3)),)


def gaps(rule: GapRule, asked: Asked) -> tuple[Derived, ...]:
    """Give how many reports were found missing within the while, less those that came late."""
    asked.memory.count(asked.report)
    span = rule.within.total_seconds()
    since = asked.report.received_at.timestamp() - span
    missed = sum(count for at, count in asked.memory.missed.get(asked.report.device, ()) if at >= since)
    verdict, at = evaluate(rule, float(missed)), asked.report.observed_at
    return (Derived(observed_at=at, verdict=verdict, value=float(missed), facts={"within_s": span}),)
