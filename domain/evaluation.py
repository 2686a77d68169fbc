"""What a rule says of a value: pure, three-valued, with the band between the two limits said apart."""

from dataclasses import dataclass
from enum import StrEnum

from domain.rules import Limit, Side, ThresholdRule


class Condition(StrEnum):
    """`between` is the band of a threshold's two limits: it neither fires nor clears."""

    BREACHED = "breached"
    BETWEEN = "between"
    CLEAR = "clear"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A condition, and for a breached threshold the most severe limit that the value is at or past."""

    condition: Condition
    limit: Limit | None = None


CLEAR = Verdict(condition=Condition.CLEAR)
BETWEEN = Verdict(condition=Condition.BETWEEN)
UNKNOWN = Verdict(condition=Condition.UNKNOWN)


def evaluate(rule: ThresholdRule, value: float | None) -> Verdict:
    """Judge `value` (in the metric's catalogue unit; None where it is not to be believed) by `rule`."""
    if value is None:
        return UNKNOWN
    for one in reversed(rule.limits):
        if _fires(one, rule.side, value):
            return Verdict(condition=Condition.BREACHED, limit=one)
    mildest = rule.limits[0]
    over = value <= mildest.clears_at if rule.side is Side.ABOVE else value >= mildest.clears_at
    return CLEAR if over else BETWEEN


def _fires(one: Limit, side: Side, value: float) -> bool:
    if value == one.fires_at:
        return not one.strict
    return (value > one.fires_at) == (side is Side.ABOVE)
