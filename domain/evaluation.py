"""What a rule says of a value: pure, three-valued, with the band between the two limits said apart."""

import math
from dataclasses import dataclass
from enum import StrEnum

from domain.limits import Limit, Side
from domain.rules import EventRule, LimitRule


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


BREACHED = Verdict(condition=Condition.BREACHED)
BETWEEN = Verdict(condition=Condition.BETWEEN)
CLEAR = Verdict(condition=Condition.CLEAR)
UNKNOWN = Verdict(condition=Condition.UNKNOWN)


def evaluate(rule: LimitRule | EventRule, value: float | None) -> Verdict:
    """Judge `value` (the rule's number; None or NaN where it is not to be believed or not known) by `rule`.

    A number is clear only past the second limit of every severity. An event is a breach whenever it happened.
    """
    if value is None or math.isnan(value):
        return UNKNOWN
    if isinstance(rule, EventRule):
        return BREACHED if value else BETWEEN
    for one in reversed(rule.limits):
        if _fires(one, rule.fires, value):
            return Verdict(condition=Condition.BREACHED, limit=one)
    return CLEAR if all(_is_over(one, rule.fires, value) for one in rule.limits) else BETWEEN


def _fires(one: Limit, side: Side, value: float) -> bool:
    if value == one.fires_at:
        return not one.strict
    return (value > one.fires_at) == (side is Side.ABOVE)


def _is_over(one: Limit, side: Side, value: float) -> bool:
    return value <= one.clears_at if side is Side.ABOVE else value >= one.clears_at
